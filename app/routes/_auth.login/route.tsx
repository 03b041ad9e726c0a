import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Anchor } from "@mantine/core";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import ipaddr from "ipaddr.js";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/components/ui/auth-card.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { PasswordField, TextField } from "#app/components/ui/field.tsx";
import { Fields, FormError } from "#app/components/ui/form.tsx";
import { PersonMark } from "#app/components/ui/person-mark.tsx";
import { currentSession } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths, safeRedirect } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { demoMembers, demoPassword } from "#core/access/demo-members.ts";
import { hasDemoMembers, isFirstRun, signIn } from "#services/sign-in.server.ts";
import styles from "./demo.module.css";
import { SignInForm } from "./sign-in-form.ts";

export const handle = titled((t) => t("signIn"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const to = safeRedirect(new URL(request.url).searchParams.get("to"));
  if (await currentSession(request, context)) throw redirect(to);
  if (await isFirstRun()) throw redirect(paths.setup);
  // Offered on one's own machine only: a demo that is reached from outside keeps its door shut.
  const isOwnMachine = !request.headers.has("x-forwarded-for") && isLoopback(context.clientAddress);
  return { hasDemo: isOwnMachine && (await hasDemoMembers()) };
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}

export async function action({ request, context }: ActionFunctionArgs) {
  const submission = parseWithZod(await request.formData(), { schema: SignInForm });
  if (submission.status !== "success") {
    return data(submission.reply({ hideFields: ["password"] }), 400);
  }
  const { clientAddress, runtime } = context;
  const { language } = readPreferences(request);
  const input = { ...submission.value, clientAddress, headers: request.headers, language };
  const answer = await signIn(input, runtime);
  if (!answer.ok) {
    const formErrors = [`auth:error.${answer.error}`];
    const status = answer.error === "locked" ? 429 : 401;
    return data(submission.reply({ formErrors, hideFields: ["password"] }), status);
  }
  const to = safeRedirect(new URL(request.url).searchParams.get("to"));
  return redirect(to, { headers: answer.value.cookies });
}

export default function SignInPage() {
  const { t } = useTranslation("auth");
  const { hasDemo } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: lastResult ?? null,
    onValidate: ({ formData }) => parseWithZod(formData, { schema: SignInForm }),
    shouldRevalidate: "onInput",
  });
  return (
    <AuthCard
      title={t("signIn.title")}
      foot={
        <Anchor component={Link} to={paths.forgot} size="sm">
          {t("signIn.forgot")}
        </Anchor>
      }
    >
      <Form method="post" {...getFormProps(form)}>
        <Fields>
          <FormError errors={form.errors} />
          <TextField
            field={fields.email}
            label={t("signIn.email")}
            type="email"
            autoComplete="username"
            size="md"
          />
          <PasswordField
            field={fields.password}
            label={t("signIn.password")}
            autoComplete="current-password"
            size="md"
          />
          <Button type="submit" kind="primary" size="md" fullWidth isBusy={usePending()}>
            {t("signIn.submit")}
          </Button>
        </Fields>
      </Form>
      {hasDemo ? <DemoSignIns /> : null}
    </AuthCard>
  );
}

/** One button each: they post the same form with the demo's own password. */
function DemoSignIns() {
  const { t } = useTranslation(["auth", "common"]);
  return (
    <section className={styles.demo}>
      <h2 className={styles.title}>{t("signIn.demo")}</h2>
      <p className={styles.hint}>{t("signIn.demoHint")}</p>
      <ul className={styles.list}>
        {demoMembers.map(({ email, name, role }) => (
          <li key={email}>
            <Form method="post">
              <input type="hidden" name="email" value={email} />
              <input type="hidden" name="password" value={demoPassword} />
              <button type="submit" className={styles.person}>
                <PersonMark name={name} size={32} />
                <span>
                  <strong>{t(`common:role.${role}`)}</strong>
                  <span>{name}</span>
                </span>
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  );
}
