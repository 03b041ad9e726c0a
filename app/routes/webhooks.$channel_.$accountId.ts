import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerWebhook } from "#app/http/webhook.server.ts";

// Ingress of providers that are given one address per account.

function answer({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const { channel: adapterId = "", accountId = "" } = params;
  return answerWebhook({ request, adapterId, accountId, context });
}

export const loader = (args: LoaderFunctionArgs) => answer(args);
export const action = (args: ActionFunctionArgs) => answer(args);
