import type { Logger } from "pino";
import type {
  ChannelAdapter,
  HttpPort,
  MediaPort,
  SmtpPort,
  WebChatPort,
} from "#channels/contract.ts";
import type { Config } from "#core/config.ts";
import type { Effects } from "#core/effects.ts";
import type { JobQueue } from "#jobs/queue.server.ts";

/** Seals channel credentials at rest: AES-256-GCM, key id in the envelope (see services/vault.server.ts). */
export interface Vault {
  seal(plain: string): string;
  open(sealed: string): string;
  /** HMAC of an address or id for logs and signed links, keyed per purpose. */
  sign(purpose: string, text: string): string;
}

/** Files people upload or send, under the data folder (or S3), named by media id. */
export interface FileStore {
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | null>;
  remove(key: string): Promise<void>;
}

/** What the use cases need from outside; services ask for the part they use: `Pick<Runtime, "now">`. */
export interface Runtime extends Effects {
  readonly config: Config;
  readonly log: Logger;
  readonly queue: JobQueue;
  readonly http: HttpPort;
  readonly smtp: SmtpPort;
  readonly webChat: WebChatPort;
  readonly media: MediaPort;
  readonly files: FileStore;
  readonly vault: Vault;
  /** No trailing slash. */
  readonly publicUrl: string;
  findChannel(id: string): ChannelAdapter | null;
  /** The database's clock minus this machine's; `now()` is corrected by it already. */
  clockOffsetMs(): number;
  /** Tests only: called at the named crash points of dispatch.md 2.2; throwing there is dying there. */
  failpoint?(name: string): void | Promise<void>;
}
