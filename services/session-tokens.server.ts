import type { mongodbAdapter } from "better-auth/adapters/mongodb";

type Adapter = ReturnType<ReturnType<typeof mongodbAdapter>>;
type Transaction = Parameters<Parameters<Adapter["transaction"]>[0]>[0];
type Where = NonNullable<Parameters<Adapter["findMany"]>[0]["where"]>;

interface Query {
  readonly model: string;
  readonly where?: Where | undefined;
}

/**
 * better-auth keeps a session's token as it stands in the cookie, and has no option against it. Between
 * it and the database this keeps only a digest: who reads the database finds nothing to sign in with.
 * A row found by its token comes back with that token, as better-auth expects; a row found in another
 * way comes with the digest, which opens nothing.
 */
export function withHashedSessionTokens(
  inner: Adapter,
  digest: (token: string) => string,
): Adapter {
  return {
    ...hashed(inner, digest),
    transaction: (work) => inner.transaction((trx) => work(hashed(trx, digest))),
  };
}

/** All an adapter does inside a transaction too. */
function hashed<Inner extends Adapter | Transaction>(
  inner: Inner,
  digest: (token: string) => string,
): Inner {
  return {
    ...inner,
    async create(input: Parameters<Adapter["create"]>[0]) {
      const token: unknown = input.model === "session" ? input.data["token"] : undefined;
      if (typeof token !== "string") return inner.create(input);
      const data = { ...input.data, token: digest(token) };
      const row = await inner.create<Record<string, unknown>>({ ...input, data });
      return { ...row, token };
    },
    findOne: async (input: Parameters<Adapter["findOne"]>[0]) =>
      restored(await inner.findOne(asked(input, digest)), input, digest),
    findMany: async (input: Parameters<Adapter["findMany"]>[0]) => {
      const rows = await inner.findMany(asked(input, digest));
      return rows.map((row) => restored(row, input, digest));
    },
    count: (input: Parameters<Adapter["count"]>[0]) => inner.count(asked(input, digest)),
    update: async (input: Parameters<Adapter["update"]>[0]) =>
      restored(await inner.update(asked(input, digest)), input, digest),
    updateMany: (input: Parameters<Adapter["updateMany"]>[0]) =>
      inner.updateMany(asked(input, digest)),
    delete: (input: Parameters<Adapter["delete"]>[0]) => inner.delete(asked(input, digest)),
    deleteMany: (input: Parameters<Adapter["deleteMany"]>[0]) =>
      inner.deleteMany(asked(input, digest)),
    consumeOne: async (input: Parameters<Adapter["consumeOne"]>[0]) =>
      restored(await inner.consumeOne(asked(input, digest)), input, digest),
    incrementOne: async (input: Parameters<Adapter["incrementOne"]>[0]) =>
      restored(await inner.incrementOne(asked(input, digest)), input, digest),
  };
}

function asked<Input extends Query>(input: Input, digest: (token: string) => string): Input {
  if (input.model !== "session" || !input.where) return input;
  const where = input.where.map((clause) => {
    if (clause.field !== "token") return clause;
    const { value } = clause;
    if (typeof value === "string") return { ...clause, value: digest(value) };
    if (Array.isArray(value)) return { ...clause, value: value.map((one) => digest(String(one))) };
    return clause;
  });
  return { ...input, where };
}

function restored<Row>(row: Row, input: Query, digest: (token: string) => string): Row {
  if (input.model !== "session" || row === null || typeof row !== "object") return row;
  const stored = "token" in row ? row.token : undefined;
  const token = tokensOf(input).find((one) => digest(one) === stored);
  return token === undefined ? row : { ...row, token };
}

function tokensOf({ where = [] }: Query): string[] {
  const values = where.filter(({ field }) => field === "token").map(({ value }) => value);
  return values.flat().filter((value) => typeof value === "string");
}
