import { createContact } from "#services/contacts.server.ts";
import { uploadImport } from "#services/imports.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

let made = 0;

/** A person of this workspace, as route params. */
export async function aPerson(workspaceId: string, rt: Runtime): Promise<{ contactId: string }> {
  made += 1;
  const value = `+316${String(20_000_000 + made)}`;
  const identities = [{ kind: "phone", accountId: null, value }];
  const created = await createContact({ workspaceId, name: `Person ${made}`, identities }, rt);
  if (!created.ok) throw new Error(created.error);
  return created.value;
}

/** A file uploaded and not yet imported, as route params. */
export async function anImport(workspaceId: string, rt: Runtime): Promise<{ importId: string }> {
  async function* bytes() {
    yield new TextEncoder().encode("Name,Phone\nAda,+31612345678\nBo,12\n");
  }
  const file = { memberId: "mem_1", fileName: "people.csv", defaultCountry: "NL" };
  const stored = await uploadImport({ workspaceId, ...file, stream: bytes() }, rt);
  if (!stored.ok) throw new Error(stored.error);
  return stored.value;
}
