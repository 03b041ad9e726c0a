import type { PhoneView } from "../describe.ts";
import type { Desk } from "../desk.ts";

export function renderDesk(_desk: Desk, _query: URLSearchParams): string {
  return "";
}
export function renderThread(_view: PhoneView, _accountId: string | null): string {
  return "";
}
