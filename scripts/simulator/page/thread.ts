import type { PhoneView } from "../describe.ts";
import type { SimChoice, SimMedia, SimMessage } from "../provider.ts";
import { html, linked, type Markup } from "./markup.ts";

const dayFormat = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
});
const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export function threadMarkup(phone: PhoneView, accountId: string | null): Markup {
  const thread = phone.threads.find((one) => one.accountId === accountId);
  if (!thread || thread.messages.length === 0) {
    return html`<p class="hint">
      ${thread ? `Nothing from ${thread.name} yet. Write first, or wait for a campaign.` : "Nobody can reach this phone."}
    </p>`;
  }
  let day = "";
  return html`${thread.messages.map((message) => {
    const on = dayFormat.format(message.at);
    const isNew = on !== day;
    day = on;
    return [isNew && html`<p class="day">${on}</p>`, messageMarkup(phone, message)];
  })}${
    thread.isBlocked
      ? html`<p class="hint">${phone.personName} has blocked ${thread.name}.</p>`
      : null
  }`;
}

function messageMarkup(phone: PhoneView, message: SimMessage): Markup {
  const { content, by, at } = message;
  const quoted = message.inReplyTo ? findQuoted(phone, message) : null;
  const isMine = by === "person";
  return html`<div
    class="message ${isMine ? "mine" : "theirs"}"
    data-message="${message.messageId}"
  >
    <div class="bubble">
      ${quoted ? html`<p class="quote">${quoted.content.text || "A file"}</p>` : null}
      ${content.subject !== undefined ? html`<h3 class="subject">${content.subject}</h3>` : null}
      ${content.media.map((media) => mediaMarkup(media))}
      ${content.header ? html`<p class="title">${content.header}</p>` : null}
      ${
        content.html
          ? html`<iframe
              class="mail"
              title="Mail"
              sandbox="allow-popups"
              loading="lazy"
              src="/sim/mail/${encodeURIComponent(phone.phoneId)}?messageId=${encodeURIComponent(message.messageId)}"
            ></iframe>`
          : content.text
            ? html`<p class="text" dir="auto">${linked(content.text)}</p>`
            : null
      }
      ${content.footer ? html`<p class="footer">${content.footer}</p>` : null}
      <p class="when">
        <time datetime="${new Date(at).toISOString()}">${timeFormat.format(at)}</time>
      </p>
      ${message.reaction ? html`<span class="reaction">${message.reaction}</span>` : null}
    </div>
    ${choicesMarkup(content.choices, content.choicesLabel)}
    ${
      isMine
        ? null
        : html`<div class="gestures">
            <button data-react="❤️" aria-label="React with a heart">♡</button>
            <button data-quote aria-label="Answer this message">↩</button>
          </div>`
    }
  </div>`;
}

function findQuoted(phone: PhoneView, message: SimMessage): SimMessage | null {
  const all = phone.threads.flatMap((thread) => thread.messages);
  return all.find((one) => one.messageId === message.inReplyTo) ?? null;
}

function mediaMarkup(media: SimMedia): Markup {
  const url = `/sim/media/${encodeURIComponent(media.mediaId)}`;
  switch (media.kind) {
    case "image":
      return html`<a href="${url}" target="_blank" rel="noreferrer"
        ><img class="photo" src="${url}" alt="${media.fileName}"
      /></a>`;
    case "video":
      return html`<video class="photo" src="${url}" controls preload="metadata"></video>`;
    case "audio":
      return html`<audio src="${url}" controls preload="none"></audio>`;
    case "document":
      return html`<a class="file" href="${url}" target="_blank" rel="noreferrer"
        ><span aria-hidden="true">▤</span> ${media.fileName}</a
      >`;
  }
}

function choicesMarkup(choices: readonly SimChoice[], label: string | undefined): Markup | null {
  if (choices.length === 0) return null;
  const buttons = choices.map((choice) =>
    choice.url === undefined
      ? html`<button data-press="${choice.id}">
          ${choice.title}${choice.description ? html`<small>${choice.description}</small>` : null}
        </button>`
      : html`<a class="button" href="${choice.url}" target="_blank" rel="noreferrer"
          >${choice.title}</a
        >`,
  );
  return label === undefined
    ? html`<div class="choices">${buttons}</div>`
    : html`<details class="choices list">
        <summary>${label}</summary>
        ${buttons}
      </details>`;
}
