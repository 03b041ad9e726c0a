import { type AppLoadContext, data, redirect } from "@remix-run/node";
import { type Member, notFound } from "#app/http/guard.server.ts";
import { paths } from "#app/lib/paths.ts";
import type { UploadAnswer } from "#app/components/template/media-field.tsx";
import { MEDIA_BYTES_MAX, mediaRef, storeMedia } from "#services/media.server.ts";
import type { TemplatePreview } from "#core/template/preview.ts";
import { previewDraft } from "#services/template-preview.server.ts";
import { archiveTemplate, duplicateTemplate, saveTemplate } from "#services/templates.server.ts";
import { EditorForm } from "./form.ts";

interface Call {
  readonly templateId: string;
  readonly member: Member;
  readonly context: AppLoadContext;
}

/** What a fetcher of the editor may find in its data: one of these keys says which question it was. */
export interface EditorAnswer extends UploadAnswer {
  readonly saved?: { readonly n: number; readonly isNew: boolean };
  readonly preview?: TemplatePreview;
  readonly isArchived?: boolean;
  readonly error?: "invalid" | "refused" | "not-found" | "changed-meanwhile";
  readonly detail?: string;
}

/** Each answer says which question it belongs to; the page looks only at the part it asked for. */
export async function answerEditor(form: FormData, call: Call): Promise<Answer> {
  if (form.get("intent") === "upload")
    return data<EditorAnswer>(await upload(form.get("file"), call));
  const parsed = EditorForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const detail = issue ? `${issue.path.join(".")}: ${issue.message}` : "";
    return data<EditorAnswer>({ error: "invalid" as const, detail }, { status: 400 });
  }
  return answer(parsed.data, call);
}

async function answer(form: Parsed, { templateId, member, context }: Call): Promise<Answer> {
  const { runtime } = context;
  switch (form.intent) {
    case "save": {
      const saved = await saveTemplate(templateId, form.basedOn, form.draft, member, runtime);
      if (saved.ok) {
        const { n, isNew } = saved.value;
        return data<EditorAnswer>({ saved: { n, isNew } });
      }
      const { error, detail = "" } = saved;
      return data<EditorAnswer>({ error, detail }, { status: error === "not-found" ? 404 : 409 });
    }
    case "preview": {
      const { draft, channel, locale } = form;
      const contactId = form.contactId === "" ? null : form.contactId;
      const { workspaceId } = member;
      const asked = { workspaceId, draft, channel, locale, contactId, isWindowOpen: true };
      return data<EditorAnswer>({ preview: await previewDraft(asked, runtime) });
    }
    case "archive": {
      const { workspaceId } = member;
      const done = await archiveTemplate(templateId, form.isArchived, workspaceId, runtime);
      if (!done.ok) throw notFound();
      return data<EditorAnswer>({ isArchived: form.isArchived });
    }
    case "duplicate": {
      const copy = await duplicateTemplate(templateId, form.name, member, runtime);
      if (!copy.ok) throw notFound();
      return redirect(paths.template(copy.value.templateId));
    }
  }
}

type Answer = ReturnType<typeof data<EditorAnswer>> | Response;
type Parsed = ReturnType<typeof EditorForm.parse>;

async function upload(
  file: FormDataEntryValue | null,
  { member, context }: Call,
): Promise<UploadAnswer> {
  if (!(file instanceof File)) return { mediaError: "no-file" };
  if (file.size > MEDIA_BYTES_MAX) return { mediaError: "too-large" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { workspaceId } = member;
  const { name: fileName, type: claimedType } = file;
  const stored = await storeMedia(
    { workspaceId, bytes, fileName, claimedType, source: "upload" },
    context.runtime,
  );
  return stored.ok ? { media: mediaRef(stored.value) } : { mediaError: stored.error };
}
