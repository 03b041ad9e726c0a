import { z } from "zod";

const EMAIL_MAX = 254;
const PASSWORD_MAX = 128;

/** Only what is needed to try: a wrong password is told by the server, whatever its length. */
export const SignInForm = z.object({
  email: z.email("auth:error.email").max(EMAIL_MAX, "auth:error.email"),
  password: z
    .string("auth:error.password")
    .min(1, "auth:error.password")
    .max(PASSWORD_MAX, "auth:error.wrong"),
});
