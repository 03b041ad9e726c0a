import type { Provider } from "../../provider.ts";
import { callbacks } from "./callbacks.ts";
import { serve } from "./serve.ts";

/** Telegram's Bot API. It tells neither "delivered" nor "read". */
export const telegramBot: Provider = {
  id: "telegram",
  adapterIds: ["telegram"],
  basePath: "/telegram",
  skin: () => "telegram",
  addressOf: (person) => person.addresses["telegram"] ?? null,
  serve,
  callbacks,
};
