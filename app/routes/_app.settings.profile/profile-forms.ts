import { z } from "zod";
import { locales } from "#app/lib/locales.ts";
import { NewPassword, PersonName } from "#app/lib/password.ts";

/** The forms of one page, told apart by `intent`. */
export const NameForm = z.object({ intent: z.literal("name"), name: PersonName });
export const LanguageForm = z.object({ intent: z.literal("language"), language: z.enum(locales) });
export const PasswordForm = z.object({
  intent: z.literal("password"),
  current: z.string("auth:error.password").min(1, "auth:error.password").max(128),
  next: NewPassword,
});

const VerifyForm = z.object({ intent: z.literal("verify") });

export const ProfileForm = z.discriminatedUnion("intent", [
  NameForm,
  LanguageForm,
  PasswordForm,
  VerifyForm,
]);
