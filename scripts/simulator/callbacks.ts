import { Agent, request } from "undici";
import type { Desk } from "./desk.ts";
import type { Act, Provider, SimAccount, WebhookCall } from "./provider.ts";

/** Waits between attempts; the last repeats. Real providers go on for days, we for ten minutes. */
const WAITS_MS = [100, 250, 500, 1_000, 2_000, 5_000];
const GIVE_UP_MS = 600_000;
/** Acts that meet within this time share a call where the provider batches. */
const GATHER_MS = 15;
const PARALLEL = 8;

interface Due {
  readonly since: number;
  readonly attempt: number;
  readonly run: () => Promise<boolean>;
}

/** What `CallbackStats` counts is shown on the desk, so an unreachable app is seen at once. */
export interface CallbackStats {
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
  readonly givenUp: number;
  readonly lastError: string | null;
}

/** Tells the app what happened: gathers acts, lets the provider sign them, retries until answered 2xx. */
export class Callbacks {
  readonly #agent = new Agent({ connections: 32, headersTimeout: 15_000, bodyTimeout: 15_000 });
  readonly #gathered = new Map<string, Act[]>();
  readonly #due: Due[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #desk: Desk;
  readonly #duplicateShare: number;
  #running = 0;
  #sequence = 0;
  #isClosed = false;
  #stats = { delivered: 0, failed: 0, givenUp: 0, lastError: null as string | null };

  constructor(desk: Desk, duplicateShare: number) {
    this.#desk = desk;
    this.#duplicateShare = duplicateShare;
  }

  get stats(): CallbackStats {
    return { ...this.#stats, waiting: this.#due.length + this.#running + this.#timers.size };
  }

  push(account: SimAccount, act: Act): void {
    const gathered = this.#gathered.get(account.accountId);
    if (gathered) gathered.push(act);
    else {
      this.#gathered.set(account.accountId, [act]);
      this.#later(GATHER_MS, () => this.#sign(account.accountId));
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#agent.destroy();
  }

  #sign(accountId: string): void {
    const acts = this.#gathered.get(accountId) ?? [];
    this.#gathered.delete(accountId);
    // Looked up again: the account may have been registered anew meanwhile.
    const account = this.#desk.account(accountId);
    const provider = account && this.#desk.providerOf(account.adapterId);
    if (!account || !provider) return;
    const since = Date.now();
    if (provider.deliver) {
      for (const act of acts) this.#deliver(provider, account, act, since);
      return;
    }
    if (account.webhookUrl === null) return;
    for (const call of provider.callbacks(acts, account, this.#desk)) {
      this.#enqueue({ since, attempt: 0, run: () => this.#post(call) });
      this.#sequence += 1;
      const repeats = this.#duplicateShare > 0 && this.#sequence % 100 < this.#duplicateShare * 100;
      if (repeats) this.#enqueue({ since, attempt: 0, run: () => this.#post(call) });
    }
  }

  #deliver(provider: Provider, account: SimAccount, act: Act, since: number): void {
    const run = async (): Promise<boolean> => {
      await provider.deliver?.(act, account, this.#desk);
      return true;
    };
    this.#enqueue({ since, attempt: 0, run });
  }

  async #post(call: WebhookCall): Promise<boolean> {
    const answer = await request(call.url, {
      method: "POST",
      headers: call.headers,
      body: call.body,
      dispatcher: this.#agent,
    });
    await answer.body.dump();
    if (answer.statusCode >= 200 && answer.statusCode < 300) return true;
    this.#stats.lastError = `webhook answered ${answer.statusCode}`;
    return false;
  }

  #enqueue(due: Due): void {
    this.#due.push(due);
    this.#next();
  }

  #next(): void {
    while (this.#running < PARALLEL && !this.#isClosed) {
      const due = this.#due.shift();
      if (!due) return;
      this.#running += 1;
      void this.#attempt(due).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #attempt(due: Due): Promise<void> {
    const isDone = await due.run().catch((error: unknown) => {
      this.#stats.lastError = error instanceof Error ? error.message : String(error);
      return false;
    });
    if (this.#isClosed) return;
    if (isDone) {
      this.#stats.delivered += 1;
      return;
    }
    this.#stats.failed += 1;
    if (Date.now() - due.since > GIVE_UP_MS) {
      this.#stats.givenUp += 1;
      return;
    }
    const waitMs = WAITS_MS[Math.min(due.attempt, WAITS_MS.length - 1)] ?? 5_000;
    this.#later(waitMs, () => this.#enqueue({ ...due, attempt: due.attempt + 1 }));
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}
