import type { AccountField } from "../contract.ts";

export const fields: readonly AccountField[] = [
  { key: "host", label: "Mail server", type: "text" },
  { key: "port", label: "Port", type: "number", help: "587 with STARTTLS, 465 with TLS" },
  { key: "secure", label: "TLS from the start", type: "boolean", isOptional: true },
  { key: "user", label: "User", type: "text", isOptional: true },
  { key: "password", label: "Password", type: "secret", isOptional: true },
  { key: "fromAddress", label: "Sender address", type: "text" },
  { key: "fromName", label: "Sender name", type: "text" },
  {
    key: "replyAddress",
    label: "Reply address",
    type: "text",
    isOptional: true,
    help: "Mail to this address must reach Antiphon's mail receiver; it then gets answers and bounces",
  },
  { key: "replySecret", label: "Reply signature", type: "secret", isGenerated: true },
  {
    key: "unsubscribeLabel",
    label: "Words of the unsubscribe link",
    type: "text",
    isOptional: true,
  },
  { key: "dkimDomain", label: "DKIM domain", type: "text", isOptional: true },
  { key: "dkimSelector", label: "DKIM selector", type: "text", isOptional: true },
  {
    key: "dkimPrivateKey",
    label: "DKIM private key",
    type: "secret",
    isOptional: true,
    help: "PEM; line breaks may be lost on the way",
  },
];
