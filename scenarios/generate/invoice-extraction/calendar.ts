/** Days without a time zone, and how countries write them. */
import { monthNames } from '../month-names.ts';

/** `YYYY-MM-DD`. */
export type Day = string;

const dayMs = 86_400_000;

/** The day `days` after a day. */
export const addDays = (day: Day, days: number): Day =>
	new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** A day in a pattern such as `DD.MM.YYYY` or `D MMMM YYYY`. */
export const renderDay = (day: Day, pattern: string, language: string): string => {
	const [year = '', month = '', date = ''] = day.split('-');
	const name = monthNames[language]?.[Number(month) - 1] ?? month;
	const parts: Record<string, string> = {
		YYYY: year,
		YY: year.slice(2),
		MMMM: name,
		MMM: name.slice(0, 3),
		MM: month,
		M: String(Number(month)),
		DD: date,
		D: String(Number(date))
	};
	return pattern.replace(/YYYY|YY|MMMM|MMM|MM|M|DD|D/gu, (part) => parts[part] ?? part);
};
