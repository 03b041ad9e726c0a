import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";
import type { SmtpMail, SmtpServer } from "#channels/contract.ts";
import { createSmtpClient } from "./smtp-port.server.ts";

const mail: SmtpMail = {
  from: "Shop <shop@example.com>",
  to: "ada@example.org",
  envelope: { from: "bounce+1@example.com", to: "ada@example.org" },
  messageId: "<dlv_1@example.com>",
  subject: "Grüße",
  text: "Hello",
  html: "<p>Hello</p>",
  headers: { "List-Unsubscribe": "<https://example.com/u/1>" },
  attachments: [{ fileName: "a.txt", mimeType: "text/plain", content: Buffer.from("file") }],
};

function port() {
  const client = createSmtpClient();
  onTestFinished(() => client.close());
  return client.port;
}

function at(port: number): SmtpServer {
  return { host: "127.0.0.1", port, secure: false, user: null, password: null, dkim: null };
}

async function receive(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ authOptional: true, disabledCommands: ["STARTTLS"], ...options });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.server.address() as AddressInfo).port;
}

/** A mail server that goes silent or away at a line of our choosing. */
async function scripted(answer: (line: string, socket: Socket) => string | null): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("220 test\r\n");
    socket.on("data", (chunk: Buffer) => {
      const reply = answer(chunk.toString(), socket);
      if (reply === null) socket.destroy();
      else if (reply !== "") socket.write(reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("a mail arrives with its envelope, message id, headers and parts", async () => {
  const received: { raw: string; from: string }[] = [];
  const listening = await receive({
    onData(stream, session, done) {
      let raw = "";
      stream.on("data", (chunk: Buffer) => (raw += chunk.toString()));
      stream.on("end", () => {
        const sender = session.envelope.mailFrom;
        received.push({ raw, from: sender === false ? "" : sender.address });
        done();
      });
    },
  });
  const answer = await port()(at(listening), mail);
  expect(answer).toMatchObject({ kind: "accepted", messageId: "<dlv_1@example.com>" });
  expect(received[0]?.from).toBe("bounce+1@example.com");
  expect(received[0]?.raw).toContain("Message-ID: <dlv_1@example.com>");
  expect(received[0]?.raw).toContain("List-Unsubscribe: <https://example.com/u/1>");
  expect(received[0]?.raw).toContain("filename=a.txt");
});

test("a refused recipient is the server's word, with its enhanced code", async () => {
  const listening = await receive({
    onRcptTo(_address, _session, done) {
      done(Object.assign(new Error("5.1.1 No such user"), { responseCode: 550 }));
    },
  });
  const answer = await port()(at(listening), mail);
  expect(answer).toMatchObject({ kind: "refused", code: 550, enhanced: "5.1.1" });
});

test("a wrong password is refused with 535", async () => {
  const listening = await receive({
    authOptional: false,
    onAuth: (_auth, _session, done) => done(new Error("no")),
  });
  const answer = await port()({ ...at(listening), user: "u", password: "p" }, mail);
  expect(answer).toMatchObject({ kind: "refused", code: 535 });
});

test("nobody listening means not sent", async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const free = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  expect((await port()(at(free), mail)).kind).toBe("not-sent");
});

test("a connection lost at RCPT was not sent", async () => {
  const listening = await scripted((line) => {
    if (line.startsWith("RCPT")) return null;
    return "250 ok\r\n";
  });
  expect((await port()(at(listening), mail)).kind).toBe("not-sent");
});

test("a connection lost after the message was given is ambiguous, and nothing is sent again", async () => {
  let isInData = false;
  let given = 0;
  const listening = await scripted((line) => {
    if (isInData) {
      if (!line.includes("\r\n.\r\n")) return "";
      given += 1;
      isInData = false;
      return null;
    }
    if (line.startsWith("DATA")) {
      isInData = true;
      return "354 go on\r\n";
    }
    return "250 ok\r\n";
  });
  expect((await port()(at(listening), mail)).kind).toBe("ambiguous");
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(given).toBe(1);
});

test("a DKIM key signs the mail", async () => {
  const { generateKeyPairSync } = await import("node:crypto");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let raw = "";
  const listening = await receive({
    onData(stream, _session, done) {
      stream.on("data", (chunk: Buffer) => (raw += chunk.toString()));
      stream.on("end", () => done());
    },
  });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const dkim = { domain: "example.com", selector: "s1", privateKey: pem };
  expect((await port()({ ...at(listening), dkim }, mail)).kind).toBe("accepted");
  expect(raw).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256;.*d=example.com;.*s=s1;/s);
});
