import { audience } from "./audience.ts";
import { auth } from "./auth.ts";
import { campaigns } from "./campaigns.ts";
import { channels } from "./channels.ts";
import { common } from "./common.ts";
import { demo } from "./demo.ts";
import { home } from "./home.ts";
import { inbox } from "./inbox.ts";
import { segments } from "./segments.ts";
import { settings } from "./settings.ts";
import { templates } from "./templates.ts";
import { titles } from "./titles.ts";

export default {
  audience,
  auth,
  campaigns,
  channels,
  common,
  demo,
  home,
  inbox,
  segments,
  settings,
  templates,
  titles,
};
