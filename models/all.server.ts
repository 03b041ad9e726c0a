import { Audiences, Lists, Segments } from "./audience.server.ts";
import { CampaignRuns } from "./campaign-run.server.ts";
import { Campaigns } from "./campaign.server.ts";
import { ChannelAccounts } from "./channel-account.server.ts";
import { ConsentEvents } from "./consent-event.server.ts";
import { Contacts } from "./contact.server.ts";
import { Conversations } from "./conversation.server.ts";
import { Counters } from "./counter.server.ts";
import { Deliveries } from "./delivery.server.ts";
import { DispatchBatches } from "./dispatch-batch.server.ts";
import type { AnyModel } from "./ensure-indexes.server.ts";
import { Events } from "./event.server.ts";
import { Media } from "./media.server.ts";
import { Messages } from "./message.server.ts";
import { Receipts } from "./receipt.server.ts";
import { Suppressions } from "./suppression.server.ts";
import { TemplateRevisions, Templates } from "./template.server.ts";

/** Every model there is: start builds their indexes; export and the named-queries test walk them. */
export const allModels: readonly AnyModel[] = [
  Audiences,
  CampaignRuns,
  Campaigns,
  ChannelAccounts,
  ConsentEvents,
  Contacts,
  Conversations,
  Counters,
  Deliveries,
  DispatchBatches,
  Events,
  Lists,
  Media,
  Messages,
  Receipts,
  Segments,
  Suppressions,
  TemplateRevisions,
  Templates,
];
