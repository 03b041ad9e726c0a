import { createAccount } from "#services/accounts.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { findDemoAccount } from "./find.ts";

interface DemoAccount {
  readonly id: string;
  readonly adapterId: string;
  readonly name: string;
  readonly values: (secret: (name: string) => string, rt: Runtime) => Record<string, unknown>;
}

/** Where the simulator will be is told by `linkSimulator` at each start; these addresses only parse. */
const later = "http://127.0.0.1:3001";

const whatsapp = (phoneNumberId: string, displayNumber: string): DemoAccount["values"] => {
  return (secret) => ({
    accessToken: secret(`token-${phoneNumberId}`),
    appSecret: secret("meta-app"),
    verifyToken: secret("meta-verify"),
    graphUrl: `${later}/graph`,
    phoneNumberId,
    wabaId: "900100200300",
    displayNumber,
  });
};

/** One sender per organisation and channel of the three stories. */
export const demoAccounts: readonly DemoAccount[] = [
  {
    id: "acc_demo_shop_whatsapp",
    adapterId: "whatsapp",
    name: "Bloem & Blad",
    values: whatsapp("100200300400501", "+31 97010 200 501"),
  },
  {
    id: "acc_demo_shop_email",
    adapterId: "email-smtp",
    name: "Bloem & Blad post",
    values: (secret) => ({
      host: "127.0.0.1",
      port: 3025,
      secure: false,
      fromAddress: "hallo@bloemenblad.example",
      fromName: "Bloem & Blad",
      replyAddress: "antwoord@bloemenblad.example",
      replySecret: secret("mail-replies"),
      unsubscribeLabel: "Unsubscribe",
    }),
  },
  {
    id: "acc_demo_shop_sms",
    adapterId: "sms-twilio",
    name: "Bloem & Blad SMS",
    values: (secret) => ({
      accountSid: `AC${secret("twilio-sid")
        .replace(/[^0-9a-f]/g, "0")
        .padEnd(32, "0")
        .slice(0, 32)}`,
      authToken: secret("twilio-token"),
      from: "+3197010200777",
      apiBase: `${later}/twilio`,
    }),
  },
  {
    id: "acc_demo_news_whatsapp",
    adapterId: "whatsapp",
    name: "De Rivierbode",
    values: whatsapp("100200300400502", "+31 97010 200 502"),
  },
  {
    id: "acc_demo_news_telegram",
    adapterId: "telegram",
    name: "De Rivierbode bot",
    values: (secret) => ({
      botToken: `700200:${secret("telegram-bot")}`,
      webhookSecret: secret("telegram-hook"),
      apiBase: `${later}/telegram`,
    }),
  },
  {
    id: "acc_demo_air_messenger",
    adapterId: "messenger",
    name: "Noordzee Air",
    values: (secret) => ({
      accessToken: secret("page-token"),
      appSecret: secret("meta-app"),
      verifyToken: secret("meta-verify"),
      graphUrl: `${later}/graph`,
      pageId: "500600700800",
      appId: "424242",
    }),
  },
  {
    id: "acc_demo_air_whatsapp",
    adapterId: "whatsapp",
    name: "Noordzee Air WhatsApp",
    values: whatsapp("100200300400503", "+31 97010 200 503"),
  },
  {
    id: "acc_demo_shop_chat",
    adapterId: "web-chat",
    name: "Bloem & Blad website",
    values: (secret, rt) => ({
      title: "Bloem & Blad",
      greeting: "Hello! Ask us anything about plants.",
      allowedOrigins: new URL(rt.publicUrl).origin,
      visitorSecret: secret("widget"),
    }),
  },
];

/** Secrets differ per install and stay the same over a second run of the seed. */
export async function seedAccounts(workspaceId: string, rt: Runtime): Promise<void> {
  const secret = (name: string) => rt.vault.sign("demo-secret", name).replace(/[^A-Za-z0-9]/g, "x");
  for (const { id, adapterId, name, values } of demoAccounts) {
    if (await findDemoAccount(id)) continue;
    const made = await createAccount(
      { workspaceId, adapterId, name, values: values(secret, rt), isSimulated: true, id },
      rt,
    );
    if (!made.ok) throw new Error(`Demo account ${id}: ${JSON.stringify(made)}`);
  }
}
