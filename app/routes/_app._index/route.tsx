import type { LoaderFunctionArgs } from "@remix-run/node";
import { useTranslation } from "react-i18next";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { requireMember } from "#app/http/guard.server.ts";
import { useWorkspace } from "#app/lib/use-workspace.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireMember(request, context);
  return null;
}

export default function HomePage() {
  const { t } = useTranslation("home");
  const { member } = useWorkspace();
  return <PageHead title={t("greeting", { name: member.name })} />;
}
