import { expect, test } from "vitest";
import { aFile } from "#channels/testkit.ts";
import { whatsapp } from "#channels/whatsapp/index.ts";
import {
  bench,
  call,
  hello,
  ledger,
  number,
  ofType,
  phone,
  phoneNumber,
  seen,
  sendMessenger,
  sendWhatsapp,
  start,
  useBench,
} from "./test-bench.ts";

useBench();

test("a WhatsApp message reaches the phone, and its receipts carry our id", async () => {
  await start();
  const outcome = await sendWhatsapp(hello, { deliveryId: "dlv_a" });
  expect(outcome.kind).toBe("accepted");
  await seen(() => ofType("status").map((one) => one.status)).toEqual(["sent", "delivered"]);
  await call("phones/nina~whatsapp/read", {});
  await seen(() => ofType("status").map((one) => `${one.status} ${one.echo}`)).toContain(
    "read dlv_a",
  );
  expect(await ledger()).toMatchObject([{ echo: "dlv_a", to: "31612345678" }]);
  expect(bench.refusals).toBe(0);
});

test("a person without read receipts reads in silence", async () => {
  await start();
  await call("phones/nina~whatsapp/receipts", { isOn: false });
  await sendWhatsapp();
  await seen(() => ofType("status").length).toBe(2);
  await call("phones/nina~whatsapp/read", {});
  expect(await phone("nina~whatsapp")).toMatchObject([{ status: "read" }]);
  await call("phones/nina~whatsapp/say", { text: "Hi" });
  await seen(() => ofType("message").length).toBe(1);
  expect(ofType("status").map((one) => one.status)).not.toContain("read");
});

test("a typed answer comes back signed, accents and quote included", async () => {
  await start();
  await sendWhatsapp();
  const [sent] = await phone("nina~whatsapp");
  await call("phones/nina~whatsapp/say", { text: "Ja, café ☕", inReplyTo: sent?.messageId });
  await seen(() => ofType("message")).toMatchObject([
    {
      from: { kind: "phone", value: phoneNumber, name: "Nina é" },
      content: { type: "text", text: "Ja, café ☕" },
      inReplyTo: sent?.messageId,
      accountKey: "106",
    },
  ]);
});

test("a photo is resolved and downloaded with the token, and not without", async () => {
  await start();
  await call("phones/nina~whatsapp/photo", { caption: "Quay", sample: "flood" });
  await seen(() => ofType("message").length).toBe(1);
  const content = ofType("message")[0]?.content;
  if (content?.type !== "media") throw new Error("no photo came");
  const [media] = content.media;
  if (!media) throw new Error("no file came");
  const fetchAll = async (account: typeof number) => {
    const own = { ...account, graphUrl: `${bench.simulator.url}/graph` };
    const first = whatsapp.fetchMedia?.(media, own, null);
    if (!first || "error" in first) throw new Error("no first step");
    const resolved = await bench.client.port(first);
    const second = whatsapp.fetchMedia?.(media, own, resolved);
    if (!second || "error" in second) return { resolved, file: null };
    return { resolved, file: await bench.client.port(second) };
  };
  const { file } = await fetchAll(number);
  if (file?.kind !== "answer") throw new Error("no file came");
  expect(file.headers["content-type"]).toBe("image/jpeg");
  expect([...file.body.slice(0, 2)]).toEqual([0xff, 0xd8]);
  expect(
    whatsapp.fetchMedia?.(media, { ...number, graphUrl: bench.simulator.url }, file),
  ).toBeNull();
  expect((await fetchAll({ ...number, accessToken: "other" })).file).toBeNull();
});

test("buttons, lists and template replies are pressed and told", async () => {
  await start();
  const yes = { type: "reply", id: "pub:yes", title: "Yes" } as const;
  await sendWhatsapp({ type: "buttons", text: "May we?", buttons: [yes] });
  const rows = [{ id: "t:traffic", title: "Traffic" }];
  const sections = [{ title: "News", rows }];
  await sendWhatsapp({ type: "list", text: "Topic?", buttonLabel: "Choose", sections });
  const template = {
    name: "spring",
    language: "en",
    body: ["Nina"],
    buttons: [{ index: 0, value: "stop", type: "reply" as const }],
  };
  await sendWhatsapp({ type: "template", template, preview: "Hi Nina" });
  const messages = await phone("nina~whatsapp");
  for (const [index, choiceId] of ["pub:yes", "t:traffic", "stop"].entries()) {
    const { messageId } = messages[index] ?? {};
    expect(await call("phones/nina~whatsapp/press", { messageId, choiceId })).toEqual({ ok: true });
  }
  await seen(() => ofType("message").map((one) => one.content)).toMatchObject([
    { type: "choice", id: "pub:yes" },
    { type: "choice", id: "t:traffic" },
    { type: "choice", id: "stop" },
  ]);
  expect(ofType("message").map((one) => one.inReplyTo)).toEqual(messages.map((m) => m.messageId));
});

test("a blocked sender learns it late on WhatsApp and at once on Messenger", async () => {
  await start();
  await call("phones/nina~whatsapp/block", { isBlocked: true });
  await call("phones/nina~messenger/block", { isBlocked: true });
  expect(await sendWhatsapp()).toMatchObject({ kind: "accepted" });
  await seen(() => ofType("status")).toMatchObject([
    { status: "failed", effect: "recipient-gone", failure: { code: "131026" } },
  ]);
  expect(await sendMessenger(hello, "dlv_b")).toMatchObject({ kind: "recipient-gone" });
  expect(await phone("nina~whatsapp")).toEqual([]);
});

test("Messenger: echo, watermarks, postback, quick reply, reaction", async () => {
  await start();
  const yes = { type: "reply", id: "y", title: "Yes" } as const;
  await sendMessenger({ type: "buttons", text: "May we?", buttons: [yes] }, "dlv_m");
  await seen(() => ofType("status")).toMatchObject([{ status: "accepted", echo: "dlv_m" }]);
  await seen(() => ofType("watermark").map((one) => one.status)).toEqual(["delivered"]);
  const sections = [{ title: "", rows: [{ id: "t", title: "Traffic" }] }];
  await sendMessenger({ type: "list", text: "Topic?", buttonLabel: "", sections }, "dlv_n");
  const [first, second] = await phone("nina~messenger");
  await call("phones/nina~messenger/press", { messageId: first?.messageId, choiceId: "y" });
  await call("phones/nina~messenger/press", { messageId: second?.messageId, choiceId: "t" });
  await call("phones/nina~messenger/react", { messageId: first?.messageId, emoji: "❤️" });
  await seen(() => ofType("message").map((one) => one.content)).toMatchObject([
    { type: "choice", id: "y", title: "Yes" },
    { type: "choice", id: "t", title: "Traffic" },
  ]);
  await seen(() => ofType("reaction")).toMatchObject([{ target: first?.messageId, emoji: "❤️" }]);
  expect(ofType("watermark").map((one) => one.status)).toContain("read");
});

test("Messenger: a photo comes as an open link", async () => {
  await start();
  await call("phones/nina~messenger/photo", { sample: "shop" });
  await seen(() => ofType("message").length).toBe(1);
  const content = ofType("message")[0]?.content;
  const url = content?.type === "media" ? content.media[0]?.url : undefined;
  const answer = await fetch(url ?? "");
  expect(answer.headers.get("content-type")).toBe("image/jpeg");
});

test("media given as a link is fetched by the provider and stands on the phone", async () => {
  await start();
  const content = { type: "media", media: aFile(), caption: "Quay" } as const;
  await sendWhatsapp(content);
  const [sent] = (await phone("nina~whatsapp")) as unknown as [
    { content: { media: { mediaId: string }[] } },
  ];
  const file = `${bench.simulator.url}/sim/media/${sent.content.media[0]?.mediaId}`;
  await expect.poll(async () => (await fetch(file)).status, { timeout: 5_000 }).toBe(200);
});

test("a template of the starter library reads as approved, with its own buttons", async () => {
  await start();
  const body = ["Nina", "lavender"];
  const template = { name: "spring_offer", language: "nl", body, buttons: [] };
  await sendWhatsapp({ type: "template", template, preview: "" });
  const [sent] = (await phone("nina~whatsapp")) as unknown as [{ content: { text: string } }];
  expect(sent.content.text).toMatch(/^Hoi Nina, .* lavender: /);
  expect(sent.content).toMatchObject({
    choices: [{ title: "Ja, graag" }, { title: "Nu even niet" }],
  });
});
