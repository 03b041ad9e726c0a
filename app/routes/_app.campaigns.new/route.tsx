import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { createCampaign } from "#services/campaigns.server.ts";

export const handle = titled((t) => t("newCampaign"));

/** Opened by hand or from the palette: a draft is made by a POST, so this leads to the list. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireRole(request, context, "campaigns.edit");
  return redirect(paths.campaigns);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId, memberId } = await requireRole(request, context, "campaigns.edit");
  const draft = { workspaceId, name: "", purpose: "marketing", actor: memberId } as const;
  return redirect(paths.campaignEdit(await createCampaign(draft, context.runtime)));
}

export default function NewCampaign() {
  return null;
}
