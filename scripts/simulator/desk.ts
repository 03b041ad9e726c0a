import { Callbacks } from "./callbacks.ts";
import { Faults } from "./faults.ts";
import { Journal, type JournalEntry } from "./journal.ts";
import { Ledger } from "./ledger.ts";
import { Receipts } from "./receipts.ts";
import type {
  Act,
  Provider,
  SimAccount,
  SimContent,
  SimMessage,
  SimPerson,
  SimPhone,
} from "./provider.ts";

export interface DeskOptions {
  readonly providers: readonly Provider[];
  readonly folder: string | null;
  readonly ledgerFile: string | null;
  /** From one receipt of a message to the next. */
  readonly receiptDelayMs: number;
  /** Share of messages that addresses without a phone on the desk read. */
  readonly readShare: number;
  /** Share of webhooks that are sent twice. */
  readonly duplicateShare: number;
  readonly seed: number;
}

/** A message a provider takes from an adapter. */
export interface Acceptance {
  readonly account: SimAccount;
  readonly to: string;
  readonly messageId: string;
  readonly echo: string | null;
  readonly content: SimContent;
  readonly inReplyTo?: string | null;
  readonly extra?: Readonly<Record<string, string>>;
  /** Set = accepted, but never reaches the person; the receipt says why. */
  readonly failure?: { readonly code: string; readonly detail: string } | null;
}

/** Messages kept per phone; older ones scroll away. */
const KEPT_MESSAGES = 200;

/** The whole state of the simulator: accounts, people, their phones and what stands on them. */
export class Desk {
  readonly faults: Faults;
  readonly callbacks: Callbacks;
  readonly receipts: Receipts;
  readonly journal: Journal;
  readonly options: DeskOptions;
  /** Where this simulator is reached, without trailing slash; set once it listens. */
  url = "";
  readonly #ledger: Ledger;
  readonly #accounts = new Map<string, SimAccount>();
  readonly #people = new Map<string, SimPerson>();
  readonly #phones = new Map<string, SimPhone>();
  readonly #messages = new Map<string, SimMessage[]>();
  /** "account address" → phone id. */
  readonly #reach = new Map<string, string>();
  readonly #watchers = new Set<(phoneId: string) => void>();
  #sequence = 0;

  private constructor(options: DeskOptions, ledger: Ledger) {
    this.options = options;
    this.#ledger = ledger;
    this.faults = new Faults(options.seed);
    this.journal = new Journal(options.folder);
    this.callbacks = new Callbacks(this, options.duplicateShare);
    this.receipts = new Receipts(this);
  }

  static async open(options: DeskOptions): Promise<Desk> {
    const desk = new Desk(options, await Ledger.open(options.ledgerFile));
    for (const entry of await desk.journal.read()) desk.#apply(entry);
    await desk.journal.compact(desk.#entries());
    return desk;
  }

  async close(): Promise<void> {
    this.receipts.close();
    await this.callbacks.close();
    await this.journal.flush();
    await this.#ledger.close();
  }

  /** Forgets everything, as `demo reset` wants. */
  async clear(): Promise<void> {
    this.receipts.close();
    this.faults.clear(null);
    for (const map of [this.#accounts, this.#people, this.#phones, this.#messages, this.#reach]) {
      map.clear();
    }
    await this.journal.clear();
    await this.#ledger.clear();
    this.announce("");
  }

  // ------------------------------------------------------------- accounts, people, phones

  get ledger(): Ledger {
    return this.#ledger;
  }

  providerOf(adapterId: string): Provider | null {
    return this.options.providers.find((one) => one.adapterIds.includes(adapterId)) ?? null;
  }

  account(accountId: string): SimAccount | null {
    return this.#accounts.get(accountId) ?? null;
  }

  accounts(adapterId?: string): readonly SimAccount[] {
    const all = [...this.#accounts.values()];
    return adapterId ? all.filter((account) => account.adapterId === adapterId) : all;
  }

  /** The account whose setting `key` is `value`: how a provider finds whose call it is. */
  accountBy(adapterId: string, key: string, value: string): SimAccount | null {
    return this.accounts(adapterId).find((one) => String(one.settings[key]) === value) ?? null;
  }

  person(personId: string): SimPerson | null {
    return this.#people.get(personId) ?? null;
  }

  phones(): readonly SimPhone[] {
    return [...this.#phones.values()];
  }

  phone(phoneId: string): SimPhone | null {
    return this.#phones.get(phoneId) ?? null;
  }

  /** The phone that this address of this account rings; null = nobody on the desk. */
  phoneAt(accountId: string, address: string): SimPhone | null {
    const phoneId = this.#reach.get(`${accountId} ${address}`);
    return phoneId === undefined ? null : this.phone(phoneId);
  }

  /** The accounts that can write to this phone. */
  accountsOf(phone: SimPhone): readonly SimAccount[] {
    return this.accounts(phone.adapterId).filter(
      (account) => this.addressOf(phone, account) !== null,
    );
  }

  addressOf(phone: SimPhone, account: SimAccount): string | null {
    const person = this.person(phone.personId);
    if (!person || account.adapterId !== phone.adapterId) return null;
    return this.providerOf(account.adapterId)?.addressOf(person, account) ?? null;
  }

  hasBlocked(accountId: string, address: string): boolean {
    return this.phoneAt(accountId, address)?.blocked.includes(accountId) ?? false;
  }

  save(entry: JournalEntry): void {
    this.#apply(entry);
    this.journal.append(entry);
    if (entry.t === "message") this.announce(entry.message.phoneId);
    else this.announce(entry.t === "phone" ? entry.phone.phoneId : "");
  }

  // ------------------------------------------------------------- messages

  messages(phoneId: string, accountId?: string): readonly SimMessage[] {
    const all = this.#messages.get(phoneId) ?? [];
    return accountId ? all.filter((message) => message.accountId === accountId) : all;
  }

  message(phoneId: string, messageId: string): SimMessage | null {
    return this.messages(phoneId).find((message) => message.messageId === messageId) ?? null;
  }

  /** Takes responsibility for a message: in the ledger first, then on the phone, then receipts. */
  async accept(input: Acceptance): Promise<void> {
    const { account, to, messageId, echo } = input;
    const at = new Date();
    await this.#ledger.append({
      adapterId: account.adapterId,
      accountId: account.accountId,
      to,
      echo,
      id: messageId,
      at: at.toISOString(),
    });
    const phone = this.phoneAt(account.accountId, to);
    const failure = input.failure ?? null;
    const extra = input.extra ?? {};
    if (phone && failure === null) {
      const message: SimMessage = {
        messageId,
        phoneId: phone.phoneId,
        accountId: account.accountId,
        by: "business",
        at: at.getTime(),
        content: input.content,
        status: "accepted",
        echo,
        inReplyTo: input.inReplyTo ?? null,
        extra,
      };
      this.save({ t: "message", message });
    }
    const phoneId = phone && failure === null ? phone.phoneId : null;
    this.receipts.schedule({
      accountId: account.accountId,
      phoneId,
      messageId,
      to,
      echo,
      extra,
      failure,
    });
  }

  /** Tells the app, unless this account's provider keeps quiet about it. */
  tell(accountId: string, act: Act): void {
    const account = this.account(accountId);
    if (!account || (act.type === "status" && !account.hasReceipts)) return;
    this.callbacks.push(account, act);
  }

  /** Ids count up over restarts of the process as well, since the clock is in them. */
  nextId(prefix: string): string {
    this.#sequence = (this.#sequence + 1) % 1_000_000;
    return `${prefix}${Date.now().toString(36)}${this.#sequence.toString(36).padStart(4, "0")}`;
  }

  // ------------------------------------------------------------- watching

  watch(watcher: (phoneId: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** "" = the whole desk changed. */
  announce(phoneId: string): void {
    for (const watcher of this.#watchers) watcher(phoneId);
  }

  // ------------------------------------------------------------- state

  #apply(entry: JournalEntry): void {
    switch (entry.t) {
      case "account":
        this.#accounts.set(entry.account.accountId, entry.account);
        return this.#connect();
      case "person":
        this.#people.set(entry.person.personId, entry.person);
        return this.#connect();
      case "phone":
        this.#phones.set(entry.phone.phoneId, entry.phone);
        return;
      case "message":
        return this.#put(entry.message);
    }
  }

  #put(message: SimMessage): void {
    const messages = this.#messages.get(message.phoneId) ?? [];
    const index = messages.findIndex((one) => one.messageId === message.messageId);
    if (index >= 0) messages[index] = message;
    else messages.push(message);
    this.#messages.set(message.phoneId, messages.slice(-KEPT_MESSAGES));
  }

  /** Gives every person a phone on each channel that reaches them, and learns the addresses. */
  #connect(): void {
    this.#reach.clear();
    for (const account of this.#accounts.values()) {
      const provider = this.providerOf(account.adapterId);
      for (const person of this.#people.values()) {
        if (person.adapterIds && !person.adapterIds.includes(account.adapterId)) continue;
        const address = provider?.addressOf(person, account) ?? null;
        if (address === null) continue;
        const phoneId = `${person.personId}~${account.adapterId}`;
        this.#reach.set(`${account.accountId} ${address}`, phoneId);
        if (this.#phones.has(phoneId)) continue;
        const { personId } = person;
        const { adapterId } = account;
        this.#phones.set(phoneId, {
          phoneId,
          personId,
          adapterId,
          blocked: [],
          sendsReadReceipts: true,
        });
      }
    }
  }

  #entries(): readonly JournalEntry[] {
    return [
      ...[...this.#accounts.values()].map((account) => ({ t: "account" as const, account })),
      ...[...this.#people.values()].map((person) => ({ t: "person" as const, person })),
      ...[...this.#phones.values()].map((phone) => ({ t: "phone" as const, phone })),
      ...[...this.#messages.values()].flat().map((message) => ({ t: "message" as const, message })),
    ];
  }
}
