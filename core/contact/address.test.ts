import { expect, test } from "vitest";
import { normaliseEmail, normalisePhone } from "./address.ts";

test.for([
  ["international", "+31612345678", null, "+31612345678"],
  ["spaced", "+31 (6) 1234-5678", null, "+31612345678"],
  ["with two noughts", "0031612345678", null, "+31612345678"],
  ["national with a country", "06 12 34 56 78", "NL", "+31612345678"],
  ["national of another country", "020 7946 0958", "GB", "+442079460958"],
  ["a spreadsheet's apostrophe", "'+31612345678", null, "+31612345678"],
  ["pasted with hidden marks", "\u202A+31612345678\u202C", null, "+31612345678"],
] as const)("a phone number %s is read", ([, text, country, value]) => {
  expect(normalisePhone(text, country)).toEqual({ ok: true, value });
});

test.for([
  ["shortened by a spreadsheet", "3.16E+10", "NL", "phone-mangled"],
  ["shortened the Dutch way", "3,16124E+10", "NL", "phone-mangled"],
  ["words", "ask me", "NL", "phone-unreadable"],
  ["a whole letter", "06".repeat(30), "NL", "phone-unreadable"],
  ["national without a country", "0612345678", null, "phone-no-country"],
  ["too short for its country", "0612345", "NL", "phone-invalid"],
  ["an unknown country", "0612345678", "XX", "phone-no-country"],
] as const)("a phone number %s says why not", ([, text, country, error]) => {
  expect(normalisePhone(text, country)).toMatchObject({ ok: false, error });
});

test.for([
  ["Ada@Example.COM ", "ada@example.com"],
  ["mailto:ada@example.com", "ada@example.com"],
  ["<ada@example.com>", "ada@example.com"],
] as const)("the mail address %s is read", ([text, value]) => {
  expect(normaliseEmail(text)).toEqual({ ok: true, value });
});

test.for([
  "ada",
  "ada@localhost",
  "a b@example.com",
  "ada@exa..mple.com",
  `${"x".repeat(250)}@a.nl`,
])("%s is no mail address", (text) => {
  expect(normaliseEmail(text).ok).toBe(false);
});
