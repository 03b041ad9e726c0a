import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { z } from "zod";
import { err, ok, type Result } from "../result.ts";

export type PhoneError =
  /** A spreadsheet turned it into 3.16E+10: the last digits are gone. */
  | "phone-mangled"
  | "phone-unreadable"
  /** National form, and no default country to read it by. */
  | "phone-no-country"
  | "phone-invalid";

const e164 = /^\+[1-9]\d{7,14}$/;
const PHONE_TEXT_MAX = 40;

/**
 * E.164 or why not. The plain form is taken by a pattern: the library costs 20 us a number and would
 * be most of an import. National numbers are read by the default country.
 */
export function normalisePhone(
  text: string,
  defaultCountry: string | null,
): Result<string, PhoneError> {
  const bare = text
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/g, "")
    .replace(/^[\s'"=]+|[\s"]+$/g, "");
  if (bare.length > PHONE_TEXT_MAX) return err("phone-unreadable");
  if (/^[\d.,]+e\+?\d+$/i.test(bare)) return err("phone-mangled");
  const compact = bare.replace(/[\s().\-/\u00A0\u2010-\u2015]/g, "").replace(/^00/, "+");
  if (e164.test(compact)) return ok(compact);
  if (!/\d{4,}/.test(compact.replace(/^\+/, ""))) return err("phone-unreadable");
  const country =
    defaultCountry !== null && isSupportedCountry(defaultCountry) ? defaultCountry : undefined;
  if (!compact.startsWith("+") && country === undefined) return err("phone-no-country");
  const parsed = parsePhoneNumberFromString(bare.replace(/^00/, "+"), country);
  return parsed?.isValid() === true ? ok(parsed.number) : err("phone-invalid");
}

export type EmailError = "email-invalid";

const EMAIL_MAX = 254;

/** Lower case, checked for shape only: whether it exists the first bounce tells. */
export function normaliseEmail(text: string): Result<string, EmailError> {
  const bare = text
    .trim()
    .replace(/^mailto:/i, "")
    .replace(/^<(.+)>$/, "$1")
    .toLowerCase();
  const hasDot = bare.slice(bare.indexOf("@")).includes(".");
  if (bare.length > EMAIL_MAX || !hasDot || bare.includes("..") || !z.regexes.html5Email.test(bare))
    return err("email-invalid");
  return ok(bare);
}

/** For pages: spaced the way its country writes it; falls back to what is stored. */
export function displayPhone(value: string): string {
  return parsePhoneNumberFromString(value)?.formatInternational() ?? value;
}
