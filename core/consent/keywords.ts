import { firstLine, fold } from "./spoken.ts";

/** STOP, START and HELP words people write back, and how a message is read for them. */

export type KeywordKind = "stop" | "start" | "help";

export interface KeywordMatch {
  readonly kind: KeywordKind;
  /** Language of the word: the confirmation is written in it. */
  readonly locale: string;
}

interface Words {
  readonly locale: string;
  readonly stop: readonly string[];
  readonly start: readonly string[];
  readonly help: readonly string[];
}

/**
 * Earlier rows win where languages share a word. The English rows are the lists carriers and the FCC
 * name; ARRET and AIDE are required in Canada. Other rows want a native speaker's look.
 */
const languages: readonly Words[] = [
  {
    locale: "en",
    stop: [
      "STOP",
      "STOPALL",
      "STOP ALL",
      "UNSUBSCRIBE",
      "UNSUB",
      "CANCEL",
      "END",
      "QUIT",
      "REVOKE",
      "OPTOUT",
      "OPT OUT",
      "REMOVE",
    ],
    start: ["START", "UNSTOP", "SUBSCRIBE", "YES"],
    help: ["HELP", "INFO"],
  },
  {
    locale: "nl",
    stop: ["AFMELDEN", "UITSCHRIJVEN", "STOPPEN"],
    start: ["AANMELDEN"],
    help: [],
  },
  {
    locale: "fr",
    stop: ["ARRET", "ARRETER", "DESABONNER", "DESINSCRIRE", "FIN"],
    start: ["REPRENDRE", "OUI"],
    help: ["AIDE"],
  },
  {
    locale: "de",
    stop: ["STOPP", "ABMELDEN", "ABBESTELLEN", "ENDE"],
    start: ["ANMELDEN"],
    help: ["HILFE"],
  },
  {
    locale: "es",
    stop: ["ALTO", "BAJA", "PARAR", "CANCELAR"],
    start: ["ALTA", "INICIAR", "EMPEZAR"],
    help: ["AYUDA"],
  },
  { locale: "pt", stop: ["SAIR", "REMOVER"], start: ["VOLTAR"], help: ["AJUDA"] },
  {
    locale: "it",
    stop: ["FERMA", "ANNULLA", "DISISCRIVI", "CANCELLA"],
    start: ["INIZIA", "ISCRIVI"],
    help: ["AIUTO"],
  },
  { locale: "pl", stop: ["KONIEC", "WYPISZ", "REZYGNUJE"], start: [], help: ["POMOC"] },
  { locale: "sv", stop: ["AVSLUTA"], start: [], help: ["HJÄLP"] },
  { locale: "da", stop: ["AFMELD"], start: [], help: ["HJÆLP"] },
  { locale: "no", stop: ["AVSLUTT"], start: [], help: ["HJELP"] },
  { locale: "tr", stop: ["DUR", "IPTAL", "RET"], start: ["BASLA"], help: ["YARDIM"] },
  { locale: "ru", stop: ["СТОП", "ОТПИСАТЬСЯ"], start: ["СТАРТ"], help: ["ПОМОЩЬ"] },
  { locale: "uk", stop: ["ВІДПИСАТИСЯ"], start: [], help: ["ДОПОМОГА"] },
  { locale: "ar", stop: ["توقف", "الغاء"], start: ["ابدأ"], help: ["مساعدة"] },
  { locale: "he", stop: ["הסר", "עצור"], start: ["התחל"], help: ["עזרה"] },
  { locale: "zh", stop: ["退订", "TD", "停止"], start: ["订阅"], help: ["帮助"] },
  { locale: "ja", stop: ["配信停止"], start: ["開始"], help: ["ヘルプ"] },
  { locale: "ko", stop: ["수신거부", "중지"], start: ["시작"], help: ["도움말"] },
];

/** Clear enough to count when a few words follow ("STOP please"). */
const strong = new Set(
  [
    "STOP",
    "STOPALL",
    "STOPP",
    "UNSUBSCRIBE",
    "ARRET",
    "ABMELDEN",
    "AFMELDEN",
    "UITSCHRIJVEN",
    "СТОП",
  ].map(fold),
);
const wordsAfterStrong = 3;

/** An answer to any question in a chat; only carriers of text messages read them as keywords. */
const smsOnly = new Set(["YES", "OUI", "INFO"].map(fold));

const table = new Map<string, KeywordMatch>();
for (const { locale, ...words } of languages) {
  for (const kind of ["stop", "start", "help"] as const) {
    for (const word of words[kind]) {
      const key = fold(word);
      if (!table.has(key)) table.set(key, { kind, locale });
    }
  }
}

/**
 * The keyword a message is, or null. The whole text must be the word, except that a strong STOP word
 * may be followed by up to three others, and a slash command by its argument. Weak words (END, CANCEL,
 * FIN …) count only alone. `channel` as in consent ("sms", "email", …); absent reads all words.
 */
export function matchKeyword(text: string, channel?: string): KeywordMatch | null {
  const spoken = channel === "email" ? firstLine(text) : text;
  if (spoken.length > 200) return null;
  const isCommand = /^\s*\/\p{L}+/u.test(spoken);
  const folded = fold(spoken);
  const whole = table.get(folded);
  if (whole) return channel && channel !== "sms" && smsOnly.has(folded) ? null : whole;
  const [first = "", ...rest] = folded.split(" ");
  const match = table.get(first);
  if (!match) return null;
  if (isCommand && (match.kind !== "help" || rest.length === 0)) return match;
  return match.kind === "stop" && strong.has(first) && rest.length <= wordsAfterStrong
    ? match
    : null;
}
