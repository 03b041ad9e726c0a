import { Schema } from "mongoose";
import type { Role } from "#core/access/roles.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

// better-auth owns these collections and writes them (services/auth). Here stand the indexes its
// queries need on every server, and the reads of ours.

export interface UserRow {
  _id: string;
  name: string;
  email: string;
  /** Language of mail about the account; absent until the person was seen once. */
  locale?: string | null;
  createdAt: Date;
}

export interface MemberRow {
  _id: string;
  organizationId: string;
  userId: string;
  role: Role;
  createdAt: Date;
}

export interface InvitationRow {
  _id: string;
  organizationId: string;
  email: string;
  role: Role;
  status: "pending" | "accepted" | "rejected" | "canceled";
  inviterId: string;
  expiresAt: Date;
  createdAt: Date;
}

export interface SessionRow {
  _id: string;
  /** A digest (services/session-tokens); the token itself stands in the cookie alone. */
  token: string;
  userId: string;
  expiresAt: Date;
  createdAt: Date;
  updatedAt: Date;
  lastSeenAt?: Date | null;
  ipAddress?: string;
  userAgent?: string;
  activeOrganizationId?: string | null;
}

const id = { _id: { type: String, required: true } } as const;
const loose = { ...schemaOptions, strict: false } as const;

const userSchema = new Schema<UserRow>({ ...id, email: String, name: String }, loose);
userSchema.index({ email: 1 }, { unique: true });
export const Users = defineModel<UserRow>("User", userSchema, "users");

const memberSchema = new Schema<MemberRow>(
  { ...id, organizationId: String, userId: String, role: String },
  loose,
);
// The guard's read, on every request.
memberSchema.index({ organizationId: 1, userId: 1 }, { unique: true });
memberSchema.index({ userId: 1 });
export const Members = defineModel<MemberRow>("Member", memberSchema, "members");

const invitationSchema = new Schema<InvitationRow>(
  { ...id, organizationId: String, email: String, status: String },
  loose,
);
invitationSchema.index({ organizationId: 1, email: 1, status: 1 });
export const Invitations = defineModel<InvitationRow>(
  "Invitation",
  invitationSchema,
  "invitations",
);

const sessionSchema = new Schema<SessionRow>({ ...id, token: String, userId: String }, loose);
sessionSchema.index({ token: 1 }, { unique: true });
sessionSchema.index({ userId: 1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const Sessions = defineModel<SessionRow>("Session", sessionSchema, "sessions");

interface CredentialRow {
  _id: string;
  userId: string;
  providerId: string;
  accountId: string;
}
const credentialSchema = new Schema<CredentialRow>({ ...id, userId: String }, loose);
credentialSchema.index({ userId: 1 });
credentialSchema.index({ accountId: 1, providerId: 1 });
export const Credentials = defineModel<CredentialRow>(
  "Credential",
  credentialSchema,
  "credentials",
);

interface VerificationRow {
  _id: string;
  identifier: string;
  expiresAt: Date;
}
const verificationSchema = new Schema<VerificationRow>({ ...id, identifier: String }, loose);
verificationSchema.index({ identifier: 1 });
verificationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const Verifications = defineModel<VerificationRow>(
  "Verification",
  verificationSchema,
  "verifications",
);

/** False until the first owner signed up: then, and only then, /setup is open. */
export async function hasAnyUser(): Promise<boolean> {
  const row = await Users.collection.findOne({}, { projection: { _id: 1 } });
  return row !== null;
}

export async function findUserByEmail(email: string): Promise<UserRow | null> {
  const row = await Users.collection.findOne({ email: email.toLowerCase() });
  return row as unknown as UserRow | null;
}

export async function findMember(workspaceId: string, userId: string): Promise<MemberRow | null> {
  const row = await Members.collection.findOne({ organizationId: workspaceId, userId });
  return row as unknown as MemberRow | null;
}

/** Read by key, then held against the workspace: another workspace's member is not found. */
export async function findMemberById(workspaceId: string, id: string): Promise<MemberRow | null> {
  const row = (await Members.collection.findOne({
    _id: id as never,
  })) as unknown as MemberRow | null;
  return row?.organizationId === workspaceId ? row : null;
}

/** Every workspace of a user, oldest membership first. */
export async function listMemberships(userId: string): Promise<MemberRow[]> {
  const rows = (await Members.collection.find({ userId }).toArray()) as unknown as MemberRow[];
  return rows.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

export interface MemberWithUser {
  readonly memberId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: Date;
}

/** The members of a workspace by name; also for assignee pickers and mentions. */
export async function listMembers(workspaceId: string): Promise<MemberWithUser[]> {
  const members = (await Members.collection
    .find({ organizationId: workspaceId })
    .toArray()) as unknown as MemberRow[];
  const ids = members.map(({ userId }) => userId);
  const users = (await Users.collection
    .find({ _id: { $in: ids as never[] } })
    .toArray()) as unknown as UserRow[];
  const byId = new Map(users.map((user) => [user._id, user]));
  return members
    .flatMap(({ _id, userId, role, createdAt }) => {
      const user = byId.get(userId);
      if (!user) return [];
      const { name, email } = user;
      return [{ memberId: _id, userId, name, email, role, joinedAt: createdAt }];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

export async function listPendingInvitations(workspaceId: string): Promise<InvitationRow[]> {
  const rows = await Invitations.collection.find({ organizationId: workspaceId }).toArray();
  return (rows as unknown as InvitationRow[]).filter(({ status }) => status === "pending");
}

export async function findInvitation(id: string): Promise<InvitationRow | null> {
  const row = await Invitations.collection.findOne({ _id: id as never });
  return row as unknown as InvitationRow | null;
}

export async function listSessions(userId: string): Promise<SessionRow[]> {
  const rows = (await Sessions.collection.find({ userId }).toArray()) as unknown as SessionRow[];
  const seen = ({ lastSeenAt, createdAt }: SessionRow) => (lastSeenAt ?? createdAt).getTime();
  return rows.toSorted((a, b) => seen(b) - seen(a));
}

/** By id: nothing but the browser knows a session's token. */
export async function deleteSessions(ids: readonly string[]): Promise<void> {
  await Sessions.collection.deleteMany({ _id: { $in: ids as never[] } });
}

export async function touchSession(id: string, lastSeenAt: Date): Promise<void> {
  await Sessions.collection.updateOne({ _id: id as never }, { $set: { lastSeenAt } });
}

export async function setUserLocale(id: string, locale: string): Promise<void> {
  await Users.collection.updateOne({ _id: id as never }, { $set: { locale } });
}

export async function findUserById(id: string): Promise<UserRow | null> {
  const row = await Users.collection.findOne({ _id: id as never });
  return row as unknown as UserRow | null;
}
