import type { Desk } from "../../desk.ts";
import { json, type Provider, type SimAnswer, type SimCall } from "../../provider.ts";
import { deliver } from "./deliver.ts";
import { startSink } from "./sink.ts";

let smtpPort = 0;

/** A mail server that keeps everything: takes mails by SMTP, answers and bounces to Antiphon's receiver. */
export const mailServer: Provider = {
  id: "mail",
  adapterIds: ["email-smtp"],
  basePath: "/mail",
  skin: () => "mail",
  addressOf: (person) => (person.addresses["email-smtp"] ?? person.email)?.toLowerCase() ?? null,
  serve,
  async start(desk: Desk) {
    const sink = await startSink(desk);
    smtpPort = sink.port;
    return sink;
  },
  callbacks: () => [],
  deliver,
};

/** GET /mail/smtp says where the SMTP side listens. */
function serve(call: SimCall): Promise<SimAnswer> {
  if (call.path !== "/smtp") return Promise.resolve(json(404, { error: "no such thing here" }));
  return Promise.resolve(json(200, { host: "127.0.0.1", port: smtpPort }));
}
