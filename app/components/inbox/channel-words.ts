/** Channels are called by their own names in every language. */
const names: Readonly<Record<string, string>> = {
  whatsapp: "WhatsApp",
  messenger: "Messenger",
  telegram: "Telegram",
  sms: "SMS",
  email: "E-mail",
  "web-chat": "Web chat",
};

export function channelWords(channel: string): string {
  return names[channel] ?? channel;
}
