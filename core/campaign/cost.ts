/** What a message costs us at the provider, as the member who set up the account knows it. */
export interface Price {
  /** Per message, on SMS per part. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

export interface ChannelLoad {
  readonly channel: string;
  readonly people: number;
  /** Parts of one message, fewest and most among the people looked at; null where messages are whole. */
  readonly parts: { readonly min: number; readonly max: number } | null;
  readonly price: Price | null;
}

export interface ChannelCost extends ChannelLoad {
  /** null = nobody told us the price. */
  readonly cost: { readonly min: number; readonly max: number; readonly currency: string } | null;
}

/** One line per channel that carries somebody. What is not known stays unknown: no list price is guessed. */
export function estimateCosts(loads: readonly ChannelLoad[]): readonly ChannelCost[] {
  return loads
    .filter(({ people }) => people > 0)
    .map((load) => {
      const { people, parts, price } = load;
      if (!price) return { ...load, cost: null };
      const each = parts ?? { min: 1, max: 1 };
      const { amount, currency } = price;
      const cost = { min: people * each.min * amount, max: people * each.max * amount, currency };
      return { ...load, cost };
    });
}
