/** Numbers as a reader wants them: a few significant digits, a unit, a dash where there is none. */

/** What stands where there is no value. */
export const missing = '–';

const minus = (text: string): string => text.replace('-', '−');

const number = (maximumFractionDigits: number, minimumFractionDigits = 0): Intl.NumberFormat =>
	new Intl.NumberFormat('en-US', { maximumFractionDigits, minimumFractionDigits });

const significant = (digits: number): Intl.NumberFormat =>
	new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits });

const whole = number(0);
const cents = number(2, 2);
const three = significant(3);

const scales = [
	{ from: 1e12, divisor: 1e12, suffix: ' T' },
	{ from: 1e9, divisor: 1e9, suffix: ' B' },
	{ from: 1e6, divisor: 1e6, suffix: ' M' },
	{ from: 1e3, divisor: 1e3, suffix: ' k' }
];

/** `118 M`, `1.24 k`, `87`: three digits, for volumes and counts. */
export const formatVolume = (value: number | null): string => {
	if (value === null) return missing;
	if (!Number.isFinite(value)) return value > 0 ? 'no end' : missing;
	const size = Math.abs(value);
	// What would round up to the next scale belongs to it: 999,950 is 1 M.
	const scale = scales.find(({ from }) => size >= from * 0.9995);
	return scale
		? minus(`${three.format(value / scale.divisor)}${scale.suffix}`)
		: minus(three.format(value));
};

/** `12,345`: every digit. */
export const formatWhole = (value: number | null): string =>
	value === null ? missing : minus(whole.format(value));

/** Decimal text or a number as USD: `$0.00123`, `$12.40`, `$12,345`, `$1.21 M`; the sign before the dollar. */
export const formatUsd = (value: string | number | null): string => {
	if (value === null) return missing;
	const usd = Number(value);
	const size = Math.abs(usd);
	const sign = usd < 0 ? '−' : '';
	if (size >= 999_950) return `${sign}$${formatVolume(size)}`;
	if (size >= 1_000) return `${sign}$${whole.format(size)}`;
	if (size >= 1 || size === 0) return `${sign}$${cents.format(size)}`;
	const text = three.format(size);
	// Dimes are written as cents: $0.40.
	return `${sign}$${/\.\d$/u.test(text) ? `${text}0` : text}`;
};

/** Digits behind the point that tell multiples of a step apart; no more than 8. */
const digitsOfStep = (step: number): number => {
	for (let digits = 0; digits < 8; digits++) {
		const scaled = step * 10 ** digits;
		if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
	}
	return 8;
};

/** USD on an axis whose ticks are `stepUsd` apart: `$0`, `$0.10`, `$5,000`, `$1.25 M`; all with as many digits as tell them apart. */
export const formatUsdTick = (usd: number, stepUsd: number): string => {
	const size = Math.abs(usd);
	// What a sum of steps leaves behind of nothing.
	if (size < stepUsd * 1e-6 || size === 0) return '$0';
	if (stepUsd <= 0 || size >= 1_000) return formatUsd(usd);
	const digits = digitsOfStep(stepUsd);
	return `${usd < 0 ? '−' : ''}$${number(digits, digits).format(size)}`;
};

/** A share of 1 as percent: `92 %`, `0.4 %`. */
export const formatShare = (share: number | string | null): string => {
	if (share === null) return missing;
	const percent = 100 * Number(share);
	const digits = Math.abs(percent) >= 10 || percent === 0 ? 0 : 1;
	return `${minus(number(digits).format(percent))} %`;
};

/** Milliseconds: `12.4 ms`, `812 ms`, `12.4 s`. */
export const formatMs = (ms: number | null): string => {
	if (ms === null) return missing;
	if (ms >= 10_000) return `${three.format(ms / 1_000)} s`;
	return `${three.format(ms)} ms`;
};

/** Three significant digits. */
export const formatNumber = (value: number | string | null): string =>
	value === null ? missing : minus(three.format(Number(value)));

/** `2026-11-25 13:40 UTC`. */
export const formatTime = (utc: string | null): string =>
	utc === null ? missing : `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`;

const ageUnits = [
	{ name: 'day', ms: 86_400_000 },
	{ name: 'hour', ms: 3_600_000 },
	{ name: 'minute', ms: 60_000 }
];

/** How long ago a moment was: `3 days ago`, `just now`. Both ISO 8601. */
export const formatAge = (utc: string, nowUtc: string): string => {
	const elapsedMs = Date.parse(nowUtc) - Date.parse(utc);
	const unit = ageUnits.find(({ ms }) => elapsedMs >= ms);
	if (!unit) return 'just now';
	const count = Math.floor(elapsedMs / unit.ms);
	return `${String(count)} ${unit.name}${count === 1 ? '' : 's'} ago`;
};

/** Milliseconds without their unit, for columns that name it: whole from 10 ms on, a decimal below. */
export const formatMsValue = (ms: number | null): string => {
	if (ms === null) return missing;
	return ms >= 10 ? whole.format(ms) : number(1, 1).format(ms);
};

/** Milliseconds on an axis: `0.5`, `20`, `5,000`. */
export const formatMsTick = (ms: number): string => number(2).format(ms);

/** How long something took: `840 ms`, `12.4 s`, `1:05 min`, `2:03 h`. */
export const formatDuration = (ms: number | null): string => {
	if (ms === null) return missing;
	if (ms < 59_950) return formatMs(ms);
	const unit = ms < 3_600_000 ? { ms: 60_000, name: 'min' } : { ms: 3_600_000, name: 'h' };
	const small = Math.floor((ms % unit.ms) / (unit.ms / 60));
	return `${whole.format(Math.floor(ms / unit.ms))}:${String(small).padStart(2, '0')} ${unit.name}`;
};

/** `92 % (88–95)`: a share with the ends of its interval. */
export const formatInterval = (
	proportion: { share: number | null; low: number | null; high: number | null } | null
): string => {
	if (proportion === null || proportion.share === null) return missing;
	const percent = (share: number | null): string =>
		share === null ? missing : whole.format(100 * share);
	const { share, low, high } = proportion;
	return `${percent(share)} % (${percent(low)}–${percent(high)})`;
};

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string =>
	`${formatWhole(count)} ${noun}${count === 1 ? '' : 's'}`;
