import { z } from "zod";
import { locales } from "#app/lib/locales.ts";
import { PersonName } from "#app/lib/password.ts";
import { Country, Zone } from "#app/lib/places.ts";

export const WorkspaceForm = z.object({
  name: PersonName,
  zone: Zone,
  country: Country,
  locale: z.enum(locales),
});
