import { data, type ActionFunctionArgs } from "@remix-run/node";
import { requireRole } from "#app/http/guard.server.ts";
import { CountRequest, type PersonLine } from "#app/lib/count-request.ts";
import type { ContactRow } from "#models/contact.server.ts";
import { explainPerson } from "#services/audiences.server.ts";
import { findPeople } from "#services/find-people.server.ts";
import { countWaterfall, listWaterfallPeople } from "#services/waterfall.server.ts";

const PAGE = 50;

/** Questions about people while somebody edits: a POST because a rule is longer than an address. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const parsed = CountRequest.safeParse(await readJson(request));
  if (!parsed.success) return data({ kind: "refused" as const }, 400);
  const rt = context.runtime;
  const question = parsed.data;
  switch (question.ask) {
    case "count": {
      const counted = await countWaterfall({ workspaceId, ...question }, rt);
      return data({ kind: "count" as const, ...counted });
    }
    case "people": {
      const page = await listWaterfallPeople({ workspaceId, ...question, size: PAGE }, rt);
      return data({ kind: "people" as const, people: page.people.map(line), next: page.next });
    }
    case "why": {
      const verdict = await explainPerson({ workspaceId, ...question }, rt);
      if (!verdict.ok) return data({ kind: "refused" as const }, 404);
      return data({ kind: "why" as const, ...verdict.value });
    }
    case "find": {
      const people = await findPeople(workspaceId, question.text);
      return data({ kind: "people" as const, people: people.map(line), next: null });
    }
  }
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    // Not JSON is as wrong as the wrong JSON.
    return null;
  }
}

function line({ _id, name, identities }: ContactRow): PersonLine {
  return { id: _id, name, detail: identities[0]?.value ?? "" };
}
