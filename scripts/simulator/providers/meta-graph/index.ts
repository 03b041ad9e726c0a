import type { Provider } from "../../provider.ts";
import { addressOf } from "./addresses.ts";
import { callbacks } from "./callbacks.ts";
import { serve } from "./serve.ts";

/** Meta's Graph API, as far as WhatsApp and Messenger use it. */
export const metaGraph: Provider = {
  id: "meta-graph",
  adapterIds: ["whatsapp", "messenger"],
  basePath: "/graph",
  skin: (adapterId) => (adapterId === "messenger" ? "messenger" : "whatsapp"),
  addressOf,
  serve,
  callbacks,
};
