const utf8 = new TextDecoder();

/** The JSON a provider sent, or null: a gateway's HTML page is no reason to throw. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    // Unreadable; every caller has its own word for that.
    return null;
  }
}
