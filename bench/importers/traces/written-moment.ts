/** A moment written as a date, without losing what is finer than a double of milliseconds since 1970 can hold. */
import { sToMs } from '#core/units.ts';
import { writtenTime } from '../trace/written-time.ts';

/** Whole seconds since 1970 and the rest, both ms; a problem in words where it is no date with a time. Without a zone it is UTC. */
export const writtenMoment = (text: string): { wholeMs: number; partMs: number } | string => {
	const expected = 'expected a date and time such as 2023-11-16 18:17:03.9799600';
	if (!/^\s*\d{4}-\d{2}-\d{2}[T ]/u.test(text)) return `${JSON.stringify(text)}; ${expected}`;
	const fraction = /[.,](\d+)/u.exec(text)?.[1];
	const time = writtenTime(text.replace(/[.,]\d+/u, ''), 'Z');
	if ('problem' in time) return `${time.problem}; ${expected}`;
	return { wholeMs: time.ms, partMs: fraction === undefined ? 0 : sToMs(Number(`0.${fraction}`)) };
};
