import styles from "./two-voices.module.css";

/** The idea in a picture: what goes out on one side, what comes back on the other. Decoration. */
export function TwoVoices() {
  return (
    <div className={styles.picture} aria-hidden="true">
      <div className={`${styles.bubble} ${styles.out}`}>
        <i style={{ width: 190 }} />
        <i style={{ width: 230 }} />
        <i style={{ width: 120 }} />
      </div>
      <div className={`${styles.bubble} ${styles.back}`}>
        <i style={{ width: 96 }} />
      </div>
      <div className={`${styles.bubble} ${styles.back}`}>
        <i style={{ width: 150 }} />
        <i style={{ width: 70 }} />
      </div>
      <div className={`${styles.bubble} ${styles.out}`}>
        <i style={{ width: 130 }} />
      </div>
    </div>
  );
}
