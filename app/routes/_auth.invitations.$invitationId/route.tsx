import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AuthCard } from "#app/components/ui/auth-card.tsx";
import { Button, LinkButton } from "#app/components/ui/button.tsx";
import { PasswordField, TextField } from "#app/components/ui/field.tsx";
import { Fields, FormError } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { currentSession } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { NewPassword, PersonName } from "#app/lib/password.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { acceptInvitation, joinWithNewAccount, readInvitation } from "#services/members.server.ts";

const JoinForm = z.object({ name: PersonName, password: NewPassword });

export const handle = titled((t) => t("invitation"));

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const invitation = await readInvitation(params["invitationId"] ?? "", context.runtime);
  if (!invitation) return data({ invitation: null, signedInAs: null }, 410);
  const session = await currentSession(request, context);
  return data({ invitation, signedInAs: session?.email ?? null });
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const invitationId = params["invitationId"] ?? "";
  if (await currentSession(request, context)) {
    const joined = await acceptInvitation(invitationId, request.headers, context.runtime);
    if (joined.ok) return redirect(paths.home);
    throw redirect(paths.invitation(invitationId));
  }
  const submission = parseWithZod(await request.formData(), { schema: JoinForm });
  if (submission.status !== "success") {
    return data(submission.reply({ hideFields: ["password"] }), 400);
  }
  const { headers } = request;
  const joined = await joinWithNewAccount(
    { ...submission.value, invitationId, headers, language: readPreferences(request).language },
    context.runtime,
  );
  if (joined.ok) return redirect(paths.home, { headers: joined.value.cookies });
  const formErrors = ["auth:error.refused"];
  return data(submission.reply({ formErrors, hideFields: ["password"] }), 409);
}

export default function InvitationPage() {
  const { t } = useTranslation(["auth", "common"]);
  const { invitation, signedInAs } = useLoaderData<typeof loader>();
  if (!invitation) {
    return (
      <AuthCard title={t("invitation.badTitle")}>
        <Fields>
          <Notice tone="warn">{t("invitation.bad")}</Notice>
          <LinkButton to={paths.signIn}>{t("signIn.submit")}</LinkButton>
        </Fields>
      </AuthCard>
    );
  }
  const { workspace, inviter, email, id } = invitation;
  const role = t(`common:role.${invitation.role}`);
  return (
    <AuthCard
      title={t("invitation.title", { workspace })}
      lead={t("invitation.lead", { inviter, role })}
      foot={t("invitation.forEmail", { email })}
    >
      {signedInAs !== null ? (
        <JoinSignedIn isSame={signedInAs === email} signedInAs={signedInAs} workspace={workspace} />
      ) : invitation.hasAccount ? (
        <Fields>
          <Notice tone="info">{t("invitation.signInFirst")}</Notice>
          <LinkButton
            to={`${paths.signIn}?to=${encodeURIComponent(paths.invitation(id))}`}
            kind="primary"
          >
            {t("signIn.submit")}
          </LinkButton>
        </Fields>
      ) : (
        <JoinNew />
      )}
    </AuthCard>
  );
}

interface SignedInProps {
  readonly isSame: boolean;
  readonly signedInAs: string;
  readonly workspace: string;
}

function JoinSignedIn({ isSame, signedInAs, workspace }: SignedInProps) {
  const { t } = useTranslation("auth");
  const isBusy = usePending();
  if (!isSame)
    return <Notice tone="warn">{t("invitation.wrongUser", { email: signedInAs })}</Notice>;
  return (
    <Form method="post">
      <Button type="submit" kind="primary" size="md" fullWidth isBusy={isBusy}>
        {t("invitation.join", { workspace })}
      </Button>
    </Form>
  );
}

function JoinNew() {
  const { t } = useTranslation("auth");
  const isBusy = usePending();
  const lastResult = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: lastResult ?? null,
    onValidate: ({ formData }) => parseWithZod(formData, { schema: JoinForm }),
    shouldRevalidate: "onInput",
  });
  return (
    <Form method="post" {...getFormProps(form)}>
      <Fields>
        <FormError errors={form.errors} />
        <TextField field={fields.name} label={t("invitation.name")} autoComplete="name" size="md" />
        <PasswordField
          field={fields.password}
          label={t("invitation.password")}
          hint={t("setup.passwordHint")}
          autoComplete="new-password"
          size="md"
        />
        <Button type="submit" kind="primary" size="md" fullWidth isBusy={isBusy}>
          {t("invitation.create")}
        </Button>
      </Fields>
    </Form>
  );
}
