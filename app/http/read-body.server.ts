import { err, ok, type Result } from "#core/result.ts";

/**
 * The body's very bytes, at most `maxBytes`. Stops reading at the limit, whatever Content-Length
 * claimed: a webhook's signature is over these bytes and a stranger may send any number of them.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Result<Uint8Array, "too-large" | "aborted">> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return err("too-large");
  if (!request.body) return ok(new Uint8Array());
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) {
        await reader.cancel();
        return err("too-large");
      }
      chunks.push(value);
    }
  } catch {
    // The caller hung up in the middle: there is nobody to answer and nothing to keep.
    return err("aborted");
  }
  return ok(Buffer.concat(chunks, size));
}
