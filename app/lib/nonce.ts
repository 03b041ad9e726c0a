import { createContext, useContext } from "react";

/** The response's nonce: every script and style element must carry it. */
export const NonceContext = createContext("");

export function useNonce(): string {
  return useContext(NonceContext);
}
