export interface FilePart {
  readonly field: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** multipart/form-data with one file. `key` makes the boundary: the same message gives the same bytes. */
export function multipart(
  fields: Readonly<Record<string, unknown>>,
  file: FilePart,
  key: string,
): { readonly headers: Record<string, string>; readonly body: Uint8Array } {
  const boundary = `antiphon-${key.replace(/[^\w-]/g, "")}`;
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${plain(value)}\r\n`,
  );
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; ` +
    `filename="${quoted(file.fileName)}"\r\nContent-Type: ${quoted(file.mimeType)}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(parts.join("") + head),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { headers: { "content-type": `multipart/form-data; boundary=${boundary}` }, body };
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Browsers' own escaping of quoted names; a line break would end the header. */
function quoted(value: string): string {
  return value.replace(/"/g, "%22").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
