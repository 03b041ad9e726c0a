// The desk's only script: sends what a person does, and swaps in threads that changed.

/** @param {string} path @param {unknown} [body] @param {string} [method] */
async function call(path, body, method = "POST") {
  const answer = await fetch(`/sim/api/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(method === "POST" ? { body: JSON.stringify(body ?? {}) } : {}),
  });
  const result = await answer.json().catch(() => ({ error: "the simulator did not answer" }));
  notice(result.error ? `That did not work: ${result.error}` : "");
  return answer.ok;
}

/** @param {string} text */
function notice(text) {
  const place = document.querySelector("[data-notice]");
  if (place) place.textContent = text;
}

/** @param {EventTarget | null} target @param {string} selector */
function closest(target, selector) {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

/** @param {HTMLElement} phone */
function phonePath(phone) {
  return `phones/${encodeURIComponent(phone.dataset.phone ?? "")}`;
}

/** What the next message of a phone quotes. @type {WeakMap<HTMLElement, string>} */
const quotes = new WeakMap();

/** @param {HTMLElement} phone */
async function refresh(phone) {
  const { phone: id = "", account = "" } = phone.dataset;
  const query = new URLSearchParams({ accountId: account });
  const answer = await fetch(`/sim/thread/${encodeURIComponent(id)}?${query}`);
  const place = phone.querySelector("[data-messages]");
  if (!answer.ok || !place) return;
  place.innerHTML = await answer.text();
  place.scrollTop = place.scrollHeight;
}

/** @param {HTMLElement} phone */
function read(phone) {
  return call(`${phonePath(phone)}/read`, { accountId: phone.dataset.account });
}

/** @param {HTMLElement} phone @param {Record<string, unknown>} body @param {string} verb */
async function send(phone, verb, body) {
  const inReplyTo = quotes.get(phone);
  quotes.delete(phone);
  phone.querySelector(".quoted")?.classList.remove("quoted");
  const accountId = phone.dataset.account || undefined;
  return call(`${phonePath(phone)}/${verb}`, { accountId, inReplyTo, ...body });
}

/** @param {File} file */
async function asUpload(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  const mimeType = file.type || "application/octet-stream";
  return { fileName: file.name, mimeType, base64: btoa(binary) };
}

/** @param {Event} event */
async function onSubmit(event) {
  event.preventDefault();
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const data = new FormData(form);
  if (form.matches("[data-fault]")) {
    const { accountId, kind } = Object.fromEntries(data);
    if (await call("faults", { accountId, kind, times: Number(data.get("times")) }))
      location.reload();
    return;
  }
  const phone = closest(form, "[data-phone]");
  const text = String(data.get("text") ?? "").trim();
  if (!phone || text === "") return;
  form.reset();
  await send(phone, "say", { text });
}
document.addEventListener("submit", (event) => void onSubmit(event));

/** @param {Event} event */
async function onClick(event) {
  const button = closest(event.target, "button");
  const phone = closest(event.target, "[data-phone]");
  if (button?.matches("[data-clear-faults]") && (await call("faults", null, "DELETE"))) {
    location.reload();
  }
  if (!phone) return;
  const messageId = closest(event.target, "[data-message]")?.dataset.message;
  const { press, react, sample, do: deed } = button?.dataset ?? {};
  if (press !== undefined) await call(`${phonePath(phone)}/press`, { messageId, choiceId: press });
  else if (react !== undefined)
    await call(`${phonePath(phone)}/react`, { messageId, emoji: react });
  else if (sample !== undefined) await send(phone, "photo", { sample });
  else if (button?.matches("[data-quote]") && messageId) quote(phone, messageId);
  else if (deed !== undefined && button) await act(phone, deed, button);
  else if (closest(event.target, "[data-messages]")) await read(phone);
  if (button)
    for (const open of phone.querySelectorAll("details.menu[open], details.attach[open]"))
      open.removeAttribute("open");
}
document.addEventListener("click", (event) => void onClick(event));

/** @param {HTMLElement} phone @param {string} messageId */
function quote(phone, messageId) {
  quotes.set(phone, messageId);
  for (const one of phone.querySelectorAll("[data-message]")) {
    const isIt = one instanceof HTMLElement && one.dataset.message === messageId;
    one.classList.toggle("quoted", isIt);
  }
  phone.querySelector("input")?.focus();
}

/** @param {HTMLElement} phone @param {string} deed @param {HTMLElement} button */
async function act(phone, deed, button) {
  const accountId = phone.dataset.account;
  if (deed === "stop") return send(phone, "say", { text: "STOP" });
  if (deed === "block") {
    const isBlocked = button.textContent?.trim() === "Block";
    const isDone = await call(`${phonePath(phone)}/block`, { isBlocked, accountId });
    if (isDone) button.textContent = isBlocked ? "Unblock" : "Block";
    return;
  }
  const isOn = button.dataset.on !== "1";
  if (!(await call(`${phonePath(phone)}/receipts`, { isOn }))) return;
  button.dataset.on = isOn ? "1" : "";
  button.textContent = isOn ? "Switch read receipts off" : "Switch read receipts on";
}

/** @param {Event} event */
async function onChange(event) {
  const phone = closest(event.target, "[data-phone]");
  if (!phone) return;
  if (event.target instanceof HTMLSelectElement) {
    phone.dataset.account = event.target.value;
    await refresh(phone);
  }
  if (event.target instanceof HTMLInputElement && event.target.type === "file") {
    const [file] = event.target.files ?? [];
    if (file) await send(phone, "photo", { file: await asUpload(file) });
    event.target.value = "";
  }
}
document.addEventListener("change", (event) => void onChange(event));

// Escape closes an open menu and gives the focus back to what opened it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = closest(event.target, "details[open]");
  open?.removeAttribute("open");
  open?.querySelector("summary")?.focus();
});

for (const place of document.querySelectorAll("[data-messages]"))
  place.scrollTop = place.scrollHeight;

const events = new EventSource("/sim/events");
events.addEventListener("message", (event) => {
  /** @type {string[]} */
  const changed = JSON.parse(event.data);
  // "" = people or accounts changed; a phone that is new here needs the page as well.
  const isTyping =
    document.activeElement instanceof HTMLInputElement && document.activeElement.value !== "";
  if (changed.includes("") && !isTyping) return location.reload();
  for (const phone of document.querySelectorAll("[data-phone]")) {
    if (phone instanceof HTMLElement && changed.includes(phone.dataset.phone ?? ""))
      void refresh(phone);
  }
});
let wasAway = false;
events.addEventListener("error", () => {
  wasAway = true;
  notice("The simulator is away; this page waits for it.");
});
events.addEventListener("open", () => {
  if (wasAway) location.reload();
});
