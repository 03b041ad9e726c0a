import { z } from "zod";
import type { Desk } from "../../desk.ts";
import type { SimAccount, SimChoice, SimContent, SimMedia } from "../../provider.ts";
import { fetchLink } from "./fetch-link.ts";
import { fillSlots, findTemplate } from "./templates.ts";

/** What stands in a send request → what the phone shows; refuses what the provider would refuse. */

interface Refusal {
  readonly code: number;
  readonly detail: string;
}

const textBody = z.object({ body: z.string().min(1).max(4_096) });

const mediaBody = z.object({
  link: z.string().optional(),
  id: z.string().optional(),
  caption: z.string().max(1_024).optional(),
  filename: z.string().optional(),
});

const reply = z.object({ id: z.string().max(256), title: z.string().min(1).max(20) });
const row = z.object({
  id: z.string().max(200),
  title: z.string().min(1).max(24),
  description: z.string().max(72).optional(),
});
const header = z.looseObject({ type: z.string(), text: z.string().max(60).optional() });
const interactive = z.object({
  type: z.string(),
  header: header.optional(),
  body: z.object({ text: z.string().min(1).max(4_096) }),
  footer: z.object({ text: z.string().max(60) }).optional(),
  action: z.object({
    buttons: z.array(z.object({ reply })).max(3).optional(),
    button: z.string().max(20).optional(),
    sections: z
      .array(z.object({ title: z.string().max(24).optional(), rows: z.array(row) }))
      .max(10)
      .optional(),
    parameters: z.object({ display_text: z.string().max(20), url: z.string() }).optional(),
  }),
});

const parameter = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  payload: z.string().optional(),
  parameter_name: z.string().optional(),
});
const template = z.object({
  name: z.string(),
  language: z.object({ code: z.string() }),
  components: z
    .array(
      z.object({
        type: z.string(),
        sub_type: z.string().optional(),
        index: z.string().optional(),
        parameters: z.array(parameter).optional(),
      }),
    )
    .default([]),
});
type TemplateBody = z.infer<typeof template>;

const mediaTypes: Record<string, { kind: SimMedia["kind"]; mimeType: string }> = {
  image: { kind: "image", mimeType: "image/jpeg" },
  video: { kind: "video", mimeType: "video/mp4" },
  audio: { kind: "audio", mimeType: "audio/mpeg" },
  document: { kind: "document", mimeType: "application/pdf" },
};

export function readContent(
  desk: Desk,
  account: SimAccount,
  phoneId: string | null,
  body: Readonly<Record<string, unknown>> & { readonly type: string },
): { readonly content: SimContent } | Refusal {
  const media = (type: string, value: unknown): SimMedia[] => readMedia(desk, phoneId, type, value);
  try {
    switch (body.type) {
      case "text": {
        const { body: text } = textBody.parse(body.text);
        return { content: { text, media: [], choices: [] } };
      }
      case "interactive":
        return { content: readInteractive(interactive.parse(body.interactive), media) };
      case "template":
        return readTemplate(account, template.parse(body.template), media);
      default: {
        const files = media(body.type, body[body.type]);
        const { caption } = mediaBody.parse(body[body.type]);
        return { content: { text: caption ?? "", media: files, choices: [] } };
      }
    }
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { code: 131_009, detail: z.prettifyError(error) };
  }
}

function readMedia(desk: Desk, phoneId: string | null, type: string, value: unknown): SimMedia[] {
  const known = mediaTypes[type];
  if (!known) return [];
  const { link, filename } = mediaBody.parse(value);
  const fileName = filename ?? `${type}.${known.mimeType.split("/")[1] ?? "bin"}`;
  return link ? [fetchLink(desk, phoneId, link, { ...known, fileName })] : [];
}

type ReadMedia = (type: string, value: unknown) => SimMedia[];

function readInteractive(given: z.infer<typeof interactive>, media: ReadMedia): SimContent {
  const { action } = given;
  const head = given.header;
  const rows = action.sections?.flatMap((section) => section.rows) ?? [];
  const choices: SimChoice[] = [
    ...(action.buttons?.map((button) => button.reply) ?? []),
    ...rows,
    ...(action.parameters
      ? [{ id: "url", title: action.parameters.display_text, url: action.parameters.url }]
      : []),
  ];
  return {
    text: given.body.text,
    header: head?.text,
    footer: given.footer?.text,
    media: head && head.type !== "text" ? media(head.type, head[head.type]) : [],
    choices,
    choicesLabel: action.button,
  };
}

function readTemplate(
  account: SimAccount,
  given: TemplateBody,
  media: ReadMedia,
): { readonly content: SimContent } | Refusal {
  const parametersOf = (type: string) =>
    given.components.find((component) => component.type === type)?.parameters ?? [];
  const texts = (type: string) =>
    parametersOf(type).map((one) => ({ name: one.parameter_name ?? "", text: one.text ?? "" }));
  const bad = texts("body").find((one) => one.text === "" || /[\n\t]| {5,}/.test(one.text));
  if (bad) return { code: 132_012, detail: "Parameter format does not match" };
  const known = findTemplate(account, given.name, given.language.code);
  const part = (type: string) => known?.components.find((one) => one.type.toUpperCase() === type);
  const body = part("BODY")?.text;
  const headText = part("HEADER")?.text;
  const file = parametersOf("header").find((one) => one.type in mediaTypes);
  const content: SimContent = {
    text: body
      ? fillSlots(body, texts("body"))
      : [`[${given.name}]`, ...texts("body").map((one) => one.text)].join("\n"),
    header: headText ? fillSlots(headText, texts("header")) : undefined,
    footer: part("FOOTER")?.text,
    media: file ? media(file.type, file[file.type]) : [],
    choices: templateChoices(given, part("BUTTONS")?.buttons ?? []),
  };
  return { content };
}

function templateChoices(
  given: TemplateBody,
  buttons: readonly {
    readonly type: string;
    readonly text: string;
    readonly url?: string | undefined;
  }[],
): SimChoice[] {
  const sent = given.components.filter((component) => component.type === "button");
  const valueAt = (index: number): string | undefined => {
    const value = sent.find((one) => one.index === String(index))?.parameters?.[0];
    return value?.payload ?? value?.text;
  };
  if (buttons.length === 0) {
    return sent.map((one, index) => {
      const value = one.parameters?.[0]?.payload ?? one.parameters?.[0]?.text ?? "";
      return one.sub_type === "url"
        ? { id: `url${index}`, title: "Open", url: value }
        : { id: value, title: value };
    });
  }
  return buttons.map((button, index) => {
    const value = valueAt(index);
    return button.url !== undefined
      ? {
          id: `url${index}`,
          title: button.text,
          url: fillSlots(button.url, [{ name: "1", text: value ?? "" }]),
        }
      : { id: value ?? button.text, title: button.text };
  });
}
