import styles from "./voices-bar.module.css";

export interface BarPart {
  readonly key: string;
  readonly label: string;
  readonly count: number;
  /** A colour token: "var(--out)". Strength 0..1 fades it towards the ground. */
  readonly color: string;
  readonly strength?: number;
}

/** One bar, parts of a whole in order; the numbers stand in words beside it and in its name. */
export function VoicesBar({
  parts,
  total,
  label,
}: {
  readonly parts: readonly BarPart[];
  readonly total: number;
  readonly label: string;
}) {
  const words = parts.map((part) => `${part.label} ${part.count}`).join(", ");
  return (
    <div className={styles.bar} role="img" aria-label={`${label}: ${words}`}>
      {parts.map((part) => (
        <div
          key={part.key}
          className={styles.part}
          title={`${part.label}: ${part.count}`}
          style={{
            width: `${total === 0 ? 0 : (100 * part.count) / total}%`,
            background: `color-mix(in srgb, ${part.color} ${Math.round((part.strength ?? 1) * 100)}%, var(--line))`,
          }}
        />
      ))}
    </div>
  );
}
