import type { Words } from "../dictionary.ts";
import type { home as en } from "../en/home.ts";

export const home: Words<typeof en> = {
  greeting: "Hallo, {{name}}",
};
