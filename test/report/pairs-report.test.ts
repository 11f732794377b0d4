/** What is printed of pairs: every pair on which the orders disagree is explained. */
import { expect, it } from 'vitest';
import { pairFigures } from '#bench/cases/judge/pair-figures.ts';
import { renderPairs } from '#bench/report/pairs-report.ts';
import type { Judgement } from '#core/judgement.ts';

const said = (verdict: string): Judgement => ({
	runId: 'r',
	attemptId: 'a',
	rivalAttemptId: 'b',
	order: 'first',
	judgeId: 'judge',
	judgeModel: 'm',
	judgeHash: 'h',
	promptHash: 'p',
	repeat: 0,
	state: 'read',
	problem: null,
	outcome: 'ok',
	scores: null,
	verdict,
	reasons: 'x',
	rawText: JSON.stringify({ reasons: 'x', verdict }),
	inputTokens: null,
	outputTokens: null,
	latencyMs: null,
	costUsd: null,
	priceVersion: null,
	emulated: false,
	judgedAtUtc: '2026-11-20T10:00:00.000Z'
});

it('tells of pairs on which the orders disagree which place they favoured, and which had a tie in one order', () => {
	const pairs = (
		[
			['first', 'first'],
			['second', 'second'],
			['first', 'tie'],
			['first', 'second']
		] as const
	).map(([aFirst, bFirst], index) => ({
		itemId: `i${String(index)}`,
		lengthA: 1,
		lengthB: 1,
		aFirst: said(aFirst),
		bFirst: said(bFirst)
	}));
	const text = renderPairs(
		{
			a: 'own',
			b: 'bought',
			scenarioId: 'notes',
			items: 4,
			asked: 8,
			judges: [{ judgeId: 'judge', emulated: false, ...pairFigures(pairs) }]
		},
		null
	);
	expect(text).toContain(
		'judge: of the pairs on which the orders disagree, 1 went to whatever stood first, 1 to whatever stood second, 1 had a winner in one order and a tie in the other.'
	);
});
