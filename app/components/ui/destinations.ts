import { paths } from "#app/lib/paths.ts";
import {
  type Icon,
  IconHome,
  IconInbox,
  IconPlug,
  IconSettings,
  IconSpeakerphone,
  IconTemplate,
  IconUsers,
} from "./icons.ts";

export interface Destination {
  readonly key: "home" | "campaigns" | "audience" | "templates" | "inbox" | "channels" | "settings";
  readonly to: string;
  readonly icon: Icon;
}

export const destinations: readonly Destination[] = [
  { key: "home", to: paths.home, icon: IconHome },
  { key: "campaigns", to: paths.campaigns, icon: IconSpeakerphone },
  { key: "audience", to: paths.contacts, icon: IconUsers },
  { key: "templates", to: paths.templates, icon: IconTemplate },
  { key: "inbox", to: paths.inbox, icon: IconInbox },
  { key: "channels", to: paths.channels, icon: IconPlug },
  { key: "settings", to: paths.settings, icon: IconSettings },
];

/** What fits under a thumb; the rest is in "More". */
export const phoneDestinations = destinations.filter(({ key }) =>
  ["home", "campaigns", "inbox", "audience"].includes(key),
);
