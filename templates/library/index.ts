import { photoCall, tipRequest } from "./newsroom.ts";
import { appointment, boardingPass, deliveryUpdate } from "./service.ts";
import { backInStock, springOffer } from "./shop.ts";
import type { StarterTemplate } from "./starter.ts";

/** The gallery of a new template, in the order it is shown. */
export const starterTemplates: readonly StarterTemplate[] = [
  springOffer,
  photoCall,
  boardingPass,
  deliveryUpdate,
  tipRequest,
  backInStock,
  appointment,
];
