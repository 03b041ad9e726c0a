import { expect, test } from "vitest";
import { decideReach, type ReachSender } from "./reach.ts";

const sms: ReachSender = { channel: "sms", accountId: "acc_1", kinds: ["phone"], accountIds: null };
const telegram: ReachSender = {
  channel: "telegram",
  accountId: "acc_2",
  kinds: ["telegram"],
  accountIds: ["acc_2"],
};
const phone = { kind: "phone", accountId: null };
const chat = { kind: "telegram", accountId: "acc_2" };
const yes = (channel: string) => ({ channel, purpose: "marketing", state: "granted" }) as const;
const no = (channel: string) => ({ channel, purpose: "marketing", state: "withdrawn" }) as const;

test.for([
  ["nothing to write to", [], [yes("sms")], [], "no-address", null],
  [
    "an id of another account",
    [{ kind: "telegram", accountId: "acc_9" }],
    [yes("telegram")],
    [],
    "no-address",
    null,
  ],
  ["never asked", [phone], [], [], "no-consent", null],
  ["said no", [phone], [no("sms")], [], "no-consent", null],
  ["on the suppression list", [phone], [yes("sms")], ["sms"], "suppressed", null],
  [
    "the first channel serves",
    [phone, chat],
    [yes("sms"), yes("telegram")],
    [],
    "will-send",
    "telegram",
  ],
  [
    "the second channel serves",
    [phone, chat],
    [yes("sms"), no("telegram")],
    [],
    "will-send",
    "sms",
  ],
  [
    "suppressed on one, not asked on the other",
    [phone, chat],
    [yes("sms")],
    ["sms"],
    "suppressed",
    null,
  ],
] as const)("%s", ([, identities, consents, suppressed, stage, channel]) => {
  const isSuppressed = (_index: number, on: string) => suppressed.some((one) => one === on);
  const reached = decideReach({ identities, consents }, [telegram, sms], "marketing", isSuppressed);
  expect(reached).toEqual({ stage, channel });
});
