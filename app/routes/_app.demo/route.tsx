import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { LinkButton } from "#app/components/ui/button.tsx";
import { IconDeviceMobile, IconInbox } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { requireMember, requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { simulatorOrigin } from "#core/config.ts";
import { campaignOfStory, storyIds } from "#core/demo/stories.ts";
import { findCampaigns } from "#models/campaign.server.ts";
import { replayStory } from "#services/demo.server.ts";
import { StoryPanel } from "./story-panel.tsx";

export const handle = titled((t) => t("stories"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireMember(request, context);
  const campaigns = await findCampaigns(workspaceId);
  return {
    simulator: simulatorOrigin(context.runtime.config),
    undoSeconds: Math.round(context.runtime.config.SEND_UNDO_MS / 1_000),
    stories: storyIds.map((id) => {
      const source = campaignOfStory(id, campaigns);
      const last = campaigns.find(
        ({ templateId, runId }) => runId !== null && templateId === source?.templateId,
      );
      return { id, isHere: source !== undefined, lastId: last?._id ?? null };
    }),
  };
}

const StoryForm = z.object({ story: z.enum(storyIds) });

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId, memberId: actor } = await requireRole(request, context, "demo.run");
  const form = StoryForm.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ story: null, draftId: null, sentId: null }, 400);
  const { story } = form.data;
  const sent = await replayStory({ workspaceId, story, actor }, context.runtime);
  // The phones ring on this page: whoever sends stays and sees them.
  if (sent.ok) return data({ story, draftId: null, sentId: sent.value.campaignId });
  return data({ story, draftId: sent.detail ?? null, sentId: null }, 409);
}

/** The demo's three stories, each with the button that tells it and the phones it is told to. */
export default function DemoPage() {
  const { t } = useTranslation("demo");
  const { simulator, stories, undoSeconds } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title={t("title")}
        state={t("lead")}
        actions={
          <>
            {simulator === null ? null : (
              <LinkButton to={simulator} isDocument icon={IconDeviceMobile}>
                {t("phones")}
              </LinkButton>
            )}
            <LinkButton to={paths.inbox} icon={IconInbox}>
              {t("inbox")}
            </LinkButton>
          </>
        }
      />
      <PageBody>
        {stories.map((story) => (
          <StoryPanel
            key={story.id}
            story={story}
            simulator={simulator}
            answer={answer?.story === story.id ? answer : null}
            undoSeconds={undoSeconds}
          />
        ))}
      </PageBody>
    </>
  );
}
