/** What the makers of long schedules have in common: markup of clauses, with values for questions about some of them. */
import { pick, randomInt, type RandomSource } from '#core/random.ts';

export interface Schedule {
	markup: string;
	/** By name, for `{name}` in the contract and in its questions. */
	values: Record<string, string>;
}

const months = [
	...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
	...['August', 'September', 'October', 'November', 'December']
];

/** The last day of a month; `us` with the month first. */
export const lastDay = (year: number, month: number): { day: string; us: string } => {
	const date = String(new Date(Date.UTC(year, month, 0)).getUTCDate());
	const name = months[month - 1] ?? '';
	return {
		day: `${date} ${name} ${String(year)}`,
		us: `${name} ${date} ${String(year)}`
	};
};

/** The first day of a month. */
export const firstDay = (year: number, month: number): string =>
	`1 ${months[month - 1] ?? ''} ${String(year)}`;

/** 12345 → `12,345`. */
export const grouped = (value: number): string =>
	String(value).replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');

/** A multiple of `step` from `low` to `high`. */
export const between = (random: RandomSource, low: number, high: number, step = 1): number =>
	low + step * randomInt(random, Math.floor((high - low) / step) + 1);

/** Some of a list, in its order. */
export const some = <T>(random: RandomSource, list: readonly T[], count: number): T[] => {
	const left = list.map((_, index) => index);
	const chosen = Array.from({ length: count }, () => {
		const index = pick(random, left);
		left.splice(left.indexOf(index), 1);
		return index;
	});
	return chosen.sort((a, b) => a - b).map((index) => list[index] as T);
};

export const twoDigits = (value: number): string => String(value).padStart(2, '0');
