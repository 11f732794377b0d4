/** What stands against believing a difference is said, the gravest first, and nothing where nothing does. */
import { describe, expect, it } from 'vitest';
import {
	compareWarnings,
	type ComparedSide,
	type ComparedSides
} from '#lib/compare/comparability.ts';
import type { ComparedCell } from '#lib/compare/comparison.ts';
import type { Cell, Run } from '#core/run.ts';
import { sampleCell, sampleRun, sampleStage } from '../../../db/support/samples.ts';
import {
	comparedCell,
	comparedQuality,
	comparedStage,
	stageComparison,
	validSummary
} from './support/comparisons.ts';

const side = (
	id: string,
	{
		run = {},
		cell = {},
		shown = {}
	}: {
		run?: Partial<Run>;
		cell?: Partial<Cell>;
		shown?: Partial<ComparedCell>;
	} = {}
): ComparedSide => ({
	setup: {
		run: sampleRun('one', run),
		cell: sampleCell(id, 'one', cell),
		stages: [
			sampleStage(`${id}/0`, id, { startedAtUtc: run.startedAtUtc ?? '2026-11-20T10:00:01.000Z' })
		]
	},
	shown: comparedCell(shown)
});

const stages = () => ({
	...stageComparison(),
	b: { ...comparedStage(1, 'closed ×2'), summary: validSummary() }
});

const sides = (changes: Partial<ComparedSides> = {}): ComparedSides => ({
	a: side('one/0'),
	b: side('one/1'),
	quality: { state: 'other-items' },
	stages: stages(),
	...changes
});

const titles = (changes: Partial<ComparedSides>): string[] =>
	compareWarnings(sides(changes)).map(({ title }) => title);

describe('the warnings of a comparison', () => {
	it('are none for two targets of one run at one load', () => {
		expect(compareWarnings(sides())).toStrictEqual([]);
	});

	it('tell which cost rests on usage that does not add up', () => {
		const { a, ...others } = stages();
		const doubtful = { ...a, summary: { ...a.summary, inconsistentUsage: 2 } };
		expect(compareWarnings(sides({ stages: { ...others, a: doubtful } }))).toEqual([
			{
				tone: 'warn',
				title: `The cost of A at ${a.load} is doubtful.`,
				sentences: ['It has 2 answers whose usage does not add up: what they cost is doubtful.']
			}
		]);
	});

	it('tell that a gateway answered in place of the model that was asked', () => {
		const { b, ...others } = stages();
		const gateway = {
			...{ name: 'litellm' as const, responses: 9, retried: 0, fellBack: 0, otherOption: 0 },
			...{ fromCache: 4, overheadP50Ms: null }
		};
		const kept = { ...b, summary: { ...b.summary, gateway } };
		expect(compareWarnings(sides({ stages: { ...others, b: kept } }))).toEqual([
			{
				tone: 'warn',
				title: `A gateway did more than pass on the requests of B at ${b.load}.`,
				sentences: [expect.stringMatching(/^4 of 9 responses came from the cache .*model\.$/)]
			}
		]);
	});

	it('say first that use cases or their versions differ', () => {
		expect(
			titles({
				a: side('one/0', { shown: { emulated: true } }),
				b: side('one/1', { cell: { scenarioId: 'invoices' } })
			})
		).toStrictEqual(['Different use cases.', 'EMULATED: A']);
		const [first] = compareWarnings(
			sides({ b: side('one/1', { cell: { scenarioHash: 'cafe', scenarioVersion: 2 } }) })
		);
		expect(first).toMatchObject({ tone: 'bad', title: 'Different versions of ticket-triage.' });
		expect(first?.sentences[0]).toContain('A is version 1, B version 2');
	});

	it('say that other scenarios were asked beside them, where both are stages of mixes that are called the same', () => {
		const load = (...others: string[]) => ({
			kind: 'mix' as const,
			mix: 'day',
			load: { kind: 'poisson' as const, ratePerS: 4, durationS: 60 },
			scenarios: ['ticket-triage', ...others].map((scenario) => ({ scenario, weight: 1 })),
			place: 0
		});
		const mixedBy = (ofA: ReturnType<typeof load>, ofB: ReturnType<typeof load>) => {
			const { a, b, ...rest } = stages();
			return {
				...rest,
				a: { ...a, summary: { ...a.summary, load: ofA } },
				b: { ...b, summary: { ...b.summary, load: ofB } }
			};
		};
		expect(compareWarnings(sides({ stages: mixedBy(load('notes'), load('notes')) }))).toStrictEqual(
			[]
		);
		expect(compareWarnings(sides({ stages: mixedBy(load('notes'), load('rag')) }))).toMatchObject([
			{
				tone: 'warn',
				title: 'Different scenarios were asked at the same time.',
				sentences: [expect.stringContaining('Beside A notes (50 %), beside B rag (50 %)')]
			}
		]);
	});

	it('say that A and B are the same, or differ in their load alone', () => {
		expect(titles({ b: side('one/0') })[0]).toContain('the same cell at two loads');
		expect(titles({ b: side('one/0'), stages: stageComparison() })[0]).toContain(
			'there is nothing to compare'
		);
	});

	it('say that loads differ, and which stage cannot be trusted and why', () => {
		const validity = { verdict: 'client-bound', reasons: ['a core was full'] } as const;
		const found = compareWarnings(
			sides({
				stages: {
					...stages(),
					a: {
						...comparedStage(0, 'closed ×2'),
						summary: validSummary({ validity: { ...validity, reasons: [...validity.reasons] } })
					},
					isSameLoad: false
				}
			})
		);
		expect(found.map(({ title }) => title)).toStrictEqual([
			'Different loads: closed ×2 against closed ×2.',
			'A at closed ×2 is client-bound.'
		]);
		expect(found[1]?.sentences.at(-1)).toBe('A core was full.');
	});

	it.each([
		['2026-11-26T10:00:00.000Z', []],
		['2026-12-02T10:00:00.000Z', ['Measured 11 days apart.']]
	])('say that B of %s was measured long after A: %j', (startedAtUtc, expected) => {
		expect(titles({ b: side('one/1', { run: { startedAtUtc } }) })).toStrictEqual(expected);
	});

	it('say that a bought API was measured at another time of day', () => {
		const { target } = sampleCell('c', 'one');
		const bought = { ...target, kind: 'measured-api' } as typeof target;
		const late = side('one/1', {
			run: { startedAtUtc: '2026-11-20T17:00:01.000Z' },
			cell: { target: bought }
		});
		const [first] = compareWarnings(sides({ b: late, stages: null }));
		expect(first?.title).toContain('Measured 7 hours apart');
		expect(first?.sentences[0]).toContain('A 2026-11-20 10:00');
	});

	it('say that machines, software, settings and the client differ', () => {
		const { host, config } = sampleRun('one');
		const { target } = sampleCell('one/1', 'one');
		expect(
			titles({
				b: side('one/1', {
					run: {
						host: { ...host, cpuCount: 64, nodeVersion: '25.0.0' },
						config: { ...config, workers: 4 }
					},
					cell: {
						target: { ...target, parameters: { temperature: 1, stream: true, extraBody: {} } }
					}
				})
			})
		).toStrictEqual([
			'Measured from different machines.',
			'Asked with different settings.',
			'Measured by different software.',
			'The client was set differently.'
		]);
	});

	it('say that not all items are common, also where as many were asked', () => {
		const quality = {
			...comparedQuality(),
			counts: { bothRight: 80, onlyA: 5, onlyB: 5, bothWrong: 5, unpaired: 10 },
			itemsOfA: 100,
			itemsOfB: 100
		};
		const [found] = compareWarnings(sides({ quality }));
		expect(found?.title).toBe('Not all items are common.');
		expect(found?.sentences[0]).toBe(
			'A was asked 100 items, B 100; quality rests on the 95 that both answered.'
		);
		const counts = { ...quality.counts, unpaired: 5 };
		expect(compareWarnings(sides({ quality: { ...quality, counts } }))).toStrictEqual([]);
	});

	it('say that a stage was stopped before its end', () => {
		const stopped = { ...stages(), b: { ...stages().b, state: 'interrupted' as const } };
		expect(titles({ stages: stopped })).toStrictEqual([
			'B at closed ×2 was stopped before its end.'
		]);
	});

	it('say once of a shared run that it did not come to its end', () => {
		const killed = { shown: { runState: 'killed' as const } };
		expect(titles({ a: side('one/0', killed), b: side('one/1', killed) })).toStrictEqual([
			'The run of A and B was killed.'
		]);
	});
});
