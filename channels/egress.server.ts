import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Only these are the public internet: private, loopback, metadata, multicast and the rest are not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === "ipv4") return parsed.range() === "unicast";
  const v6 = parsed as ipaddr.IPv6;
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address().range() === "unicast";
  // NAT64, 6to4, Teredo and friends carry an IPv4 address inside: their range is never "unicast".
  return v6.range() === "unicast";
}

export type Resolve = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const systemResolve: Resolve = (host, done) => dnsLookup(host, { all: true, verbatim: true }, done);

export class RefusedAddress extends Error {
  readonly code = "EREFUSEDADDRESS";
}

/**
 * The resolver of guarded connections: the addresses it checked are the ones connected to, so a name
 * that answers differently a moment later (DNS rebinding) gains nothing.
 */
export function guardedLookup(resolve: Resolve = systemResolve): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, addresses) => {
      if (error) return done(error, [], 0);
      const fine = addresses.filter((entry) => isPublicAddress(entry.address));
      const [first] = fine;
      // One private address among public ones is already an attempt.
      if (!first || fine.length < addresses.length) {
        return done(new RefusedAddress(`${host} is not a public address`), [], 0);
      }
      if (options.all) return done(null, fine, 0);
      done(null, first.address, first.family);
    });
  };
}

export interface UrlRules {
  /** Default: 80 and 443. */
  readonly ports?: readonly number[];
  /** Origins that may be private: the provider simulator's, an operator's EGRESS_ALLOWLIST. */
  readonly allowedOrigins?: readonly string[];
}

/** Why a URL somebody else chose may not be fetched; null = it may (its name is checked on connect). */
export function refusalOf(text: string, rules: UrlRules = {}): string | null {
  if (!URL.canParse(text)) return "not a URL";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "only http and https";
  if (url.username !== "" || url.password !== "") return "no login in the URL";
  if (rules.allowedOrigins?.includes(url.origin)) return null;
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  if (!(rules.ports ?? [80, 443]).includes(port)) return `port ${port} is not allowed`;
  // URL has already turned 0x7f.1, 2130706433 and the like into dotted form.
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : "not a public address";
  if (host === "localhost" || !host.includes(".")) return "not a public host";
  if (/\.(localhost|local|internal|home\.arpa)$/.test(host)) return "not a public host";
  return null;
}
