/** What is said in one variant of a meeting, topic by topic. */
import { dayOf, isIsoDay, spokenDay, weekdayName } from './calendar.ts';
import { variants, type Meeting, type Topic, type Variant } from './material.ts';

/** One of the two times that a meeting is held. */
export interface Held {
	meeting: Meeting;
	variant: Variant;
	/** YYYY-MM-DD. */
	day: string;
}

export const heldAs = (meeting: Meeting, variant: Variant): Held => ({
	meeting,
	variant,
	day: meeting.held[variants.indexOf(variant) as 0 | 1]
});

/** Fills `{value}`, `{day|d}` and `{day|w}`. Throws a RangeError for a name that is neither a value nor a day. */
export const fillIn = (text: string, { meeting, variant, day }: Held): string =>
	text.replaceAll(/\{([^{}|]+)(?:\|([dw]))?\}/gu, (_, name: string, form?: string) => {
		const value = meeting.values[name]?.[variants.indexOf(variant) as 0 | 1] ?? dayOf(name, day);
		if (form === undefined) return value;
		if (!isIsoDay(value)) throw new RangeError(`{${name}} is no day`);
		return form === 'd' ? spokenDay(value, meeting.language) : weekdayName(value, meeting.language);
	});

/** Marks a place where somebody may interrupt. */
export const breakMark = '~';

/** The lines of a topic in one variant: what is said when its turn comes, and what is said of it later. */
export const linesOf = (topic: Topic, held: Held): { first: string[]; later: string[] } => {
	const parts: { first: string[]; later: string[] } = { first: [], later: [] };
	let part: 'first' | 'later' = 'first';
	let of: Variant | 'both' = 'both';
	for (const line of topic.talk.trim().split('\n')) {
		if (line === '---') {
			part = 'later';
			of = 'both';
		} else if (line === '=a' || line === '=b') {
			of = line === '=a' ? 'a' : 'b';
		} else if (of === 'both' || of === held.variant) {
			parts[part].push(fillIn(line, held));
		}
	}
	return parts;
};

export const firstNameOf = (person: string): string => person.split(' ')[0] ?? '';

/** `Ana Brightwell (head of production)` → `Ana Brightwell`. */
export const fullNameOf = (person: string): string => person.replace(/ \(.*$/u, '');
