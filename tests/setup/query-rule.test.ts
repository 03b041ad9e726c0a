import { expect, test } from "vitest";
import { allModels } from "#models/all.server.ts";
import { dangerOf } from "./query-guard.ts";
import { indexesOf, uncovered } from "./query-rule.ts";

const indexes = indexesOf(allModels);
const find = (filter: Record<string, unknown>, collection = "contacts", command = "find") =>
  uncovered({ collection, command, filter }, indexes);

test.for([
  { _id: "con_1" },
  { _id: { $in: ["con_1"] } },
  { workspaceId: "wsp_1" },
  { ordinal: { $gte: 1, $lte: 9 }, workspaceId: "wsp_1" },
  { workspaceId: "wsp_1", $or: [{ searchTokens: "ada" }, { ordinal: 1 }] },
  { $and: [{ workspaceId: "wsp_1" }, { ordinal: { $gt: 2 } }] },
])("%j is covered", (filter) => {
  expect(find(filter)).toBeNull();
});

test.for([
  {},
  { name: "Ada" },
  { _id: "con_1", workspaceId: "wsp_1" },
  { ordinal: 1 },
  { workspaceId: "wsp_1", tags: "vip" },
  { $or: [{ _id: "con_1" }, { name: "Ada" }] },
  { _id: { $in: [] } },
  { _id: { $ne: "con_1" } },
  { identityKeys: /^wsp/ },
])("%j reads the whole collection", (filter) => {
  expect(find(filter)).not.toBeNull();
});

test("findOneAndUpdate of a large collection is refused even by its key", () => {
  expect(find({ _id: "con_1" }, "contacts", "findAndModify")).toMatch(/findOneAndUpdate/);
});

test("a write to many belongs in a transaction, unless no transaction changes that collection", () => {
  const updates = [{ q: { _id: { $in: ["a"] } }, u: {}, multi: true }];
  const deletes = [{ q: { _id: { $in: ["a"] } }, limit: 0 }];
  expect(dangerOf("update", { update: "contacts", updates })).toMatch(/outside a transaction/);
  expect(dangerOf("delete", { delete: "contacts", deletes })).toMatch(/outside a transaction/);
  expect(dangerOf("update", { update: "contacts", updates, autocommit: false })).toBeNull();
  expect(dangerOf("delete", { delete: "contacts", deletes: [{ q: {}, limit: 1 }] })).toBeNull();
  expect(dangerOf("update", { update: "contacts", updates: [{ q: {}, u: {} }] })).toBeNull();
  expect(dangerOf("delete", { delete: "sessions", deletes })).toBeNull();
  expect(dangerOf("delete", { delete: "sessions", deletes, autocommit: false })).toMatch(/changed/);
});
