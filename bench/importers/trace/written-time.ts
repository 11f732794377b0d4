/** A time as a log writes it: text with or without a zone, or a number whose unit is told by its size. */

export type TimeUnit = 's' | 'ms' | 'µs' | 'ns';
/** How a time was written: a number in a unit, or text that names its zone or none. */
export type TimeForm = TimeUnit | 'text with a zone' | 'text without a zone';

export type WrittenTime = { ms: number; form: TimeForm } | { problem: string };

/** 2010-01-01 and 2100-01-01, seconds since 1970: no log of a model is older, and the units do not overlap. */
const earliestS = 1_262_304_000;
const latestS = 4_102_444_800;

const perSecond: readonly [TimeUnit, number][] = [
	['s', 1],
	['ms', 1e3],
	['µs', 1e6],
	['ns', 1e9]
];

const numberOf = (value: number): WrittenTime => {
	for (const [unit, scale] of perSecond) {
		const seconds = value / scale;
		if (seconds >= earliestS && seconds < latestS) return { ms: seconds * 1e3, form: unit };
	}
	return {
		problem: `${String(value)} is no time from 2010 to 2100 in s, ms, µs or ns since 1970`
	};
};

const textPattern =
	/^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/iu;

const zoneOf = (zone: string): string => {
	if (/^(?:z|utc)$/iu.test(zone)) return 'Z';
	const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
	return `${zone[0] ?? '+'}${digits.slice(0, 2)}:${digits.slice(2)}`;
};

/** Milliseconds since 1970, UTC, of a written time. `naiveZone`, such as `+02:00` or `Z`, is that of text without one. */
export const writtenTime = (value: unknown, naiveZone: string): WrittenTime => {
	if (typeof value === 'number') return numberOf(value);
	if (typeof value !== 'string' || value.trim() === '')
		return { problem: 'missing; expected a time' };
	const text = value.trim();
	if (/^\d+(?:\.\d+)?$/u.test(text)) return numberOf(Number(text));
	const match = textPattern.exec(text);
	const [, day, clock = '00:00', fraction, zone] = match ?? [];
	if (day === undefined) {
		return { problem: `"${text.slice(0, 40)}" is no time; expected such as 2026-11-20T10:00:00Z` };
	}
	const seconds = clock.length === 5 ? `${clock}:00` : clock;
	const whole = Date.parse(`${day}T${seconds}${zone === undefined ? naiveZone : zoneOf(zone)}`);
	if (Number.isNaN(whole) || whole < earliestS * 1e3 || whole >= latestS * 1e3) {
		return { problem: `"${text.slice(0, 40)}" is no time from 2010 to 2100` };
	}
	const ms = whole + (fraction === undefined ? 0 : Number(`0.${fraction}`) * 1e3);
	return { ms, form: zone === undefined ? 'text without a zone' : 'text with a zone' };
};
