import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { AgainButton } from "./again-button.tsx";
import { LinkButton } from "./button.tsx";
import styles from "./error-panel.module.css";
import { Logo } from "./logo.tsx";

export interface ErrorPanelProps {
  /** HTTP status when the server answered on purpose. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
}

/** What happened, what is safe, what to do, and the number that finds it in the log. */
export function ErrorPanel({ status, requestId }: ErrorPanelProps) {
  const { t } = useTranslation("common");
  const words = wordsOf(status);
  return (
    <div className={styles.panel} role="alert">
      <Logo size={36} />
      <h1 className={styles.title}>{t(words.title)}</h1>
      {words.lines.map((line) => (
        <p key={line} className={styles.line}>
          {t(line)}
        </p>
      ))}
      {status === AWAY ? (
        <AgainButton />
      ) : (
        <LinkButton to={paths.home} kind="secondary">
          {t("error.home")}
        </LinkButton>
      )}
      {requestId ? <p className={styles.id}>{t("error.requestId", { id: requestId })}</p> : null}
    </div>
  );
}

const AWAY = 503;
function wordsOf(status: number | undefined) {
  switch (status) {
    case AWAY:
      return { title: "error.awayTitle", lines: ["error.away", "error.awayTodo"] } as const;
    case 404:
      return { title: "error.notFoundTitle", lines: ["error.notFound"] } as const;
    case 403:
      return { title: "error.forbiddenTitle", lines: ["error.forbidden"] } as const;
    case 429:
      return { title: "error.tooManyTitle", lines: ["error.tooMany"] } as const;
    default:
      return { title: "error.title", lines: ["error.safe", "error.todo"] } as const;
  }
}
