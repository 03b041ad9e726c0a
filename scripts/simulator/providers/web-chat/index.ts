import type { Provider } from "../../provider.ts";
import { deliver } from "./deliver.ts";
import { startVisitors } from "./visitors.ts";

/** Browsers with the widget in them: they use the same endpoints, token and all. */
export const webChatVisitors: Provider = {
  id: "web-chat",
  adapterIds: ["web-chat"],
  basePath: null,
  skin: () => "web",
  // Until the first word the app knows no visitor; the phone is there to say it.
  addressOf: ({ personId, addresses, adapterIds }) =>
    addresses["web-chat"] ?? (adapterIds?.includes("web-chat") ? `new-${personId}` : null),
  start: startVisitors,
  callbacks: () => [],
  deliver,
};
