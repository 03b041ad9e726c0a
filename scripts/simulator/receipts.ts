import type { Desk } from "./desk.ts";
import type { SimMessage, SimStatus } from "./provider.ts";

/** An accepted message on its way to the person. */
export interface Travelling {
  readonly accountId: string;
  /** null = nobody on the desk has this address. */
  readonly phoneId: string | null;
  readonly messageId: string;
  readonly to: string;
  readonly echo: string | null;
  readonly extra: Readonly<Record<string, string>>;
  readonly failure: { readonly code: string; readonly detail: string } | null;
}

const ranks: Record<SimStatus, number> = { accepted: 0, sent: 1, delivered: 2, read: 3, failed: 4 };

/** Stable share of messages, so that the same run reads the same messages. */
function shareOf(messageId: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < messageId.length; index += 1) {
    hash = Math.imul(hash ^ messageId.charCodeAt(index), 16_777_619);
  }
  return (hash >>> 0) / 4_294_967_296;
}

/** Carries messages to sent, delivered and read, and reports each step. */
export class Receipts {
  readonly #desk: Desk;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  schedule(travelling: Travelling): void {
    if (travelling.failure) {
      this.#later(1, () => this.#report(travelling, "failed"));
      return;
    }
    this.#later(1, () => this.#report(travelling, "sent"));
    this.#later(2, () => this.#report(travelling, "delivered"));
    const { readShare } = this.#desk.options;
    if (travelling.phoneId === null && shareOf(travelling.messageId) < readShare) {
      this.#later(3, () => this.#report(travelling, "read"));
    }
  }

  /** The person looks at the thread: all of it is read. */
  read(phoneId: string, accountId: string): void {
    const phone = this.#desk.phone(phoneId);
    for (const message of this.#desk.messages(phoneId, accountId)) {
      if (message.by === "person" || ranks[message.status] >= ranks.read) continue;
      const to = this.#addressOf(phoneId, accountId);
      this.#move(message, "read");
      if (phone?.sendsReadReceipts) this.#tell({ ...message, to, failure: null }, "read");
    }
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #report(travelling: Travelling, status: SimStatus): void {
    if (travelling.phoneId) {
      const message = this.#desk.message(travelling.phoneId, travelling.messageId);
      if (message) this.#move(message, status);
    }
    this.#tell(travelling, status);
  }

  #move(message: SimMessage, status: SimStatus): void {
    if (ranks[status] <= ranks[message.status]) return;
    this.#desk.save({ t: "message", message: { ...message, status } });
  }

  #tell(
    one: Pick<Travelling, "accountId" | "messageId" | "to" | "echo" | "extra" | "failure">,
    status: SimStatus,
  ): void {
    const { accountId, messageId, to, echo, extra, failure } = one;
    const at = Date.now();
    this.#desk.tell(accountId, { type: "status", status, messageId, to, at, echo, extra, failure });
  }

  #addressOf(phoneId: string, accountId: string): string {
    const phone = this.#desk.phone(phoneId);
    const account = this.#desk.account(accountId);
    return (phone && account && this.#desk.addressOf(phone, account)) ?? "";
  }

  #later(steps: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, steps * this.#desk.options.receiptDelayMs);
    this.#timers.add(timer);
  }
}
