import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerWebhook } from "#app/http/webhook.server.ts";

// Ingress of providers that call one address for all accounts (Meta).

function answer({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const adapterId = params["channel"] ?? "";
  return answerWebhook({ request, adapterId, accountId: null, context });
}

export const loader = (args: LoaderFunctionArgs) => answer(args);
export const action = (args: ActionFunctionArgs) => answer(args);
