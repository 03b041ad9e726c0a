import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconClock, IconDownload, IconFileText } from "#app/components/ui/icons.ts";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import type { ItemMedia } from "#core/conversation/items.ts";
import styles from "./media-parts.module.css";
import thread from "./thread.module.css";

// Only who opens a photo loads the viewer.
const PhotoViewer = lazy(() => import("./photo-viewer.tsx"));

/** Photos as tiles that open large, the rest as files to download. */
export function MediaParts({ media }: { readonly media: readonly ItemMedia[] }) {
  const { t } = useTranslation("inbox");
  const [shown, setShown] = useState<number | null>(null);
  if (media.length === 0) return null;
  const photos = media.filter((one) => one.kind === "image" && one.state === "stored");
  const others = media.filter((one) => !photos.includes(one));
  return (
    <div className={styles.media}>
      {photos.length > 0 ? (
        <div className={photos.length > 1 ? styles.album : undefined}>
          {photos.map((photo, index) => (
            <button
              key={photo.mediaId}
              type="button"
              className={styles.photo}
              aria-label={t("thread.openPhoto", { name: photo.fileName })}
              onClick={() => setShown(index)}
            >
              <img src={paths.media(photo.mediaId)} alt="" loading="lazy" />
            </button>
          ))}
        </div>
      ) : null}
      {others.map((one) => (
        <OtherFile key={one.mediaId} file={one} />
      ))}
      {shown === null ? null : (
        <Suspense fallback={null}>
          <PhotoViewer photos={photos} index={shown} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </div>
  );
}

function OtherFile({ file }: { readonly file: ItemMedia }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const name = file.fileName || t("thread.unnamed");
  if (file.state !== "stored") return <MissingFile file={file} />;
  const address = paths.media(file.mediaId);
  if (file.kind === "video") {
    return (
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- people's own recordings have none
      <video controls preload="metadata" src={address} className={styles.video} aria-label={name} />
    );
  }
  if (file.kind === "audio") {
    return (
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- people's own recordings have none
      <audio controls preload="metadata" src={address} className={styles.audio} aria-label={name} />
    );
  }
  return (
    <a
      href={paths.mediaOriginal(file.mediaId)}
      className={styles.file}
      download
      aria-label={t("thread.downloadFile", { name })}
    >
      <IconFileText size={22} stroke={1.5} aria-hidden />
      <span>
        <strong>{name}</strong>
        <small>{format.bytes(file.bytes)}</small>
      </span>
      <IconDownload size={16} aria-hidden />
    </a>
  );
}

const reasons = ["type-refused", "too-large", "empty"] as const;

function MissingFile({ file }: { readonly file: ItemMedia }) {
  const { t } = useTranslation("inbox");
  const reason = reasons.find((one) => one === file.detail) ?? "other";
  const words =
    file.state === "pending"
      ? t("thread.pendingFile")
      : file.state === "expired"
        ? t("thread.expiredFile")
        : t("thread.refusedFile", { reason: t(`refused.${reason}`) });
  return (
    <p className={thread.missing}>
      <IconClock size={16} aria-hidden /> {words}
    </p>
  );
}
