/** The visitor's token, kept by the browser for this site and account. */
export interface TokenStore {
  read(): string | null;
  write(token: string | null): void;
}

export function createTokenStore(accountId: string): TokenStore {
  const key = `antiphon:${accountId}`;
  let kept: string | null = null;
  return {
    read() {
      try {
        return localStorage.getItem(key) ?? kept;
      } catch {
        // Storage may be forbidden here; the chat then lasts as long as the page.
        return kept;
      }
    },
    write(token) {
      kept = token;
      try {
        if (token === null) localStorage.removeItem(key);
        else localStorage.setItem(key, token);
      } catch {
        // As above.
      }
    },
  };
}
