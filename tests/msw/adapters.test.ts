import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createFetchClient } from "#channels/http-client.server.ts";
import { telegram } from "#channels/telegram/index.ts";
import { aMessage, sendContext } from "#channels/testkit.ts";
import { whatsapp } from "#channels/whatsapp/index.ts";
import { account as whatsappAccount } from "#channels/whatsapp/test-account.ts";

/** The adapters over a network that msw plays: the very requests they put on the wire. */
const provider = setupServer();
beforeAll(() => provider.listen({ onUnhandledRequest: "error" }));
afterEach(() => provider.resetHandlers());
afterAll(() => provider.close());

/** Made while msw listens: it takes the place of the global fetch. */
const overMsw = () => ({ http: createFetchClient().port });

test("WhatsApp puts the token, the person and our delivery id on the wire", async () => {
  const seen: unknown[] = [];
  provider.use(
    http.post("https://graph.facebook.com/v25.0/:phone/messages", async ({ request, params }) => {
      seen.push(params["phone"], request.headers.get("authorization"), await request.json());
      return HttpResponse.json({
        messaging_product: "whatsapp",
        contacts: [{ input: "31612345678", wa_id: "31612345678" }],
        messages: [{ id: "wamid.A1" }],
      });
    }),
  );
  const message = aMessage({ to: { kind: "phone", value: "+31612345678" }, deliveryId: "dlv_7" });
  const outcome = await whatsapp.send(message, sendContext(whatsappAccount, overMsw()));
  expect(outcome).toEqual({ kind: "accepted", externalIds: ["wamid.A1"] });
  expect(seen).toMatchObject([
    whatsappAccount.phoneNumberId,
    `Bearer ${whatsappAccount.accessToken}`,
    { biz_opaque_callback_data: "dlv_7" },
  ]);
});

const bot = {
  botToken: "123456:AAtelegramSecretToken",
  webhookSecret: "A1b2_c3-secret",
  apiBase: "https://api.telegram.org",
};
const toChat = aMessage({ to: { kind: "telegram", value: "700100200" } });
const sendUrl = `https://api.telegram.org/bot${bot.botToken}/sendMessage`;

test("Telegram's wait of 7 seconds is kept", async () => {
  provider.use(
    http.post(sendUrl, () =>
      HttpResponse.json(
        { ok: false, error_code: 429, description: "Too Many", parameters: { retry_after: 7 } },
        { status: 429 },
      ),
    ),
  );
  const outcome = await telegram.send(toChat, sendContext(bot, overMsw()));
  expect(outcome).toMatchObject({ kind: "throttled", retryAfterMs: 7_000 });
});

test("a connection that breaks after the request is a doubt, never a failure", async () => {
  provider.use(http.post(sendUrl, () => HttpResponse.error()));
  const outcome = await telegram.send(toChat, sendContext(bot, overMsw()));
  expect(outcome.kind).toBe("unknown");
});
