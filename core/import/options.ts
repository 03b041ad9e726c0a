import { z } from "zod";
import { attributeTypes } from "../contact/attribute.ts";
import { purposes } from "../message/message.ts";

/** What a member decides about a file before it is imported. */

export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type FileEncoding = (typeof encodings)[number];

export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

/** Where a column goes. */
export const ColumnTargetSchema = z.discriminatedUnion("to", [
  z.strictObject({
    to: z.enum([
      "skip",
      "name",
      "firstName",
      "lastName",
      "phone",
      "email",
      "locale",
      "zone",
      "tags",
    ]),
  }),
  z.strictObject({
    to: z.literal("attribute"),
    key: z.string().regex(/^[a-zA-Z]\w{0,60}$/),
    label: z.string().min(1).max(80),
    type: z.enum(attributeTypes),
  }),
]);
export type ColumnTarget = z.infer<typeof ColumnTargetSchema>;

/** What happens to a person who is already here. */
export const existingRules = ["update", "fill", "skip"] as const;
export type ExistingRule = (typeof existingRules)[number];

/** The member's word that these people agreed, and how; it becomes a line of evidence per person. */
export const DeclaredConsentSchema = z.strictObject({
  source: z.string().trim().min(3).max(300),
  /** Calendar day the consent was given, e.g. "2026-03-01". */
  givenOn: z.iso.date(),
  wording: z.strictObject({
    text: z.string().trim().min(10).max(4_000),
    version: z.string().trim().min(1).max(40),
    locale: z.string().trim().min(2).max(35),
  }),
  purposes: z.array(z.enum(purposes)).min(1),
  channels: z.array(z.string().min(1).max(40)).min(1),
});
export type DeclaredConsent = z.infer<typeof DeclaredConsentSchema>;

export const ImportOptionsSchema = z.strictObject({
  encoding: z.enum(encodings),
  delimiter: z.enum(delimiters),
  hasHeader: z.boolean(),
  columns: z.array(ColumnTargetSchema).max(500),
  /** ISO 3166 country of national phone numbers; null = only international ones are read. */
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  onExisting: z.enum(existingRules),
  tags: z.array(z.string().trim().min(1).max(80)).max(20),
});
export type ImportOptions = z.infer<typeof ImportOptionsSchema>;
