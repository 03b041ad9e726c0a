import { z } from "zod";
import { defineChannel } from "../contract.ts";
import { graphFields } from "../shared/meta-graph/account.ts";
import { readCheck } from "../shared/meta-graph/check.ts";
import { graphGet } from "../shared/meta-graph/request.ts";
import { answerChallenge, verifyHubSignature } from "../shared/meta-graph/webhook.ts";
import { Account } from "./account.ts";
import { codes } from "./codes.ts";
import { readOutcome } from "./decode.ts";
import { encodeSend } from "./encode.ts";
import { limits } from "./limits.ts";
import { fetchMedia } from "./media.ts";
import { locate, parse } from "./webhook.ts";

const page = z.object({ id: z.string(), name: z.string().optional() });

export const messenger = defineChannel<Account>({
  id: "messenger",
  channel: "messenger",
  label: "Messenger",
  addressKinds: ["messenger"],
  // A person has another id on every Page.
  addressScope: "account",
  account: Account,
  secrets: ["accessToken", "appSecret", "verifyToken"],
  fields: [
    { key: "pageId", label: "Page id", type: "text" },
    {
      key: "appId",
      label: "App id",
      type: "text",
      isOptional: true,
      help: "Tells our own messages from those written in Meta's inbox.",
    },
    ...graphFields,
  ],
  limits,
  guarantees: {
    idempotency: "none",
    keyTtlMs: null,
    echo: "status",
    statuses: ["accepted", "delivered", "read"],
  },
  accountKey: (account) => account.pageId,
  async send(message, { account, http, media }) {
    const encoded = encodeSend(message, account, (file) => media.url(file));
    if ("code" in encoded) return { kind: "rejected", ...encoded };
    return readOutcome(await http(encoded.request));
  },
  webhook: {
    challenge: answerChallenge,
    verify: verifyHubSignature,
    parse,
    locate,
    answer: { status: 200, body: "EVENT_RECEIVED" },
  },
  async check({ account, http }) {
    const answer = await http(graphGet(account, [account.pageId], { fields: "id,name" }));
    return readCheck(answer, codes, (body) => {
      const { data } = page.safeParse(body);
      return data ? { name: data.name ?? data.id } : null;
    });
  },
  fetchMedia,
  baseUrlField: "graphUrl",
});
