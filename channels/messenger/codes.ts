import type { CodeTable } from "../shared/meta-graph/errors.ts";

/**
 * Error codes of the Send API; "code/subcode" where the subcode decides. Sources: [MD] Messenger
 * error codes through the 2026 note, [CO] tests (36000, 613, 368). 200-299 without a row of their
 * own are permissions (classOf).
 */
export const codes: CodeTable = {
  "4": "throttle",
  "4/2018022": "throttle",
  "4/2018354": "throttle",
  "9/2018352": "throttle",
  "613": "throttle",
  "80007": "throttle",
  // The answer could not be built although the message may have gone out.
  "1/1357046": "ambiguous",
  "1": "later",
  "2": "later",
  "1200": "later",
  "10/2018278": "window",
  "10/2018065": "window",
  "10/2018108": "gone",
  "100/2018001": "gone",
  "100/33": "gone",
  // Blocked us or left: which of the two is not told, so no opt-out is recorded.
  "200/1545041": "gone",
  "551": "gone",
  "0": "account",
  "2/2018344": "account",
  "10": "account",
  "10/1893063": "account",
  "10/2018028": "account",
  "190": "account",
  "368": "account",
  "100": "rejected",
  "100/2018032": "rejected",
  "100/2018034": "rejected",
  "100/2018109": "rejected",
  "10303": "rejected",
  "36000": "rejected",
};
