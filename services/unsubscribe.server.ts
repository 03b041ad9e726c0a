import type { ConsentKind } from "#core/consent/state.ts";
import type { Purpose } from "#core/message/message.ts";
import { findRunPurpose } from "#models/campaign-run-purpose.server.ts";
import { findContact, type ContactRow } from "#models/contact.server.ts";
import { findWorkspace } from "#models/workspace.server.ts";
import { recordConsents, type ConsentInput } from "./consent.server.ts";
import type { PreferenceSubject } from "./preferences.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** One thing a person may say yes or no to. */
export interface PreferenceChoice {
  readonly channel: string;
  readonly purpose: Purpose;
}

export interface PreferenceView {
  readonly workspaceName: string;
  readonly choices: readonly (PreferenceChoice & { readonly isOn: boolean })[];
  /** What the message that carried the link was. */
  readonly from: PreferenceChoice;
}

/** null = the person is gone; the link then has nothing to decide. */
export async function viewPreferences(subject: PreferenceSubject): Promise<PreferenceView | null> {
  const [person, workspace, from] = await Promise.all([
    findContact(subject),
    findWorkspace(subject.workspaceId),
    sentAs(subject),
  ]);
  if (!person) return null;
  return { workspaceName: workspace?.name ?? "", choices: choicesOf(person, from), from };
}

/** A message whose row is not written yet, or a test: links travel in marketing mail. */
async function sentAs(subject: PreferenceSubject): Promise<PreferenceChoice> {
  const sent = await findRunPurpose(subject.deliveryId);
  const isTheirs = sent?.workspaceId === subject.workspaceId;
  return isTheirs
    ? { channel: sent.channel, purpose: sent.purpose }
    : { channel: "email", purpose: "marketing" };
}

function choicesOf(person: ContactRow, from: PreferenceChoice): PreferenceView["choices"] {
  const rows = person.consents.map(({ channel, purpose, state }) => ({
    ...{ channel, purpose },
    isOn: state === "granted",
  }));
  const isListed = rows.some((row) => row.channel === from.channel && row.purpose === from.purpose);
  return isListed ? rows : [{ ...from, isOn: false }, ...rows];
}

/** Stops what the message was, at once. Safe to repeat: mail providers and people click twice. */
export async function unsubscribe(
  subject: PreferenceSubject,
  source: "one-click" | "unsubscribe-link",
  rt: Pick<Runtime, "now" | "newId">,
): Promise<PreferenceChoice | null> {
  const person = await findContact(subject);
  if (!person) return null;
  const from = await sentAs(subject);
  const isOut = person.consents.some(
    (row) =>
      row.channel === from.channel && row.purpose === from.purpose && row.state === "withdrawn",
  );
  if (!isOut) await recordConsents([said(subject, from, "withdrawn", source, null)], rt);
  return from;
}

export interface SavePreferencesInput {
  readonly subject: PreferenceSubject;
  /** `<channel>:<purpose>` of everything left on; what is shown and not here is off. */
  readonly on: ReadonlySet<string>;
  readonly locale: string;
  /** The sentence that stood beside a choice: evidence of what was agreed to. */
  readonly wordingOf: (choice: PreferenceChoice) => string;
}

/** Writes only what changed; a yes given here is the person's own, so it may follow a no. */
export async function savePreferences(
  input: SavePreferencesInput,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<"saved" | "gone"> {
  const { subject, on, locale, wordingOf } = input;
  const view = await viewPreferences(subject);
  if (!view) return "gone";
  const person = await findContact(subject);
  const changes = view.choices.flatMap((choice): ConsentInput[] => {
    const isOn = on.has(`${choice.channel}:${choice.purpose}`);
    const state = person?.consents.find(
      (row) => row.channel === choice.channel && row.purpose === choice.purpose,
    )?.state;
    if (isOn === choice.isOn && (isOn || state === "withdrawn")) return [];
    const wording = isOn ? { text: wordingOf(choice), version: "preference-page-1", locale } : null;
    return [said(subject, choice, isOn ? "granted" : "withdrawn", "preference-page", wording)];
  });
  await recordConsents(changes, rt);
  return "saved";
}

function said(
  subject: PreferenceSubject,
  { channel, purpose }: PreferenceChoice,
  kind: ConsentKind,
  source: string,
  wording: ConsentInput["wording"],
): ConsentInput {
  const { workspaceId, contactId, deliveryId } = subject;
  const proof = { deliveryId };
  return {
    workspaceId,
    contactId,
    channel,
    purpose,
    kind,
    wording,
    source,
    actor: "contact",
    proof,
  };
}
