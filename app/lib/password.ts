import { z } from "zod";

const MIN = 12;
const MAX = 128;

/** A password someone chooses. Length is what counts; nothing is asked of its characters. */
export const NewPassword = z
  .string("auth:error.passwordShort")
  .min(MIN, "auth:error.passwordShort")
  .max(MAX, "auth:error.passwordLong");

export const PersonName = z
  .string("auth:error.name")
  .trim()
  .min(1, "auth:error.name")
  .max(100, "auth:error.name");
export const Email = z.email("auth:error.email").max(254, "auth:error.email");
