/** What the notes of a meeting have to hold, out of the same material as its transcript. */
import type { RowsReference, WrittenRow } from '#core/grader-spec/json-rows.ts';
import { dayOf, isIsoDay, spellingsOfDay } from './calendar.ts';
import type { Outcome, Topic } from './material.ts';
import { spellingsOfNumber } from './number-spellings.ts';
import { fillIn, firstNameOf, fullNameOf, type Held } from './talk.ts';

type Row = RowsReference['lists'][string][number];

const spellings = (phrases: readonly string[], held: Held): string[] => [
	...new Set(
		phrases
			.map((phrase) => fillIn(phrase, held))
			.flatMap((phrase) =>
				isIsoDay(phrase)
					? spellingsOfDay(phrase, held.meeting.language)
					: spellingsOfNumber(phrase, held.meeting.language)
			)
	)
];

const outcomeOf = (topic: Topic, { variant }: Held): Outcome =>
	typeof topic.outcome === 'object' && 'a' in topic.outcome
		? topic.outcome[variant]
		: topic.outcome;

const decisionRow = (topic: Topic, item: number | null, held: Held): Row[] => {
	const outcome = outcomeOf(topic, held);
	if (outcome === 'none') return [];
	const row = (status: string, text: string | null): WrittenRow => ({
		fields: { item, outcome: status },
		text: text === null ? null : fillIn(text, held)
	});
	const decided = outcome.slips.map((slip) => row('decided', slip));
	if ('decision' in outcome) {
		return [
			{
				...row('decided', outcome.decision),
				says: outcome.says.map((phrases) => spellings(phrases, held)),
				never: spellings(outcome.never, held),
				slips: [...decided, row('open', null)]
			}
		];
	}
	const status = 'open' in outcome ? 'open' : 'not discussed';
	return [{ ...row(status, null), says: [], never: [], slips: decided }];
};

/** Outcomes of all points of the agenda, and what was decided beside it. */
export const decisionsOf = (held: Held): RowsReference => {
	let item = 0;
	const rows = held.meeting.topics.flatMap((topic) =>
		decisionRow(topic, topic.agenda === null ? null : ++item, held)
	);
	return { lists: { decisions: rows }, forbidden: forbiddenOf(held), invented: {} };
};

const of = <T>(lists: Partial<Record<'a' | 'b' | 'both', T[]>>, { variant }: Held): T[] => [
	...(lists.both ?? []),
	...(lists[variant] ?? [])
];

const forbiddenOf = (held: Held): string[] =>
	held.meeting.topics.flatMap(({ forbidden }) => of(forbidden, held));

/** All tasks that stand at the end. */
export const tasksOf = (held: Held): RowsReference => {
	const ownerOf = (first: string): string => {
		const person = held.meeting.people.find((each) => firstNameOf(each) === first);
		if (person === undefined) throw new RangeError(`nobody is called ${first}`);
		return fullNameOf(person);
	};
	const dueOf = (due: string | null): string | null =>
		due === null ? null : dayOf(fillIn(due, held), held.day);
	const row = (task: { who: string; due: string | null; task: string }): WrittenRow => ({
		fields: { owner: ownerOf(task.who), due: dueOf(task.due) },
		text: fillIn(task.task, held)
	});
	const { topics } = held.meeting;
	const rows = topics
		.flatMap(({ tasks }) => tasks)
		.filter((task) => task.in === undefined || task.in === held.variant)
		.map(({ says, never, slips, ...task }) => ({
			...row(task),
			says: says.map((phrases) => spellings(phrases, held)),
			never: spellings(never, held),
			slips: slips.map((slip) =>
				row({
					who: slip.who ?? task.who,
					due: slip.due === undefined ? task.due : slip.due,
					task: slip.task ?? task.task
				})
			)
		}));
	return {
		lists: { tasks: rows },
		forbidden: forbiddenOf(held),
		invented: { tasks: topics.flatMap(({ invented }) => of(invented, held)).map(row) }
	};
};
