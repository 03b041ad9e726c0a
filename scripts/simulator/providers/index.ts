import type { Provider } from "../provider.ts";
import { mailServer } from "./mail/index.ts";
import { metaGraph } from "./meta-graph/index.ts";
import { telegramBot } from "./telegram/index.ts";
import { twilio } from "./twilio/index.ts";
import { webChatVisitors } from "./web-chat/index.ts";

/** Every provider the simulator stands in for; one line each. */
export const providers: readonly Provider[] = [
  metaGraph,
  telegramBot,
  twilio,
  mailServer,
  webChatVisitors,
];
