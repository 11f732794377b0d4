/** Conversions between units. Every number in the project names its unit; this is the only place that changes one. */
import { roundedText, toDecimal, type Decimal } from './decimal.ts';

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

/** Percentage points → share of all, 0 to 1. */
export const pointsToShare = (points: number): number => points / 100;

/** Mebibytes → bytes. */
export const mibToBytes = (valueMib: number): number => valueMib * 1_048_576;

/** Bytes → mebibytes. */
export const bytesToMib = (valueBytes: number): number => valueBytes / 1_048_576;

/** USD → millionths of a millionth of a dollar, a whole number as text, half rounded to even. */
export const usdToPicoUsd = (usd: Decimal): string => roundedText(usd.times(1e12), 0);

/** USD, decimal text → millionths of a millionth of a dollar, rounded up: what must not be passed is never made smaller. */
export const usdToPicoUsdUp = (usd: string): bigint =>
	BigInt(toDecimal(usd).times(1e12).round(0, 3).toFixed());

/** The same, rounded down: for the limit itself. */
export const usdToPicoUsdDown = (usd: string): bigint =>
	BigInt(toDecimal(usd).times(1e12).round(0, 0).toFixed());

/** Millionths of a millionth of a dollar, a whole number as text → USD, decimal text. */
export const picoUsdToUsd = (picoUsd: string): string => toDecimal(picoUsd).div(1e12).toFixed();
