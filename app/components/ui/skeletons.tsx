import { useTranslation } from "react-i18next";
import styles from "./skeletons.module.css";

const widths = ["62%", "44%", "71%", "53%", "38%", "66%", "49%", "58%"];

function Late({ children }: { readonly children: React.ReactNode }) {
  const { t } = useTranslation("common");
  return (
    <div className={styles.late} role="status" aria-label={t("loading")}>
      {children}
    </div>
  );
}

function Bone({
  width,
  height = 12,
}: {
  readonly width: string | number;
  readonly height?: number;
}) {
  return <div className={styles.bone} style={{ width, height }} />;
}

export function TableSkeleton({ rows = 8 }: { readonly rows?: number }) {
  return (
    <Late>
      <div className={styles.rows}>
        {Array.from({ length: rows }, (_, index) => (
          <div className={styles.row} key={index}>
            <Bone width={16} height={16} />
            <div style={{ flex: 2 }}>
              <Bone width={widths[index % widths.length] ?? "60%"} />
            </div>
            <div style={{ flex: 1 }}>
              <Bone width="50%" />
            </div>
            <Bone width={56} />
          </div>
        ))}
      </div>
    </Late>
  );
}

export function TextSkeleton({ lines = 4 }: { readonly lines?: number }) {
  return (
    <Late>
      <div className={styles.lines}>
        {Array.from({ length: lines }, (_, index) => (
          <Bone key={index} width={widths[index % widths.length] ?? "60%"} />
        ))}
      </div>
    </Late>
  );
}
