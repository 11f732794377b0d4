/**
 * Makes transcripts of meetings out of hand-written talk, each meeting held twice with another outcome, and the tasks and decisions that
 * the notes of each have to hold.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RowsReference } from '#core/grader-spec/json-rows.ts';
import { createRandom, shuffle } from '#core/random.ts';
import type { ScenarioItem } from '#core/scenario.ts';
import { chatterSchema, meetingSchema, variants, type Meeting } from './meeting-notes/material.ts';
import { decisionsOf, tasksOf } from './meeting-notes/reference.ts';
import { heldAs, linesOf, type Held } from './meeting-notes/talk.ts';
import { writeTranscript } from './meeting-notes/transcript.ts';

const seed = 20_261_126;
const folder = new URL('./meeting-notes/', import.meta.url);

/** Meetings, by the names of their files. */
const names = [
	'aldermoor',
	'almenara',
	'belorme',
	'calderrow',
	'cormier',
	'ferrowdale',
	'hohenaue',
	'kastner',
	'lindenbrueck',
	'nubeclara',
	'ostrey',
	'pellingham',
	'strandholt'
];

const read = (name: string): unknown => parse(readFileSync(new URL(name, folder), 'utf8'));

const tagsOf = (held: Held, reference: RowsReference): string[] => {
	const { topics } = held.meeting;
	return [
		...Object.keys(reference.lists),
		...(topics.some((topic) => linesOf(topic, held).later.length > 0) ? ['taken-up-again'] : []),
		...(reference.forbidden.length > 0 ? ['off-the-record'] : [])
	].sort();
};

/** The items of `meeting-notes` and the transcripts that they are about, always the same. */
export const generateMeetingNotes = (): {
	items: ScenarioItem[];
	documents: Record<string, string>;
} => {
	const chatter = chatterSchema.parse(read('chatter.yaml'));
	const meetings = names.map((name): [string, Meeting] => [
		name,
		meetingSchema.parse(read(`${name}.yaml`))
	]);
	const documents: Record<string, string> = {};
	const written = meetings.flatMap(([name, meeting]) =>
		variants.flatMap((variant) => {
			const held = heldAs(meeting, variant);
			const talk = chatter[meeting.language];
			if (talk === undefined) throw new RangeError(`no chatter in ${meeting.language}`);
			const file = `${name}-${held.day}.md`;
			documents[file] = writeTranscript(held, talk, createRandom(seed, file));
			return [tasksOf(held), decisionsOf(held)].map((reference) => ({
				input: { company: meeting.company, wanted: Object.keys(reference.lists)[0] ?? '' },
				documents: { transcript: file },
				reference,
				language: meeting.language,
				tags: tagsOf(held, reference)
			}));
		})
	);
	const items = shuffle(createRandom(seed, 'order'), written).map((item, index) => ({
		id: `notes-${String(index + 1).padStart(3, '0')}`,
		...item
	}));
	return { items, documents };
};
