/** What a run has cost is said with what it is of and with its cap, and what is not known as not known. */
import { expect, it } from 'vitest';
import type { Target } from '#core/target.ts';
import { spendSentences, type SpendingRun } from '#lib/runs/run-spend.ts';
import { sampleCell, sampleStage, sampleSummary } from '../../../db/support/samples.ts';

const provenance = { source: 'price page', checkedOn: '2026-11-20' };
const { target } = sampleCell('one/0', 'one');
const api = {
	...target,
	id: 'api',
	title: 'frontier API',
	kind: 'measured-api',
	price: { kind: 'per-token', inputUsdPerMtok: '3', outputUsdPerMtok: '15', ...provenance }
} as Target;
const gpu = {
	...target,
	id: 'gpu',
	title: 'open model',
	kind: 'emulated',
	price: { kind: 'per-hour', usdPerHour: '2.5', ...provenance }
} as Target;

const spending = (
	changes: Partial<SpendingRun> & { targets?: Target[]; maxSpendUsd?: string } = {}
): SpendingRun => {
	const { targets = [api], maxSpendUsd, ...detail } = changes;
	const config = { targets, ...(maxSpendUsd === undefined ? {} : { maxSpendUsd }) };
	return { spentUsd: '1.2', judging: null, cells: [], run: { config }, ...detail };
};

const hourlyStage = (id: string, costUsd: string | null) =>
	sampleStage(id, 'one/0', { summary: { ...sampleSummary(), costUsd, costBasis: 'per-hour' } });

it('says what the tokens of which targets cost, with the cap', () => {
	expect(spendSentences(spending({ maxSpendUsd: '5' }))).toStrictEqual([
		'API spend: $1.20 for the tokens of frontier API, as their answers reported them; the cap was $5.00, 24 % of it spent.'
	]);
	expect(spendSentences(spending())[0]).toContain('; no cap was set.');
});

it('counts the judges against the cap and says how many of their questions have no known cost', () => {
	const judging = { usd: '0.36', asked: 400, unpriced: 0 };
	expect(spendSentences(spending({ maxSpendUsd: '5', judging }))).toStrictEqual([
		'API spend: $1.20 for the tokens of frontier API, as their answers reported them; its judges $0.36 more; the cap was $5.00, 31 % of it spent, judges included.'
	]);
	expect(
		spendSentences(spending({ maxSpendUsd: '5', judging: { ...judging, unpriced: 12 } }))[0]
	).toContain(
		'; its judges $0.36 more, and 12 of their 400 questions at a cost that is not known; the cap'
	);
	expect(spendSentences(spending({ judging: { usd: null, asked: 1, unpriced: 1 } }))[0]).toContain(
		'; its judges at a cost that is not known, of 1 question; no cap was set.'
	);
});

it('says beside it what the measured hours cost, never as API spend', () => {
	const cells = [
		{
			cell: sampleCell('one/0', 'one'),
			emulated: true,
			stages: [hourlyStage('one/0/0', '0.001'), hourlyStage('one/0/1', '0.013')]
		}
	];
	expect(spendSentences(spending({ targets: [api, gpu], cells }))[1]).toBe(
		'Beside it $0.014 for the hours in which open model EMULATED was measured.'
	);
	expect(spendSentences(spending({ targets: [gpu], cells, spentUsd: null }))[0]).toBe(
		'API spend: none, nothing in this run is paid by the token; no cap was set.'
	);
});

it('says that the hours of a mix are not counted, as they belong to several scenarios', () => {
	const load = {
		kind: 'mix' as const,
		mix: 'day',
		load: { kind: 'poisson' as const, ratePerS: 4, durationS: 60 },
		scenarios: [
			{ scenario: 'ticket-triage', weight: 1 },
			{ scenario: 'rag-answers', weight: 1 }
		],
		place: 0
	};
	const cellOf = (target: Target) => ({
		cell: sampleCell('one/0', 'one', { target }),
		emulated: false,
		stages: [sampleStage('one/0/0', 'one/0', { load })]
	});
	expect(
		spendSentences(spending({ targets: [api, gpu], cells: [cellOf(gpu), cellOf(gpu)] }))[1]
	).toBe(
		'The hours in which open model EMULATED was measured in a mix are not counted: they belong to several scenarios at once.'
	);
	expect(spendSentences(spending({ targets: [api], cells: [cellOf(api)] }))).toHaveLength(1);
});

it('says that it is not known where no usage was reported', () => {
	expect(spendSentences(spending({ spentUsd: null, maxSpendUsd: '5' }))).toStrictEqual([
		'API spend: not known, no answer of frontier API reported its usage; the cap was $5.00.'
	]);
});
