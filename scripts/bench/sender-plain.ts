import Handlebars from "handlebars";
import { Pool } from "undici";
import { measured } from "./sender.ts";

/** The physical limit: a loop over people in memory, a compiled template, one HTTP pool. No promises kept. */
const input = JSON.parse(process.argv[2] ?? "{}") as {
  url: string;
  people: number;
  warmUp: number;
};
const template = Handlebars.compile(
  "Hello {{firstName}}, {{attributes.product}} in {{attributes.city}}!",
  { noEscape: true },
);
const people = Array.from({ length: input.people }, (_, index) => ({
  firstName: `Person${index}`,
  phone: `3161${String(index).padStart(7, "0")}`,
  attributes: { product: "tulips", city: "Utrecht" },
  deliveryId: `dlv_${String(index).padStart(26, "0")}`,
}));
const pool = new Pool(input.url, { connections: 64, pipelining: 1 });

async function send(person: (typeof people)[number]): Promise<void> {
  const body = JSON.stringify({
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to: person.phone,
    biz_opaque_callback_data: person.deliveryId,
    type: "text",
    text: { preview_url: true, body: template(person) },
  });
  const answer = await pool.request({
    path: "/v25.0/1001/messages",
    method: "POST",
    headers: { authorization: "Bearer token", "content-type": "application/json" },
    body,
  });
  const parsed = (await answer.body.json()) as { messages: { id: string }[] };
  if (!parsed.messages[0]?.id) throw new Error("no id");
}

async function sendAll(count: number): Promise<void> {
  let next = 0;
  async function lane(): Promise<void> {
    for (let index = next++; index < count; index = next++) {
      const person = people[index % people.length];
      if (person) await send(person);
    }
  }
  await Promise.all(Array.from({ length: 128 }, lane));
}

// Connections and compiled code are warm on both sides before the clock starts.
await sendAll(input.warmUp);
await measured(async () => {
  await sendAll(people.length);
  return {};
});
await pool.close();
if (process.connected) process.disconnect();
