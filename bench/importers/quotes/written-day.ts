/** Reads days as vendors write them. Which number is the month is never guessed where it could be either. */

export type WrittenDay =
	/** `day` as YYYY-MM-DD; `isPlain` where it was written so. */
	| { state: 'read'; day: string; isPlain: boolean }
	/** The days that it could be, month first and day first. */
	| { state: 'ambiguous'; monthFirst: string; dayFirst: string };

const dayOf = (year: string, month: string, day: string): string | null => {
	const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
};

/** `2026-12-31`, `31.12.2026` (day first, as points are written) or `12/31/2026`; null where it is no day. */
export const writtenDay = (text: string): WrittenDay | null => {
	const plain = /^(\d{4}-\d{2}-\d{2})(T.*)?$/u.exec(text.trim())?.[1];
	if (plain !== undefined) return { state: 'read', day: plain, isPlain: true };
	const found = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/u.exec(text.trim());
	if (found === null) return null;
	const [, first = '', mark, second = '', year = ''] = found;
	const dayFirst = dayOf(year, second, first);
	const monthFirst = mark === '.' ? null : dayOf(year, first, second);
	if (dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst) {
		return { state: 'ambiguous', monthFirst, dayFirst };
	}
	const day = dayFirst ?? monthFirst;
	return day === null ? null : { state: 'read', day, isPlain: false };
};
