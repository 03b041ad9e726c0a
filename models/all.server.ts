import { Attributes, Tags } from "./attribute.server.ts";
import { Audiences, Lists, Segments } from "./audience.server.ts";
import { CampaignMoves } from "./campaign-move.server.ts";
import { CampaignRuns } from "./campaign-run.server.ts";
import { Campaigns } from "./campaign.server.ts";
import { CannedReplies } from "./canned-reply.server.ts";
import { ChannelAccounts } from "./channel-account.server.ts";
import { ConsentEvents, ConsentHeads } from "./consent-event.server.ts";
import { ContactImports, ImportChanges, ImportProblems } from "./contact-import.server.ts";
import { ContactNotes } from "./contact-note.server.ts";
import { Contacts } from "./contact.server.ts";
import { Conversations } from "./conversation.server.ts";
import { Counters } from "./counter.server.ts";
import { DeliveryDecisions } from "./delivery-decision.server.ts";
import { Deliveries } from "./delivery.server.ts";
import { BatchPayloads } from "./batch-payload.server.ts";
import { DispatchBatches } from "./dispatch-batch.server.ts";
import { Deployments } from "./deployment.server.ts";
import { Drafts } from "./draft.server.ts";
import type { AnyModel } from "./ensure-indexes.server.ts";
import { Events } from "./event.server.ts";
import { Media } from "./media.server.ts";
import {
  Credentials,
  Invitations,
  Members,
  Sessions,
  Users,
  Verifications,
} from "./member.server.ts";
import { Messages } from "./message.server.ts";
import { OpenDoubts } from "./open-doubt.server.ts";
import { OrphanStatuses } from "./orphan-status.server.ts";
import { Presences } from "./presence.server.ts";
import { Processes } from "./process.server.ts";
import { RateBuckets } from "./rate-bucket.server.ts";
import { Receipts } from "./receipt.server.ts";
import { RunCounters } from "./run-counter.server.ts";
import { Suppressions } from "./suppression.server.ts";
import { TemplateRevisions, Templates } from "./template.server.ts";
import { WebChatMessages } from "./web-chat-message.server.ts";
import { WebChatVisitors } from "./web-chat-visitor.server.ts";
import { Workers } from "./worker.server.ts";
import { Workspaces } from "./workspace.server.ts";

/** Every model there is: start builds their indexes; export and the named-queries test walk them. */
export const allModels: readonly AnyModel[] = [
  Attributes,
  Audiences,
  BatchPayloads,
  CampaignMoves,
  CampaignRuns,
  Campaigns,
  CannedReplies,
  ChannelAccounts,
  ConsentEvents,
  ConsentHeads,
  ContactImports,
  ContactNotes,
  Contacts,
  Conversations,
  Counters,
  Credentials,
  Deliveries,
  DeliveryDecisions,
  Deployments,
  DispatchBatches,
  Drafts,
  Events,
  ImportChanges,
  ImportProblems,
  Invitations,
  Lists,
  Media,
  Members,
  Messages,
  OpenDoubts,
  OrphanStatuses,
  Presences,
  Processes,
  RateBuckets,
  Receipts,
  RunCounters,
  Segments,
  Sessions,
  Suppressions,
  Tags,
  TemplateRevisions,
  Templates,
  Users,
  Verifications,
  WebChatMessages,
  WebChatVisitors,
  Workers,
  Workspaces,
];
