import { useFetcher } from "@remix-run/react";
import { useState } from "react";

export interface AttachedFile {
  readonly mediaId: string;
  readonly fileName: string;
  readonly kind: string;
  readonly bytes: number;
}

type UploadAnswer =
  | { readonly ok: true; readonly intent: string; readonly media?: AttachedFile }
  | { readonly ok: false; readonly intent: string; readonly error: string };

/** Uploads as soon as a file is chosen, so that sending is only a click. */
export function useAttachment() {
  const fetcher = useFetcher<UploadAnswer>();
  const [cleared, setCleared] = useState<UploadAnswer | undefined>(undefined);
  const answer = fetcher.data === cleared ? undefined : fetcher.data;
  return {
    file: answer?.ok ? (answer.media ?? null) : null,
    error: answer?.ok === false ? answer.error : null,
    isBusy: fetcher.state !== "idle",
    upload: (file: File) => {
      const form = new FormData();
      form.set("file", file);
      fetcher.submit(form, { method: "post", encType: "multipart/form-data" });
    },
    clear: () => setCleared(fetcher.data),
  };
}
