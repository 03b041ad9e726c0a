import { z } from "zod";
import { Email, NewPassword, PersonName } from "#app/lib/password.ts";
import { Country, Zone } from "#app/lib/places.ts";

export const SetupForm = z.object({
  token: z.string().max(100),
  name: PersonName,
  email: Email,
  password: NewPassword,
  workspaceName: PersonName,
  zone: Zone,
  country: Country,
});
