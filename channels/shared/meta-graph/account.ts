import { z } from "zod";
import type { AccountField } from "../../contract.ts";

/** What every account reached over Meta's Graph API has. */
export const graphAccount = {
  accessToken: z.string().trim().min(1),
  /** Of the app that owns the webhook subscription; signs its calls. */
  appSecret: z.string().trim().min(1),
  /** Any word of ours; Meta repeats it when the webhook is set up. */
  verifyToken: z.string().trim().min(1),
  graphUrl: z.url().default("https://graph.facebook.com"),
  version: z
    .string()
    .regex(/^v\d+\.\d+$/, "A version looks like v25.0")
    .default("v25.0"),
};

export interface GraphAccount {
  readonly accessToken: string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly graphUrl: string;
  readonly version: string;
}

export const graphFields: readonly AccountField[] = [
  { key: "accessToken", label: "Access token", type: "secret" },
  {
    key: "appSecret",
    label: "App secret",
    type: "secret",
    help: "App settings, Basic. Signs what Meta sends us.",
  },
  {
    key: "verifyToken",
    label: "Verify token",
    type: "secret",
    isGenerated: true,
    help: "Enter the same word where the webhook is set up.",
  },
  { key: "version", label: "Graph version", type: "text", isOptional: true },
  { key: "graphUrl", label: "Graph address", type: "url", isOptional: true },
];
