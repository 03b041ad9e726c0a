export const roles = ["owner", "admin", "marketer", "editor", "agent", "viewer"] as const;
export type Role = (typeof roles)[number];

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

const everyone = roles;
const managers = ["owner", "admin"] as const;
const senders = ["owner", "admin", "marketer"] as const;
const writers = ["owner", "admin", "marketer", "editor"] as const;
const answerers = ["owner", "admin", "marketer", "editor", "agent"] as const;

/** The one table of who may do what. A role not named in a line may not. */
const allowed = {
  "workspace.view": everyone,
  /** Name, zone, country, language. */
  "workspace.manage": managers,
  "workspace.create": managers,
  "members.view": everyone,
  "members.manage": managers,
  "channels.view": everyone,
  "channels.manage": managers,
  /** Raw webhook calls, with their payloads. */
  "journal.view": managers,
  "contacts.view": everyone,
  /** One person: attributes, tags, notes, a consent the person gave to an agent. */
  "contacts.edit": answerers,
  "contacts.import": senders,
  "contacts.export": senders,
  "audiences.edit": senders,
  "templates.view": everyone,
  "templates.edit": writers,
  "campaigns.view": everyone,
  "campaigns.edit": writers,
  /** Send, schedule, pause, resume, cancel. */
  "campaigns.send": senders,
  "inbox.view": everyone,
  "inbox.reply": answerers,
  "cannedReplies.edit": answerers,
  /** Replays a demo story, loads or removes demo data. */
  "demo.run": senders,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof allowed;

export function may(role: Role, permission: Permission): boolean {
  return (allowed[permission] as readonly Role[]).includes(role);
}

/** Roles a member may give to others: nobody hands out more than they hold. */
export function grantableRoles(role: Role): readonly Role[] {
  if (role === "owner") return roles;
  return role === "admin" ? roles.filter((other) => other !== "owner") : [];
}
