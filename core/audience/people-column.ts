/** One byte per row: 1 = in. */
export type Mask = Uint8Array;

const FIRST_ROWS = 1_024;

/**
 * One property of every person, each distinct value stored once and asked once: a question costs
 * as many answers as there are values, then one pass over small numbers.
 */
export class PeopleColumn<Value> {
  readonly #values: Value[] = [];
  readonly #codes = new Map<string, number>();
  #rows = new Uint32Array(FIRST_ROWS);

  /** `empty` is what rows hold that were never set. */
  constructor(empty: Value, emptyKey: string) {
    this.#values.push(empty);
    this.#codes.set(emptyKey, 0);
  }

  set(row: number, key: string, value: Value): void {
    if (row >= this.#rows.length) this.#grow(row);
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = this.#values.length;
      this.#codes.set(key, code);
      this.#values.push(value);
    }
    this.#rows[row] = code;
  }

  /** Number of the row's value: equal numbers are equal values. */
  code(row: number): number {
    return this.#rows[row] ?? 0;
  }

  at(row: number): Value {
    // Code 0 is pushed by the constructor, so there always is a value.
    return this.#values[this.code(row)] as Value;
  }

  mark(size: number, question: (value: Value) => boolean): Mask {
    const answers = Uint8Array.from(this.#values, (value) => (question(value) ? 1 : 0));
    const mask = new Uint8Array(size);
    for (let row = 0; row < size; row += 1) mask[row] = answers[this.#rows[row] ?? 0] ?? 0;
    return mask;
  }

  #grow(row: number): void {
    const rows = new Uint32Array(Math.max(row + 1, this.#rows.length * 2));
    rows.set(this.#rows);
    this.#rows = rows;
  }
}
