import { expect, test } from "vitest";
import { Contacts } from "#models/contact.server.ts";
import { Lists } from "#models/audience.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { createContact } from "./contacts.server.ts";
import { changeListMembers } from "./segments.server.ts";
useTestDatabase();
test("only people of the workspace come on its list", async () => {
  const rt = testRuntime();
  await Lists.collection.insertOne({ _id: "lst_1", workspaceId: "wsp_1", name: "A" } as never);
  const own = await createContact({ workspaceId: "wsp_1", name: "Own" }, rt);
  const other = await createContact({ workspaceId: "wsp_2", name: "Stranger" }, rt);
  if (!own.ok || !other.ok) throw new Error("No people");
  const input = { workspaceId: "wsp_1", listId: "lst_1", isMember: true };
  const contactIds = [own.value.contactId, other.value.contactId];
  expect(await changeListMembers({ ...input, contactIds }, rt)).toEqual({
    ok: true,
    value: { changed: 1 },
  });
  const rows = await Contacts.collection.find({}).toArray();
  expect(rows.filter((row) => row["listIds"].length > 0).map((row) => row["name"])).toEqual([
    "Own",
  ]);
});
