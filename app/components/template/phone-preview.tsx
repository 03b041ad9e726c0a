import { useTranslation } from "react-i18next";
import { IconArrowLeft, IconFileText } from "#app/components/ui/icons.ts";
import type { Button as MessageButton, MediaRef, MessageContent } from "#core/message/message.ts";
import styles from "./phone-preview.module.css";

export interface PhonePreviewProps {
  /** Channel in the product's words: whatsapp, messenger, telegram, sms, email, web-chat. */
  readonly channel: string;
  /** null while nothing can be shown; `note` then says why. */
  readonly content: MessageContent | null;
  /** Our name as the person sees it. */
  readonly senderName: string;
  /** Wall time under the message, already in words. */
  readonly time: string;
  /** Said in place of a message, or under it: a missing value, a cut text. */
  readonly note?: string | undefined;
  /** Several side by side: the upper half of a screen is enough. */
  readonly isSmall?: boolean;
}

const skins: Readonly<Record<string, string | undefined>> = {
  whatsapp: styles.whatsapp,
  messenger: styles.messenger,
  telegram: styles.telegram,
  sms: styles.sms,
  email: styles.email,
  "web-chat": styles.webChat,
};

/** The person's own screen: what we send stands left, as a message that came in. */
export function PhonePreview(props: PhonePreviewProps) {
  const { channel, content, senderName, time, note, isSmall = false } = props;
  const { t } = useTranslation("templates");
  const name = t(`channel.${channel}` as "channel.sms", { defaultValue: channel });
  return (
    <figure
      className={`${styles.phone} ${skins[channel] ?? styles.sms}`}
      aria-label={t("preview.label", { channel: name })}
    >
      <div className={`${styles.screen} ${isSmall ? styles.small : ""}`}>
        <div className={styles.bar}>
          <IconArrowLeft size={16} stroke={1.8} aria-hidden />
          <span className={styles.mark} aria-hidden>
            {[...senderName][0] ?? ""}
          </span>
          <span className={styles.sender}>{senderName}</span>
        </div>
        <div className={styles.thread} tabIndex={0} role="region" aria-label={t("preview.message")}>
          {content ? <Message content={content} time={time} /> : null}
          {note ? <p className={styles.note}>{note}</p> : null}
        </div>
      </div>
      <figcaption className={styles.caption}>{name}</figcaption>
    </figure>
  );
}

function Message({ content, time }: { readonly content: MessageContent; readonly time: string }) {
  switch (content.type) {
    case "text":
      return <Bubble text={content.text} time={time} />;
    case "media":
      return <Bubble text={content.caption ?? ""} media={content.media} time={time} />;
    case "buttons":
      return (
        <>
          <Bubble text={content.text} media={content.media} time={time} />
          <Buttons buttons={content.buttons} />
        </>
      );
    case "list":
      return (
        <>
          <Bubble text={content.text} time={time} />
          <span className={styles.button}>{content.buttonLabel}</span>
        </>
      );
    case "template":
      return (
        <>
          <Bubble text={content.preview} media={headerMedia(content)} time={time} />
          <Buttons buttons={approvedButtons(content)} />
        </>
      );
    case "email":
      return <Mail content={content} time={time} />;
  }
}

function headerMedia(content: MessageContent & { type: "template" }): MediaRef | undefined {
  const { header } = content.template;
  return header && "media" in header ? header.media : undefined;
}

function approvedButtons(content: MessageContent & { type: "template" }) {
  return content.template.buttons.flatMap(({ title }) => (title === undefined ? [] : [{ title }]));
}

interface BubbleProps {
  readonly text: string;
  readonly media?: MediaRef | undefined;
  readonly time: string;
}

function Bubble({ text, media, time }: BubbleProps) {
  return (
    <div className={styles.bubble}>
      {media ? <Media media={media} /> : null}
      {text ? (
        <p className={styles.text} dir="auto">
          {text}
        </p>
      ) : null}
      <span className={styles.time}>{time}</span>
    </div>
  );
}

function Media({ media }: { readonly media: MediaRef }) {
  if (media.kind === "image") {
    return <img className={styles.image} src={`/media/${media.mediaId}`} alt={media.fileName} />;
  }
  return (
    <span className={styles.file}>
      <IconFileText size={28} stroke={1.4} aria-hidden />
      <span>{media.fileName}</span>
    </span>
  );
}

function Buttons({ buttons }: { readonly buttons: readonly Pick<MessageButton, "title">[] }) {
  if (buttons.length === 0) return null;
  return (
    <div className={styles.buttons}>
      {buttons.map((button, index) => (
        <span key={index} className={styles.button} dir="auto">
          {button.title}
        </span>
      ))}
    </div>
  );
}

/** The mail's HTML is a stranger's markup: it is shown in a frame without scripts, forms or origin. */
function Mail({
  content,
  time,
}: {
  readonly content: MessageContent & { type: "email" };
  readonly time: string;
}) {
  const { t } = useTranslation("templates");
  return (
    <div className={styles.mail}>
      <p className={styles.subject} dir="auto">
        {content.subject}
      </p>
      <p className={styles.mailTime}>{time}</p>
      {content.html === null ? (
        <p className={styles.text} dir="auto">
          {content.text}
        </p>
      ) : (
        <iframe
          className={styles.frame}
          sandbox=""
          title={t("preview.mailBody")}
          srcDoc={mailDocument(content.html)}
        />
      )}
      {content.attachments.map((media) => (
        <Media key={media.mediaId} media={media} />
      ))}
    </div>
  );
}

/**
 * A mail client's own defaults as attributes, since the page's policy lets no style element in. What
 * the policy would refuse (style sheets, scripts, pictures from elsewhere) is left out beforehand.
 */
function mailDocument(html: string): string {
  const body = html
    .replace(/<(style|script|title)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<(link|meta|base)\b[^>]*>/gi, "")
    .replace(/(<[^>]*?)\s(src|srcset|background)\s*=/gi, "$1 data-$2=");
  const look =
    "font:14px/1.5 system-ui,sans-serif;margin:0;background:#ffffff;color:#16211f;overflow-wrap:anywhere";
  return `<!doctype html><html><body style="${look}">${body}</body></html>`;
}
