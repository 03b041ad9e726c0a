import { normaliseEmail, normalisePhone } from "#core/contact/address.ts";
import type { MessageContent } from "#core/message/message.ts";
import { err, ok, type Result } from "#core/result.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { findContact } from "#models/contact.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { findRevision, findTemplate } from "#models/template.server.ts";
import { findWorkspace } from "#models/workspace.server.ts";
import { sendSingle } from "./outbox.server.ts";
import { renderPreview, type RenderError } from "./rendering.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** `detail` of "missing-value" is the variable, of "unmade" what the engine said. */
export type TestError =
  "not-found" | "bad-address" | "missing-value" | "no-variant" | "timed-out" | "unmade";

/** One message to an address of the member's choice, with a chosen person's words, marked TEST. */
export async function sendTest(
  input: {
    readonly workspaceId: string;
    readonly campaignId: string;
    readonly contactId: string;
    readonly channel: string;
    readonly to: string;
  },
  rt: Pick<Runtime, "now" | "newId" | "findChannel" | "vault" | "publicUrl">,
): Promise<Result<{ deliveryId: string }, TestError>> {
  const { workspaceId, channel } = input;
  const campaign = await findCampaign(input);
  const contact = await findContact(input);
  const sender = campaign?.senders.find((one) => one.channel === channel);
  const template = campaign?.templateId ? await findTemplate(campaign.templateId) : null;
  if (!campaign || !contact || !sender || template?.workspaceId !== workspaceId) {
    return err("not-found");
  }
  const [account, revision, workspace] = await Promise.all([
    ChannelAccounts.findOne({ _id: sender.accountId }).lean(),
    findRevision(campaign.revisionId ?? template.revisionId),
    findWorkspace(workspaceId),
  ]);
  const adapter = account ? rt.findChannel(account.adapterId) : null;
  if (!adapter || !revision) return err("not-found");
  const address = readAddress(input.to, adapter.addressKinds, workspace?.country ?? null);
  if (!address) return err("bad-address");
  const hasProvider = revision.variants.some(
    (one) => one.channel === channel && one.content.provider,
  );
  const locale = contact.locale;
  const person = { contact, channel, locale, isWindowOpen: !hasProvider };
  const rendered = await renderPreview(revision, person, rt);
  if (!rendered.ok) return err(unmade[rendered.error], rendered.detail ?? "");
  const { accountId } = sender;
  const sent = await sendSingle(
    {
      ...{ workspaceId, accountId, contactId: null, address, lane: "transactional", isTest: true },
      ...{ content: marked(rendered.value.content), purpose: campaign.purpose },
    },
    rt,
  );
  return ok(sent);
}

const unmade = {
  "no-variant": "no-variant",
  "missing-variable": "missing-value",
  "timed-out": "timed-out",
  refused: "unmade",
  crashed: "unmade",
} as const satisfies Record<RenderError, TestError>;

function readAddress(
  to: string,
  kinds: readonly string[],
  country: string | null,
): { kind: string; value: string } | null {
  const [kind] = kinds;
  if (kind === undefined || to.trim() === "") return null;
  if (kind === "email") {
    const email = normaliseEmail(to);
    return email.ok ? { kind, value: email.value } : null;
  }
  if (kind === "phone") {
    const phone = normalisePhone(to, country);
    return phone.ok ? { kind, value: phone.value } : null;
  }
  return { kind, value: to.trim().slice(0, 200) };
}

/** A provider's approved template cannot carry a word of ours: it goes out as it is. */
function marked(content: MessageContent): MessageContent {
  switch (content.type) {
    case "text":
    case "buttons":
    case "list":
      return { ...content, text: `TEST · ${content.text}` };
    case "media":
      return { ...content, caption: `TEST · ${content.caption ?? ""}` };
    case "email":
      return { ...content, subject: `TEST · ${content.subject}` };
    case "template":
      return content;
  }
}
