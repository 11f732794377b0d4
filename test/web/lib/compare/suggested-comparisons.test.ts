import { expect, test } from 'vitest';
import { suggestedComparisons } from '#lib/compare/suggested-comparisons.ts';

const cell = (runId: string, scenarioHash: string, targetId: string) => ({
	runId,
	scenarioHash,
	targetId
});
const named = (cells: Parameters<typeof suggestedComparisons>[0], most?: number) =>
	suggestedComparisons(cells, most).map(
		({ kind, a, b }) => `${kind}: ${a.runId} ${a.targetId} / ${b.runId} ${b.targetId}`
	);

test('targets of the newest run on the same items come first, then a target now and then', () => {
	const cells = [
		cell('new', 'beef', 'gpu'),
		cell('new', 'beef', 'api'),
		cell('new', 'cafe', 'gpu'),
		cell('middle', 'beef', 'gpu'),
		cell('middle', 'other', 'api'),
		cell('old', 'beef', 'gpu'),
		cell('old', 'beef', 'api')
	];
	expect(named(cells)).toStrictEqual([
		'same-run: new gpu / new api',
		'then-and-now: new gpu / middle gpu',
		'then-and-now: new api / old api'
	]);
});

test('targets of older runs follow, where no newer run has measured them together', () => {
	const cells = [
		cell('new', 'beef', 'gpu'),
		cell('new', 'beef', 'api'),
		cell('middle', 'cafe', 'own'),
		cell('middle', 'cafe', 'other'),
		cell('old', 'cafe', 'other'),
		cell('old', 'cafe', 'own'),
		cell('old', 'beef', 'api'),
		cell('old', 'beef', 'gpu')
	];
	expect(named(cells)).toStrictEqual([
		'same-run: new gpu / new api',
		'then-and-now: new gpu / old gpu',
		'then-and-now: new api / old api',
		'same-run: middle own / middle other'
	]);
});

test('there are no more of a kind than asked for, and none over nothing', () => {
	const cells = ['a', 'b', 'c', 'd'].map((targetId) => cell('new', 'beef', targetId));
	expect(named(cells, 2)).toStrictEqual(['same-run: new a / new b', 'same-run: new a / new c']);
	expect(named([])).toStrictEqual([]);
});
