/** What the person wrote, without the mail they answered. Falls back to the whole text. */
export function ownWords(text: string): string {
  const whole = text.replace(/\r\n?/g, "\n").trim();
  const lines = whole.slice(0, TEXT_MAX).split("\n");
  const cut = lines.findIndex((_, index) => startsQuote(lines, index));
  const kept = (cut < 0 ? lines : lines.slice(0, cut)).filter((line) => !/^\s*>/.test(line));
  const end = kept.findIndex((line) => /^-- ?$/.test(line));
  const own = (end < 0 ? kept : kept.slice(0, end)).join("\n").trim();
  return own.length < 1 ? whole : own;
}

const TEXT_MAX = 256_000;

/** One line, or the first of up to three wrapped ones. */
const introductions = [
  /^on .{4,200}wrote:$/i,
  /^op .{4,200}(schreef|heeft .{1,120}geschreven):?/i,
  /^am .{4,200}schrieb.{0,120}:$/i,
  /^le .{4,200}a écrit ?:$/i,
  /^el .{4,200}escribió:$/i,
  /^(em|a) .{4,200}escreveu:$/i,
  /^il .{4,200}ha scritto:$/i,
  /^(w dniu|dnia) .{4,200}napisał.{0,20}:$/i,
  /^(den|kl\.) .{4,200}skrev.{0,120}:$/i,
];
const rulers = [
  /^-{2,}\s*(original message|oorspronkelijk bericht|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale)\s*-{2,}$/i,
  /^_{20,}$/,
  /^##- .{0,200} -##$/,
];
/** Outlook repeats the head of the mail without a ruler. */
const head = /^\*?(from|van|von|de|da|od|från|fra)\s?:\*?\s.+/i;
const headNext =
  /^\*?(sent|verzonden|gesendet|envoyé|enviado|inviato|date|datum|wysłano|skickat)\s?:/i;

function startsQuote(lines: readonly string[], index: number): boolean {
  const line = lines[index]?.trim() ?? "";
  if (line === "") return false;
  if (rulers.some((pattern) => pattern.test(line))) return true;
  const next = lines[index + 1]?.trim() ?? "";
  if (head.test(line) && headNext.test(next)) return true;
  const joined = [line, `${line} ${next}`, `${line} ${next} ${lines[index + 2]?.trim() ?? ""}`];
  return introductions.some((pattern) => joined.some((text) => pattern.test(text.trim())));
}
