import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AccountFields } from "#app/components/channels/account-fields.tsx";
import { useAdapterName } from "#app/components/channels/adapter-name.ts";
import { translated, useErrorWords } from "#app/components/channels/error-words.ts";
import { LinkButton } from "#app/components/ui/button.tsx";
import { FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { errorsOf, readAccountForm, shownFields } from "#app/http/account-form.server.ts";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { channels } from "#channels/registry.ts";
import { createAccount } from "#services/accounts.server.ts";

export const handle = titled((t) => t("newChannel"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireRole(request, context, "channels.manage");
  const adapter = context.runtime.findChannel(
    new URL(request.url).searchParams.get("channel") ?? "",
  );
  return {
    channels: channels.map(({ id, label }) => ({ id, label })),
    chosen: adapter && {
      id: adapter.id,
      label: adapter.label,
      fields: shownFields(adapter),
      rateLimit: adapter.limits.ratePerSecond.value,
      isPricedPerPart: adapter.channel === "sms",
    },
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "channels.manage");
  const form = await request.formData();
  const adapter = context.runtime.findChannel(String(form.get("adapterId") ?? ""));
  const none = { name: "", rate: "", price: "", currency: "", values: {} };
  if (!adapter) {
    return data({ ...none, errors: { "": "channels:error.unknown-channel" } }, { status: 400 });
  }
  const { name, ratePerSecond, price, values, errors } = readAccountForm(form, adapter);
  // Secrets are typed again after a refusal: they never travel back.
  const shown = Object.entries(values).filter(([key]) => !adapter.secrets.includes(key));
  const back = {
    ...{ name, rate: String(ratePerSecond ?? ""), values: Object.fromEntries(shown) },
    ...{ price: String(price?.amount ?? ""), currency: price?.currency ?? "" },
  };
  if (Object.keys(errors).length > 0) return data({ ...back, errors }, { status: 400 });
  const saved = await createAccount(
    { workspaceId, adapterId: adapter.id, name, values, ratePerSecond, price },
    context.runtime,
  );
  if (!saved.ok) return data({ ...back, errors: errorsOf(saved) }, { status: 409 });
  return redirect(paths.channel(saved.value._id));
}

export default function NewChannel() {
  const { t } = useTranslation("channels");
  const { chosen } = useLoaderData<typeof loader>();
  const nameOf = useAdapterName();
  const title = chosen
    ? t("form.newTitle", { name: nameOf({ adapterId: chosen.id, label: chosen.label }) })
    : t("choose.title");
  const back = chosen
    ? { to: paths.newChannel, label: t("choose.title") }
    : { to: paths.channels, label: t("title") };
  return (
    <>
      <PageHead title={title} back={back} state={chosen ? t("form.lead") : t("choose.lead")} />
      <PageBody width="form">{chosen ? <Credentials /> : <Choices />}</PageBody>
    </>
  );
}

function Choices() {
  const { t } = useTranslation("channels");
  const { channels: all } = useLoaderData<typeof loader>();
  const nameOf = useAdapterName();
  return all.map(({ id, label }) => {
    const name = nameOf({ adapterId: id, label });
    return (
      <Panel
        key={id}
        title={name}
        actions={
          <LinkButton to={`?channel=${id}`} size="xs">
            {t("choose.start", { name })}
          </LinkButton>
        }
      />
    );
  });
}

function Credentials() {
  const { t } = useTranslation("channels");
  const { chosen } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const isBusy = usePending();
  const words = useErrorWords();
  if (!chosen) return null;
  const errors = translated(refused?.errors ?? {}, words);
  return (
    <Panel>
      <Form method="post" key={chosen.id}>
        <input type="hidden" name="adapterId" value={chosen.id} />
        <FormError errors={errors[""] ? [errors[""]] : undefined} />
        <AccountFields
          fields={chosen.fields}
          values={refused?.values ?? {}}
          stored={[]}
          errors={errors}
          name={refused?.name ?? ""}
          rate={refused?.rate ?? ""}
          price={refused?.price ?? ""}
          currency={refused?.currency ?? ""}
          isPricedPerPart={chosen.isPricedPerPart}
          rateLimit={chosen.rateLimit}
        />
        <SubmitRow label={t("form.create")} isBusy={isBusy} />
      </Form>
    </Panel>
  );
}
