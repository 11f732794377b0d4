/** When two stages were measured, in sentences; times in UTC. */
import type { MeasuredWhen } from './measured-when.ts';
import type { BlockDifference } from './statistics/paired-blocks.ts';

/** `2026-11-26 13:01–13:05 UTC`, `2026-11-26 23:58 – 2026-11-27 00:03 UTC`; the beginning alone where there is no end, or in the same minute. */
export const spanInWords = (startedAtUtc: string, endedAtUtc: string | null): string => {
	const [day, time] = [startedAtUtc.slice(0, 10), startedAtUtc.slice(11, 16)];
	if (endedAtUtc === null) return `${day} ${time} UTC`;
	const [lastDay, lastTime] = [endedAtUtc.slice(0, 10), endedAtUtc.slice(11, 16)];
	if (day === lastDay && time === lastTime) return `${day} ${time} UTC`;
	return day === lastDay
		? `${day} ${time}–${lastTime} UTC`
		: `${day} ${time} – ${lastDay} ${lastTime} UTC`;
};

const signed = (value: number, digits: number): string =>
	`${value < 0 ? '−' : ''}${Math.abs(value).toFixed(digits)}`;

/** As many decimal places as say something of a difference so sure. */
const digitsOf = ({ low, high }: BlockDifference): number => {
	const width = high - low;
	return width >= 10 ? 0 : width >= 1 ? 1 : 2;
};

const differenceInWords = (
	name: string,
	unit: string,
	difference: BlockDifference | null
): string[] => {
	if (difference === null) return [];
	const digits = digitsOf(difference);
	const { value, low, high } = difference;
	return [
		`${name} ${signed(value, digits)}${unit} (95 % ${signed(low, digits)} to ${signed(high, digits)})`
	];
};

/** One or two sentences. */
export const measuredWhenInWords = (when: MeasuredWhen): string => {
	if (when.kind === 'one-after-the-other') {
		const { a, b } = when;
		return `Measured one after the other: A ${spanInWords(a.startedAtUtc, a.endedAtUtc)}, B ${spanInWords(b.startedAtUtc, b.endedAtUtc)}. What changed between them is in every difference of their latencies.`;
	}
	const { pairs, startedAtUtc, endedAtUtc } = when;
	const turns = `A and B took turns in ${String(pairs)} blocks, ${spanInWords(startedAtUtc, endedAtUtc)}`;
	const differences = [
		...differenceInWords('median time to first token', ' ms', when.ttftMs),
		...differenceInWords('median answer', ' ms', when.e2eMs),
		...differenceInWords('answers', '/s', when.requestsPerS)
	];
	return differences.length === 0
		? `${turns}; a difference block by block takes two pairs.`
		: `${turns}. A − B, block by block (Student's t): ${differences.join('; ')}.`;
};

/** What a reader must know of two measurements that lie far apart; null where they do not. */
export const farApartInWords = (when: MeasuredWhen | null): string | null =>
	when?.kind === 'one-after-the-other' && when.isFarApart
		? `Measured ${String(Math.round(when.hoursApart))} hours apart: how fast a bought API is depends on the time of day.`
		: null;
