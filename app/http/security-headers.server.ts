import type { RequestHandler } from "express";

export interface HeaderOptions {
  readonly publicUrl: string;
  /** Vite's development server opens a socket and adds style elements of its own. */
  readonly isDevelopment: boolean;
  /** Its phones are shown beside the demo's stories; null = there is none, nothing is framed. */
  readonly simulatorOrigin: string | null;
}

const YEAR_S = 365 * 24 * 60 * 60;

/** Pages whose address is a secret must not tell it to the next site. */
const secretPaths = /^\/(reset|verify|invitations|preferences|unsubscribe|setup)(\/|$)/;

/** The widget's script, answers and files are used by our customers' sites. */
const framedPaths = /^\/widget(\/|\.js$)/;

export function securityHeaders(options: HeaderOptions): RequestHandler {
  const { publicUrl, isDevelopment, simulatorOrigin } = options;
  const isSecure = publicUrl.startsWith("https:");
  return (req, res, next) => {
    const isFramed = framedPaths.test(req.path);
    res.setHeader("X-Content-Type-Options", "nosniff");
    res.setHeader(
      "Referrer-Policy",
      secretPaths.test(req.path) ? "no-referrer" : "strict-origin-when-cross-origin",
    );
    res.setHeader("Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=()");
    res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    if (isSecure) {
      res.setHeader("Strict-Transport-Security", `max-age=${YEAR_S}; includeSubDomains`);
    }
    if (!isFramed) {
      res.setHeader("X-Frame-Options", "DENY");
      res.setHeader("Cross-Origin-Resource-Policy", "same-origin");
      const nonce = String(res.locals["nonce"]);
      res.setHeader(
        "Content-Security-Policy",
        contentPolicy(nonce, { isSecure, isDevelopment, simulatorOrigin }),
      );
    }
    next();
  };
}

interface PolicyOptions extends Omit<HeaderOptions, "publicUrl"> {
  readonly isSecure: boolean;
}

/**
 * No script runs without this response's nonce. Style attributes stay allowed: the kit sets sizes
 * with them, and they cannot run anything; style elements need the nonce like scripts.
 */
export function contentPolicy(nonce: string, options: PolicyOptions): string {
  const { isSecure, isDevelopment, simulatorOrigin } = options;
  const styles = isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  const lines = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src ${styles}`,
    `style-src-elem ${styles}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    `frame-src 'self'${simulatorOrigin === null ? "" : ` ${simulatorOrigin}`}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ];
  return lines.join("; ");
}
