import type { ChannelAdapter } from "./contract.ts";

/** Every channel there is. Adding one is a folder and a line here. */
export const channels: readonly ChannelAdapter[] = [];

export function findChannel(id: string): ChannelAdapter | null {
  return channels.find((adapter) => adapter.id === id) ?? null;
}
