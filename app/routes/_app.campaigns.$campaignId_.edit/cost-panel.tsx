import { useTranslation } from "react-i18next";
import { channelWord } from "#app/components/audience/filter-words.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { useFormat } from "#app/lib/format.ts";
import type { ChannelCost } from "#core/campaign/cost.ts";
import styles from "./review-step.module.css";

/** What it will cost as far as the accounts say; where they do not, that is said. */
export function CostPanel({ costs }: { readonly costs: readonly ChannelCost[] }) {
  const { t } = useTranslation("campaigns");
  return (
    <Panel title={t("review.cost")}>
      <div className={styles.section}>
        {costs.length === 0 ? <p>{t("review.costNobody")}</p> : null}
        <ul className={styles.costs}>
          {costs.map((cost) => (
            <li key={cost.channel}>
              <CostLine line={cost} />
            </li>
          ))}
        </ul>
        <Total costs={costs} />
        {costs.length > 0 ? <p className={styles.hint}>{t("review.costHint")}</p> : null}
      </div>
    </Panel>
  );
}

function CostLine({ line }: { readonly line: ChannelCost }) {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const format = useFormat();
  const range = useRange();
  const { channel, people: count, price, cost } = line;
  const words = { channel: channelWord(channel, say), count, unit: useUnit(line) };
  if (price && cost) {
    const { amount, currency } = price;
    const each = format.unitPrice(amount, currency);
    return t("review.costKnown", { ...words, price: each, total: range(cost) });
  }
  const why = channel === "whatsapp" ? ` ${t("review.costWhatsapp")}` : "";
  return `${t("review.costUnknown", words)}${why}`;
}

function useUnit({ channel, parts }: ChannelCost): string {
  const { t } = useTranslation("campaigns");
  if (channel !== "sms" || !parts) return t("review.costMessage");
  const { min, max } = parts;
  return min === max
    ? t("review.costParts", { count: max })
    : t("review.costPartsRange", { min, max });
}

type Sum = NonNullable<ChannelCost["cost"]>;

function useRange(): (sum: Sum) => string {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  return ({ min, max, currency }) => {
    const [from, to] = [format.money(min, currency), format.money(max, currency)];
    return from === to ? to : t("review.costRange", { from, to });
  };
}

/** Only where it adds something: several lines, all in one currency. */
function Total({ costs }: { readonly costs: readonly ChannelCost[] }) {
  const { t } = useTranslation("campaigns");
  const range = useRange();
  const known = costs.flatMap(({ cost }) => cost ?? []);
  const [first] = known;
  if (!first || costs.length < 2 || known.some(({ currency }) => currency !== first.currency)) {
    return null;
  }
  const sum = known.reduce((all, { min, max }) => ({
    ...all,
    min: all.min + min,
    max: all.max + max,
  }));
  const total = range(sum);
  const key = known.length === costs.length ? "review.costTotal" : "review.costTotalKnown";
  return (
    <p>
      <strong>{t(key, { total })}</strong>
    </p>
  );
}
