/** Conversions between units. Every number in the project names its unit; this is the only place that changes one. */

/** Seconds → milliseconds. */
export const sToMs = (valueS: number): number => valueS * 1_000;

/** Milliseconds → seconds. */
export const msToS = (valueMs: number): number => valueMs / 1_000;

/** Nanoseconds → milliseconds. */
export const nsToMs = (valueNs: number): number => valueNs / 1_000_000;

/** Microseconds → milliseconds. */
export const usToMs = (valueUs: number): number => valueUs / 1_000;

/** Milliseconds → microseconds. */
export const msToUs = (valueMs: number): number => valueMs * 1_000;

/** Mebibytes → bytes. */
export const mibToBytes = (valueMib: number): number => valueMib * 1_048_576;

/** Bytes → mebibytes. */
export const bytesToMib = (valueBytes: number): number => valueBytes / 1_048_576;
