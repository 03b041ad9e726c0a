/** The product's languages: its pages' (app/lib/locales.ts) and those of mail about the account. */
export const mailLanguages = ["en", "nl"] as const;
export type MailLanguage = (typeof mailLanguages)[number];

export type AccountMail =
  | { readonly kind: "reset"; readonly link: string }
  | { readonly kind: "verification"; readonly link: string }
  | {
      readonly kind: "invitation";
      readonly link: string;
      readonly workspace: string;
      readonly inviter: string;
    };

export interface MailWords {
  readonly subject: string;
  readonly text: string;
}

/** Anything that is not a language of ours is read as English. */
export function mailLanguage(value: unknown): MailLanguage {
  return mailLanguages.find((language) => language === value) ?? "en";
}

export function mailWords(mail: AccountMail, language: MailLanguage): MailWords {
  const { subject, before, after } = paragraphs[language](mail);
  return { subject, text: [before, mail.link, ...(after ? [after] : [])].join("\n\n") };
}

interface Paragraphs {
  readonly subject: string;
  readonly before: string;
  readonly after?: string;
}

const paragraphs: Record<MailLanguage, (mail: AccountMail) => Paragraphs> = {
  en: english,
  nl: dutch,
};

function english(mail: AccountMail): Paragraphs {
  switch (mail.kind) {
    case "reset":
      return {
        subject: "Choose a new password for Antiphon",
        before:
          "Someone asked for a new password for this address. If it was you, open this link within an hour:",
        after: "If it was not you, do nothing: your password stays as it is.",
      };
    case "verification":
      return {
        subject: "Confirm your address for Antiphon",
        before: "Open this link within a day to confirm that this address is yours:",
        after: "If you have no account at Antiphon, do nothing.",
      };
    case "invitation":
      return {
        subject: `${mail.inviter} invites you to ${mail.workspace} on Antiphon`,
        before: `${mail.inviter} invites you to work together in ${mail.workspace}. Open this link within a week:`,
      };
  }
}

function dutch(mail: AccountMail): Paragraphs {
  switch (mail.kind) {
    case "reset":
      return {
        subject: "Kies een nieuw wachtwoord voor Antiphon",
        before:
          "Iemand vroeg een nieuw wachtwoord aan voor dit adres. Was jij dat, open dan binnen een uur deze link:",
        after: "Was jij het niet, doe dan niets: je wachtwoord blijft zoals het is.",
      };
    case "verification":
      return {
        subject: "Bevestig je adres voor Antiphon",
        before: "Open deze link binnen een dag om te bevestigen dat dit adres van jou is:",
        after: "Heb je geen account bij Antiphon, doe dan niets.",
      };
    case "invitation":
      return {
        subject: `${mail.inviter} nodigt je uit voor ${mail.workspace} op Antiphon`,
        before: `${mail.inviter} nodigt je uit om samen te werken in ${mail.workspace}. Open deze link binnen een week:`,
      };
  }
}
