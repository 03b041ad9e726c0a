import { faultKinds } from "../faults.ts";
import { describePhones, type PhoneView } from "../describe.ts";
import type { Desk } from "../desk.ts";
import { html, type Markup } from "./markup.ts";
import { threadMarkup } from "./thread.ts";

/** Which phones stand on the desk: `?people=ana,ben&adapter=whatsapp&story=flood&embed=1`. */
function chosen(desk: Desk, query: URLSearchParams): readonly PhoneView[] {
  const list = (name: string): string[] => query.get(name)?.split(",").filter(Boolean) ?? [];
  const [people, adapters, stories] = [list("people"), list("adapter"), list("story")];
  const has = (wanted: string[], value: string): boolean =>
    wanted.length === 0 || wanted.includes(value);
  return describePhones(desk)
    .filter(
      (phone) =>
        has(people, phone.personId) &&
        has(adapters, phone.adapterId) &&
        has(stories, phone.story ?? ""),
    )
    .toSorted((a, b) => (a.story ?? "~").localeCompare(b.story ?? "~") || b.lastAt - a.lastAt);
}

const skinNames: Record<PhoneView["skin"], string> = {
  whatsapp: "WhatsApp",
  messenger: "Messenger",
  telegram: "Telegram",
  sms: "SMS",
  mail: "Mail",
  web: "Web chat",
};

export function renderDesk(desk: Desk, query: URLSearchParams): string {
  const phones = chosen(desk, query);
  const isEmbedded = query.get("embed") === "1";
  const stories = [...new Set(describePhones(desk).map((phone) => phone.story ?? ""))];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Simulator</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/desk.css" />
        <script src="/desk.js" type="module"></script>
      </head>
      <body class="${isEmbedded ? "embedded" : ""}">
        ${isEmbedded ? html`<h1 class="quiet">Phones</h1>` : head(desk, query, stories)}
        <main class="table">
          ${phones.length === 0 ? empty(desk) : phones.map((phone) => phoneMarkup(phone))}
        </main>
        ${isEmbedded ? null : footer(desk)}
        <p class="notice" role="status" aria-live="polite" data-notice></p>
      </body>
    </html>`;
  return page.text;
}

function head(desk: Desk, query: URLSearchParams, stories: readonly string[]): Markup {
  const current = query.get("story");
  return html`<header class="head">
    <div>
      <h1>Simulator</h1>
      <p class="state">Nothing leaves this machine. These phones belong to invented people.</p>
    </div>
    ${
      stories.length > 1
        ? html`<nav class="stories" aria-label="Stories">
            <a href="/" ${current === null ? html`aria-current="page"` : null}>All phones</a>
            ${stories.map(
              (story) =>
                html`<a
                  href="/?story=${encodeURIComponent(story)}"
                  ${current === story ? html`aria-current="page"` : null}
                  >${story || "Others"}</a
                >`,
            )}
          </nav>`
        : null
    }
    ${desk.accounts().length > 0 ? faultPanel(desk) : null}
  </header>`;
}

const faultWords: Record<(typeof faultKinds)[number], string> = {
  throttle: "Too many requests (429, Retry-After)",
  "error-before": "500 before accepting",
  "error-after": "500 after accepting",
  timeout: "Accepted, then no answer",
  "reset-before": "Connection cut before accepting",
  "reset-after": "Connection cut after accepting",
  malformed: "Accepted, unreadable answer",
  empty: "Accepted, empty answer",
  slow: "Slow answer",
  "expired-token": "Expired token",
  "invalid-number": "Invalid number",
};

function faultPanel(desk: Desk): Markup {
  const faults = desk.faults.list();
  return html`<details class="faults">
    <summary>Faults${faults.length > 0 ? html` <b>${faults.length} on</b>` : null}</summary>
    <form data-fault>
      <label>
        Account
        <select name="accountId">
          ${desk
            .accounts()
            .map(
              (one) =>
                html`<option value="${one.accountId}">${one.name}, ${one.adapterId}</option>`,
            )}
        </select>
      </label>
      <label>
        What goes wrong
        <select name="kind">
          ${faultKinds.map((kind) => html`<option value="${kind}">${faultWords[kind]}</option>`)}
        </select>
      </label>
      <label>Times <input name="times" type="number" min="1" value="1" /></label>
      <button>Add</button>
      <button type="button" data-clear-faults>Clear all</button>
    </form>
    <ul>
      ${faults.map(
        (one) =>
          html`<li>
            ${desk.account(one.accountId)?.name ?? one.accountId}: ${faultWords[one.kind]},
            ${one.timesLeft === null ? "until cleared" : `${one.timesLeft} more`}
          </li>`,
      )}
    </ul>
  </details>`;
}

function footer(desk: Desk): Markup {
  const { delivered, waiting, lastError } = desk.callbacks.stats;
  return html`<footer class="foot">
    ${desk.ledger.total} messages accepted, ${delivered} calls to the app
    answered${waiting > 0 ? html`, ${waiting} waiting` : null}${
      lastError ? html`. Last trouble: ${lastError}` : null
    }
  </footer>`;
}

function empty(desk: Desk): Markup {
  const hasAccounts = desk.accounts().length > 0;
  return html`<section class="empty">
    <h2>No phones here</h2>
    <p>
      ${
        hasAccounts
          ? "No person matches. Every demo contact gets a phone for each channel that reaches them."
          : "Start Antiphon with its demo workspace, and its people's phones appear on this table."
      }
    </p>
  </section>`;
}

export function phoneMarkup(phone: PhoneView): Markup {
  const first = phone.threads[0];
  const id = phone.phoneId.replace(/[^\w-]/g, "-");
  return html`<article
    class="phone skin-${phone.skin}"
    data-phone="${phone.phoneId}"
    data-account="${first?.accountId ?? ""}"
    aria-label="${phone.personName}, ${skinNames[phone.skin]}"
  >
    <header class="owner">
      <strong>${phone.personName}</strong>
      <span>${skinNames[phone.skin]}</span>
    </header>
    <div class="screen">
      <div class="bar">
        <span class="avatar" aria-hidden="true">${(first?.name ?? "?").slice(0, 1)}</span>
        ${
          phone.threads.length > 1
            ? html`<select data-thread aria-label="Conversation with">
                ${phone.threads.map(
                  (one) => html`<option value="${one.accountId}">${one.name}</option>`,
                )}
              </select>`
            : html`<span class="with">${first?.name ?? "Nobody yet"}</span>`
        }
        <details class="menu">
          <summary aria-label="Options for ${phone.personName}">⋯</summary>
          <div class="items">
            <button data-do="stop">Say STOP</button>
            <button data-do="block">${first?.isBlocked ? "Unblock" : "Block"}</button>
            <button data-do="receipts" data-on="${phone.sendsReadReceipts ? "1" : ""}">
              ${phone.sendsReadReceipts ? "Switch read receipts off" : "Switch read receipts on"}
            </button>
          </div>
        </details>
      </div>
      <div class="messages" data-messages tabindex="0" aria-label="Messages">
        ${threadMarkup(phone, first?.accountId ?? null)}
      </div>
      <form class="composer" data-say>
        <details class="attach">
          <summary aria-label="Send a photo">+</summary>
          <div class="items">
            <button type="button" data-sample="flood">Photo: flooded street</button>
            <button type="button" data-sample="shop">Photo: flowers</button>
            <button type="button" data-sample="boarding">Photo: airplane</button>
            <label class="pick">
              A file of yours
              <input type="file" data-file accept="image/*,video/*,audio/*,application/pdf" />
            </label>
          </div>
        </details>
        <label class="quiet" for="say-${id}">Message from ${phone.personName}</label>
        <input id="say-${id}" name="text" placeholder="Message" autocomplete="off" />
        <button aria-label="Send">➤</button>
      </form>
    </div>
  </article>`;
}

export function renderThread(phone: PhoneView, accountId: string | null): string {
  return threadMarkup(phone, accountId ?? phone.threads[0]?.accountId ?? null).text;
}
