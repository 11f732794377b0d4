import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparableText } from '#core/answer-text.ts';
import { saveReview } from '#db/answer-reviews.server.ts';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { answersSideBySide, itemFilters, type ItemFilter } from '#db/side-by-side.server.ts';
import { insertStage } from '#db/stages.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

interface Given {
	itemId: string;
	text: string;
	/** Null where no answer arrived. */
	passed: boolean | null;
	trial?: number;
}

/** A run `RUN` with the cell `RUN-cell` and these answers, ids `RUN-0` and so on. */
const store = async (
	database: Database,
	runId: string,
	given: readonly Given[],
	scenario: { scenarioId?: string; scenarioHash?: string } = {}
): Promise<void> => {
	const [cellId, stageId] = [`${runId}-cell`, `${runId}-stage`];
	await insertRun(database, sampleRun(runId), sampleOwner);
	await insertCell(database, sampleCell(cellId, runId, scenario));
	await insertStage(database, sampleStage(stageId, cellId));
	const writer = createWriter(database);
	for (const [ordinal, { itemId, text, passed, trial = 0 }] of given.entries()) {
		const id = `${runId}-${ordinal}`;
		const grade = passed === null ? null : { passed, score: Number(passed), details: { text } };
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stageId, { ordinal, itemId, trial }),
			answer: sampleAnswer(id, cellId, { itemId, trial, text, grade }),
			evidence: null
		});
	}
	await writer.close();
};

const filled = async (): Promise<Database> => {
	const database = await openTemporary(temporaryPath());
	await store(database, 'a', [
		{ itemId: 'i1', text: 'billing', passed: true },
		{ itemId: 'i2', text: 'outage', passed: false },
		{ itemId: 'i3', text: 'how-to', passed: true },
		{ itemId: 'i4', text: '', passed: null },
		{ itemId: 'i1', text: 'asked again', passed: false, trial: 1 },
		{ itemId: 'i5', text: 'first', passed: true },
		{ itemId: 'i5', text: 'retry', passed: true },
		{ itemId: 'i5', text: '', passed: null }
	]);
	await store(database, 'b', [
		{ itemId: 'i1', text: ' Billing ', passed: true },
		{ itemId: 'i2', text: 'bug', passed: false },
		{ itemId: 'i3', text: 'bug', passed: false },
		{ itemId: 'i6', text: 'only here', passed: true }
	]);
	return database;
};

const both = ['a-cell', 'b-cell'];

test('Answers of two runs stand side by side by item, with grade and what the grader saw.', async () => {
	const { items } = await answersSideBySide(await filled(), { cellIds: both, limit: 10 });
	expect(items.map(({ itemId }) => itemId)).toEqual(['i1', 'i2', 'i3', 'i4', 'i5', 'i6']);
	expect(items[2]).toEqual({
		itemId: 'i3',
		answers: [
			{
				attemptId: 'a-2',
				text: 'how-to',
				passed: true,
				score: 1,
				ungradedReason: null,
				textAbsence: null,
				details: { text: 'how-to' },
				reviews: []
			},
			{
				attemptId: 'b-2',
				text: 'bug',
				passed: false,
				score: 0,
				ungradedReason: null,
				textAbsence: null,
				details: { text: 'bug' },
				reviews: []
			}
		]
	});
	expect(items[3]?.answers).toMatchObject([{ text: '', passed: null, score: null }, null]);
	// Of several answers to the first asking, the last that was graded.
	expect(items[4]?.answers).toMatchObject([{ attemptId: 'a-6', text: 'retry' }, null]);
	expect(items[5]?.answers).toMatchObject([null, { text: 'only here' }]);
});

test('Each filter leaves its items and says how many the others leave.', async () => {
	const database = await filled();
	const review = { reviewer: 'Ines', thumb: 'down', comment: 'no' } as const;
	const reviewedAtUtc = '2026-11-20T10:00:00.000Z';
	await saveReview(database, { ...review, attemptId: 'b-0', reviewedAtUtc });
	await saveReview(database, { ...review, attemptId: 'a-4', reviewedAtUtc });
	await saveReview(database, { ...review, attemptId: 'a-1', reviewedAtUtc });
	const takenBack = { attemptId: 'a-1', thumb: null, comment: null, reviewedAtUtc };
	await saveReview(database, { ...review, ...takenBack });
	const left = async (filter: ItemFilter): Promise<string> => {
		const page = await answersSideBySide(database, { cellIds: both, filter, limit: 10 });
		expect(page.totals).toEqual({ all: 6, different: 2, failed: 2, flipped: 1, reviewed: 1 });
		return page.items.map(({ itemId }) => itemId).join(' ');
	};
	const found: Partial<Record<ItemFilter, string>> = {};
	for (const filter of itemFilters) found[filter] = await left(filter);
	expect(found).toEqual({
		all: 'i1 i2 i3 i4 i5 i6',
		different: 'i2 i3',
		failed: 'i2 i3',
		flipped: 'i3',
		reviewed: 'i1'
	});
	const [item] = (
		await answersSideBySide(database, { cellIds: both, filter: 'reviewed', limit: 1 })
	).items;
	expect(item?.answers[1]?.reviews).toEqual([{ ...review, attemptId: 'b-0', reviewedAtUtc }]);
	expect(item?.answers[0]?.reviews).toEqual([]);
});

test('Pages, later trials, one cell alone and the same cell twice.', async () => {
	const database = await filled();
	const page = await answersSideBySide(database, { cellIds: both, limit: 2, offset: 4 });
	expect(page.items.map(({ itemId }) => itemId)).toEqual(['i5', 'i6']);
	const again = await answersSideBySide(database, { cellIds: both, trial: 1, limit: 9 });
	expect(again.items).toMatchObject([{ itemId: 'i1', answers: [{ text: 'asked again' }, null] }]);
	const alone = await answersSideBySide(database, { cellIds: ['b-cell'], limit: 9 });
	expect(alone.totals).toEqual({ all: 4, different: 0, failed: 2, flipped: 0, reviewed: 0 });
	const twice = await answersSideBySide(database, { cellIds: ['b-cell', 'b-cell'], limit: 9 });
	expect(twice.totals).toMatchObject({ all: 4, different: 0 });
	expect(twice.items[0]?.answers[0]).toEqual(twice.items[0]?.answers[1]);
});

const trySets = fc.array(
	fc.record({
		// Ids that would be sorted, quoted or compared in another way as something other than a text.
		itemId: fc.constantFrom('i1', 'i10', 'i2', '7', '"', 'é'),
		text: fc.constantFrom(
			'',
			'bug',
			' Bug',
			'outage',
			'{"a": 1, "b": 2}',
			'{"b":2,"a":1}',
			'{"a":2}'
		),
		passed: fc.constantFrom(true, false, null),
		trial: fc.constantFrom(0, 0, 0, 1)
	}),
	{ maxLength: 14 }
);

/** The answer that stands for an item, found in the plainest way. */
const standingOf = (given: readonly Given[], itemId: string): Given | null => {
	const tries = given.filter((each) => each.itemId === itemId && (each.trial ?? 0) === 0);
	return tries.findLast(({ passed }) => passed !== null) ?? tries.at(-1) ?? null;
};

test('Whatever was tried how often, items, filters and counts are those of the answers that stand.', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(trySets, { minLength: 1, maxLength: 3 }), async (ofCells) => {
			const database = await openTemporary(temporaryPath());
			for (const [index, given] of ofCells.entries()) await store(database, `r${index}`, given);
			const cellIds = ofCells.map((_, index) => `r${index}-cell`);
			const firstTries = ofCells.flat().filter(({ trial }) => trial === 0);
			const rows = [...new Set(firstTries.map(({ itemId }) => itemId))].sort().map((itemId) => ({
				itemId,
				answers: ofCells.map((given) => standingOf(given, itemId))
			}));
			const has = (answers: (Given | null)[], passed: boolean) =>
				answers.some((answer) => answer?.passed === passed);
			const expected: Record<ItemFilter, typeof rows> = {
				all: rows,
				different: rows.filter(({ answers }) => {
					const texts = answers.flatMap((answer) => (answer ? [comparableText(answer.text)] : []));
					return new Set(texts).size > 1;
				}),
				failed: rows.filter(({ answers }) => has(answers, false)),
				flipped: rows.filter(({ answers }) => has(answers, false) && has(answers, true)),
				reviewed: []
			};
			for (const filter of itemFilters) {
				const { items, totals } = await answersSideBySide(database, {
					cellIds,
					filter,
					limit: 3,
					offset: 1
				});
				expect(items.map(({ itemId }) => itemId)).toEqual(
					expected[filter].slice(1, 4).map(({ itemId }) => itemId)
				);
				expect(
					items.map(({ answers }) =>
						answers.map((answer) => answer && { text: answer.text, passed: answer.passed })
					)
				).toEqual(
					expected[filter]
						.slice(1, 4)
						.map(({ answers }) =>
							answers.map((answer) => answer && { text: answer.text, passed: answer.passed })
						)
				);
				expect(totals).toEqual(
					Object.fromEntries(itemFilters.map((name) => [name, expected[name].length]))
				);
			}
			await database.close();
		}),
		{ numRuns: 15 }
	);
});

test('Cells that measured something else, unknown ones, none and too many are refused.', async () => {
	const database = await filled();
	await store(database, 'c', [], { scenarioHash: 'f00d' });
	const refused = (cellIds: string[]) =>
		expect(answersSideBySide(database, { cellIds, limit: 9 })).rejects;
	await refused(['a-cell', 'c-cell']).toMatchObject({
		code: 'E_USAGE',
		message:
			'the answers cannot be put side by side: the cells measured ticket-triage (beef), ticket-triage (f00d)'
	});
	await refused(['a-cell', 'x']).toMatchObject({
		code: 'E_NOT_FOUND',
		message: 'there is no cell "x"'
	});
	await refused([]).toMatchObject({ code: 'E_USAGE' });
	await refused(Array.from({ length: 9 }, () => 'a-cell')).toMatchObject({ code: 'E_USAGE' });
});
