import type { ChannelAdapter } from "./contract.ts";
import { emailSmtp } from "./email-smtp/index.ts";
import { messenger } from "./messenger/index.ts";
import { smsTwilio } from "./sms-twilio/index.ts";
import { telegram } from "./telegram/index.ts";
import { webChat } from "./web-chat/index.ts";
import { whatsapp } from "./whatsapp/index.ts";

/** Every channel there is. Adding one is a folder and a line here. */
export const channels: readonly ChannelAdapter[] = [
  whatsapp,
  messenger,
  telegram,
  smsTwilio,
  emailSmtp,
  webChat,
];

export function findChannel(id: string): ChannelAdapter | null {
  return channels.find((adapter) => adapter.id === id) ?? null;
}
