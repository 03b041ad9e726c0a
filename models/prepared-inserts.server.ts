import type { Model } from "mongoose";
import { native, type Session } from "./native.server.ts";

/**
 * Rows on their way into a collection, in the order they are added. Each is made into bytes when it
 * is added, so that can happen while the server is busy with something else. Written once: a
 * transaction that is tried again needs new ones.
 */
export class PreparedInserts<Row extends { _id: string }> {
  private readonly bulk;
  private count = 0;
  private isSpent = false;

  constructor(model: Model<Row>) {
    this.bulk = native(model).initializeOrderedBulkOp();
  }

  get isUsable(): boolean {
    return !this.isSpent;
  }

  add(row: Row): void {
    this.bulk.insert(row);
    this.count += 1;
  }

  /** true = there were any. */
  async write(session: Session): Promise<boolean> {
    this.isSpent = true;
    if (this.count === 0) return false;
    await this.bulk.execute({ session });
    return true;
  }
}
