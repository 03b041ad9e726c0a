/** Does the server have its database? Asked before loaders are, where their refusal would cost a page. */
export async function isReady(): Promise<boolean> {
  try {
    return (await fetch("/readyz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
