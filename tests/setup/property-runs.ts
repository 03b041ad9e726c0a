/**
 * How often a property is tried: `usual` in CI, and PROPERTY_FACTOR times as often for whoever wants to
 * look further (`PROPERTY_FACTOR=50 npm test`). Seeds are random; a failure prints its own.
 */
export function propertyRuns(usual = 100): number {
  return Math.ceil(usual * Number(process.env["PROPERTY_FACTOR"] ?? 1));
}
