/** Which stages of several targets are held against each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageLoad } from '#core/stage-load.ts';
import type { Validity } from '#core/stage.ts';
import { stagesAtOneLoad } from '#bench/cases/target-figures.ts';
import { sampleStage, sampleSummary } from '../db/support/samples.ts';

const closed = (concurrency: number): StageLoad => ({ kind: 'closed', concurrency, requests: 10 });
const mixedWith = (scenario: string): StageLoad => ({
	kind: 'mix',
	mix: 'day',
	load: { kind: 'poisson', ratePerS: 4, durationS: 60 },
	scenarios: [
		{ scenario: 'own', weight: 1 },
		{ scenario, weight: 1 }
	],
	place: 0
});

const stageOf = (id: string, load: StageLoad, verdict: Validity['verdict'] = 'valid') => ({
	...sampleStage(id, 'cell', { load }),
	summary: { ...sampleSummary(), load, validity: { verdict, reasons: [] } }
});

const chosen = (...ofCells: ReturnType<typeof stageOf>[][]): (string | null)[] =>
	stagesAtOneLoad(ofCells).map((stage) => stage?.id ?? null);

describe('stagesAtOneLoad', () => {
	it('takes the first load that all have and that can be trusted everywhere', () => {
		expect(
			chosen(
				[stageOf('a1', closed(1)), stageOf('a4', closed(4)), stageOf('a8', closed(8))],
				[stageOf('b4', closed(4), 'client-bound'), stageOf('b8', closed(8))]
			)
		).toStrictEqual(['a8', 'b8']);
	});

	it('holds no stage of a mix against a scenario that was asked alone, nor takes its cost for one', () => {
		const alone = stageOf('a', closed(4), 'unsteady');
		const mixed = stageOf('a mixed', mixedWith('rag'));
		// The mix can be trusted and the load alone cannot: it still is another question.
		expect(
			chosen([alone, mixed], [stageOf('b', closed(4)), stageOf('b mixed', mixedWith('rag'))])
		).toStrictEqual(['a', 'b']);
		expect(chosen([alone, mixed], [stageOf('b', closed(8))])).toStrictEqual(['a', 'b']);
	});

	it('takes stages of a mix where the targets have been measured in nothing else in common, and beside the same scenarios', () => {
		const mixed = (id: string, scenario: string) => stageOf(id, mixedWith(scenario));
		expect(chosen([stageOf('a', closed(4)), mixed('a mixed', 'rag')], [mixed('b', 'rag')])).toEqual(
			['a mixed', 'b']
		);
		const otherwise = [mixed('b notes', 'notes'), mixed('b rag', 'rag')];
		expect(chosen([mixed('a', 'rag')], otherwise)).toStrictEqual(['a', 'b rag']);
	});

	it('chooses no stage of a mix for any target while all have one load alone in common', () => {
		const verdicts = fc.constantFrom<Validity['verdict']>('valid', 'unsteady', 'client-bound');
		fc.assert(
			fc.property(verdicts, verdicts, verdicts, verdicts, (a, b, ofA, ofB) => {
				expect(
					chosen(
						[stageOf('a mixed', mixedWith('rag'), ofA), stageOf('a', closed(4), a)],
						[stageOf('b mixed', mixedWith('rag'), ofB), stageOf('b', closed(4), b)]
					)
				).toStrictEqual(['a', 'b']);
			})
		);
	});
});
