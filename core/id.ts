/** Prefixes make an id explain itself in a log line: `cmp_01J…` is a campaign. */
export const idPrefixes = {
  attribute: "att",
  account: "acc",
  audience: "aud",
  batch: "bat",
  campaign: "cmp",
  cannedReply: "can",
  consentEvent: "cev",
  contact: "con",
  conversation: "cnv",
  delivery: "dlv",
  import: "imp",
  invitation: "inv",
  list: "lst",
  media: "med",
  message: "msg",
  note: "not",
  receipt: "rec",
  revision: "rev",
  run: "run",
  segment: "seg",
  template: "tpl",
  view: "viw",
  workspace: "wsp",
} as const;

export type IdKind = keyof typeof idPrefixes;
