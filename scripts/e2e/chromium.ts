/** Debian's, unless another is named. */
export const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
