import { useTranslation } from "react-i18next";
import Lightbox from "yet-another-react-lightbox";
import Captions from "yet-another-react-lightbox/plugins/captions";
import Download from "yet-another-react-lightbox/plugins/download";
import Zoom from "yet-another-react-lightbox/plugins/zoom";
import "yet-another-react-lightbox/styles.css";
import "yet-another-react-lightbox/plugins/captions.css";
import { paths } from "#app/lib/paths.ts";
import type { ItemMedia } from "#core/conversation/items.ts";

export interface PhotoViewerProps {
  readonly photos: readonly ItemMedia[];
  readonly index: number;
  readonly onClose: () => void;
}

/** Zoom by wheel, keys or pinch; arrows walk the album; the original can be downloaded. */
export default function PhotoViewer({ photos, index, onClose }: PhotoViewerProps) {
  const { t } = useTranslation("inbox");
  return (
    <Lightbox
      open
      close={onClose}
      index={index}
      plugins={[Zoom, Download, Captions]}
      carousel={{ finite: true }}
      zoom={{ maxZoomPixelRatio: 5 }}
      labels={{ Download: t("thread.original") }}
      slides={photos.map((photo) => ({
        src: paths.media(photo.mediaId),
        alt: photo.fileName,
        title: photo.fileName,
        description: t("thread.exifRemoved"),
        download: { url: paths.mediaOriginal(photo.mediaId), filename: photo.fileName },
      }))}
    />
  );
}
