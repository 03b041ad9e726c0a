import { z } from "zod";
import { defineChannel } from "../contract.ts";
import { readCheck } from "../shared/meta-graph/check.ts";
import { graphFields } from "../shared/meta-graph/account.ts";
import { graphGet } from "../shared/meta-graph/request.ts";
import { answerChallenge, verifyHubSignature } from "../shared/meta-graph/webhook.ts";
import { Account } from "./account.ts";
import { codes } from "./codes.ts";
import { readOutcome } from "./decode.ts";
import { encodeSend } from "./encode.ts";
import { limits } from "./limits.ts";
import { fetchMedia } from "./media.ts";
import { locate, parse } from "./webhook.ts";

const number = z.object({
  display_phone_number: z.string(),
  verified_name: z.string().optional(),
  quality_rating: z.string().optional(),
});

export const whatsapp = defineChannel<Account>({
  id: "whatsapp",
  channel: "whatsapp",
  label: "WhatsApp",
  addressKinds: ["phone", "whatsapp-user"],
  addressScope: "global",
  account: Account,
  secrets: ["accessToken", "appSecret", "verifyToken"],
  fields: [
    { key: "phoneNumberId", label: "Phone number id", type: "text" },
    { key: "wabaId", label: "Business account id", type: "text", isOptional: true },
    { key: "displayNumber", label: "Number as people see it", type: "text", isOptional: true },
    ...graphFields,
  ],
  limits,
  guarantees: {
    idempotency: "none",
    keyTtlMs: null,
    echo: "status",
    statuses: ["sent", "delivered", "read", "failed"],
  },
  accountKey: (account) => account.phoneNumberId,
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
    const fields = "display_phone_number,verified_name,quality_rating";
    const answer = await http(graphGet(account, [account.phoneNumberId], { fields }));
    return readCheck(answer, codes, (body) => {
      const { data } = number.safeParse(body);
      if (!data) return null;
      const { display_phone_number: shown, verified_name: name, quality_rating: quality } = data;
      // UNKNOWN is Meta's own word for a number it has not rated.
      return { name: name ? `${shown} (${name})` : shown, quality: quality ?? "UNKNOWN" };
    });
  },
  fetchMedia,
  baseUrlField: "graphUrl",
});
