/** Days as people name them in a meeting, and as the notes of it have to. */
import { monthNames } from '../month-names.ts';

const dayMs = 86_400_000;
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const weekdayNames: Record<string, readonly string[]> = {
	en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
	de: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
	fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
	es: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo']
};

export const isIsoDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/u.test(text);

const isoOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** 0 is Monday. */
const weekdayOf = (day: string): number => (new Date(day).getUTCDay() + 6) % 7;

export const weekdayName = (day: string, language: string): string =>
	weekdayNames[language]?.[weekdayOf(day)] ?? '';

const ordinal = (day: number): string => {
	const last = day % 10;
	const isTeen = day > 10 && day < 14;
	const ending = isTeen || last === 0 || last > 3 ? 'th' : (['st', 'nd', 'rd'][last - 1] ?? 'th');
	return `${String(day)}${ending}`;
};

const partsOf = (day: string, language: string): { date: number; month: string } => ({
	date: Number(day.slice(8)),
	month: monthNames[language]?.[Number(day.slice(5, 7)) - 1] ?? ''
});

/** As it is said: `3rd of March`, `3. März`, `3 mars`, `3 de marzo`. */
export const spokenDay = (day: string, language: string): string => {
	const { date, month } = partsOf(day, language);
	switch (language) {
		case 'de':
			return `${String(date)}. ${month}`;
		case 'fr':
			return `${date === 1 ? '1er' : String(date)} ${month}`;
		case 'es':
			return `${String(date)} de ${month}`;
		default:
			return `${ordinal(date)} of ${month}`;
	}
};

/** What a reader would take for the day, the way that the prompt asks for first. */
export const spellingsOfDay = (day: string, language: string): string[] => {
	const { date, month } = partsOf(day, language);
	const number = String(date);
	const [, m = '', d = ''] = day.split('-');
	return [
		day,
		spokenDay(day, language),
		`${number} ${month}`,
		`${month} ${number}`,
		`${ordinal(date)} ${month}`,
		`${month} ${ordinal(date)}`,
		`${d}.${m}.${day.slice(0, 4)}`,
		`${number}.${String(Number(m))}.${day.slice(0, 4)}`,
		`${d}/${m}/${day.slice(0, 4)}`
	];
};

/**
 * The day that an expression means in a meeting held on a day: `fri/0` is the Friday of its week (Monday to Sunday), `fri/1` that of the
 * next; `+1` is the day after; `eom` the last of its month, `fonm` the first of the next; a day as YYYY-MM-DD is itself.
 */
export const dayOf = (expression: string, held: string): string => {
	if (isIsoDay(expression)) return expression;
	const heldMs = Date.parse(held);
	const ofWeek = /^([a-z]{3})\/(\d)$/u.exec(expression);
	if (ofWeek !== null && weekdays.includes(ofWeek[1] ?? '')) {
		const day = weekdays.indexOf(ofWeek[1] ?? '') + 7 * Number(ofWeek[2]) - weekdayOf(held);
		return isoOf(heldMs + day * dayMs);
	}
	const later = /^\+(\d+)$/u.exec(expression);
	if (later !== null) return isoOf(heldMs + Number(later[1]) * dayMs);
	const firstOfNext = Date.UTC(Number(held.slice(0, 4)), Number(held.slice(5, 7)), 1);
	if (expression === 'fonm') return isoOf(firstOfNext);
	if (expression === 'eom') return isoOf(firstOfNext - dayMs);
	throw new RangeError(`"${expression}" is no day`);
};
