import { findMember } from "#models/member.server.ts";
import { ensureAttributes } from "#services/attributes.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { seedAccounts } from "./seed/accounts.ts";
import { seedContacts } from "./seed/contacts.ts";
import { demoSignIns, seedMembers } from "./seed/members.ts";
import { seedStories } from "./seed/stories.ts";

export interface DemoSignIn {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

export interface SeedResult {
  readonly signIns: readonly DemoSignIn[];
  /** Things to try first, one line each, as the start screen prints them. */
  readonly tryThis: readonly string[];
}

/** Fills an empty installation with the demo workspace. Every step looks first: safe to run again after a crash. */
export async function seedDemo(rt: Runtime): Promise<SeedResult> {
  const { workspaceId, ownerId } = await seedMembers(rt);
  const owner = await findMember(workspaceId, ownerId);
  if (!owner) throw new Error("The demo's owner has no membership.");
  await Promise.all([
    seedAccounts(workspaceId, rt),
    seedAttributes(workspaceId, rt),
    seedContacts(workspaceId, rt),
  ]);
  await seedStories({ workspaceId, memberId: owner._id }, rt);
  return {
    signIns: demoSignIns,
    tryThis: [
      "Campaigns › Spring offer › Review: send it and watch the phones ring",
      "Answer on a phone, or send a photo; then open the Inbox",
      "Audience › Import: bring a CSV of your own, bad rows and all",
    ],
  };
}

const attributes = [
  { key: "favourite", label: "Favourite", type: "text" },
  { key: "orders", label: "Orders", type: "number" },
  { key: "town", label: "Town", type: "text" },
  { key: "flight", label: "Flight", type: "text" },
  { key: "seat", label: "Seat", type: "text" },
  { key: "departure", label: "Departure", type: "date" },
  { key: "boarding", label: "Boarding", type: "date" },
] as const;

function seedAttributes(workspaceId: string, rt: Runtime): Promise<void> {
  const columns = attributes.map((attribute) => ({ to: "attribute" as const, ...attribute }));
  return ensureAttributes(workspaceId, columns, rt);
}
