import { expect, test } from "vitest";
import { estimateCosts } from "./cost.ts";

const price = { amount: 0.075, currency: "EUR" };

test("a text message is billed per part, any other once", () => {
  const parts = { min: 1, max: 2 };
  const [sms, mail] = estimateCosts([
    { channel: "sms", people: 1_000, parts, price },
    { channel: "email", people: 10, parts: null, price: { amount: 0.5, currency: "USD" } },
  ]);
  expect(sms?.cost).toEqual({ min: 75, max: 150, currency: "EUR" });
  expect(mail?.cost).toEqual({ min: 5, max: 5, currency: "USD" });
});

test("without a price nothing is claimed, and a channel that carries nobody is left out", () => {
  const costs = estimateCosts([
    { channel: "whatsapp", people: 5, parts: null, price: null },
    { channel: "sms", people: 0, parts: null, price },
  ]);
  expect(costs).toEqual([{ channel: "whatsapp", people: 5, parts: null, price: null, cost: null }]);
});
