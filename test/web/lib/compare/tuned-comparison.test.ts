/** A tuned model on its page: its address, who stands beside it, its tables. */
import { describe, expect, it } from 'vitest';
import {
	readTunedQuery,
	tunedParams,
	tunedSuggestions,
	type TunableCell
} from '#lib/compare/tuned-comparison.ts';

describe('the address of the page', () => {
	it('carries what was chosen and typed, and comes back from it', () => {
		const query = {
			a: 'run:1',
			others: ['run:0', 'run:2'],
			requestsPerMonth: 400_000,
			retrainMonths: null,
			wrongUsd: '0.40'
		};
		expect(readTunedQuery(tunedParams(query))).toStrictEqual({ query, unread: [] });
	});

	it('tells what cannot be read', () => {
		const { query, unread } = readTunedQuery(
			new URLSearchParams('a=run:1&with=nonsense&wrongUsd=much&requestsPerMonth=0')
		);
		expect(query).toMatchObject({ a: 'run:1', others: [], requestsPerMonth: null, wrongUsd: null });
		expect(unread).toHaveLength(3);
	});
});

it('a tuned model stands beside its base, then the others of its run that were asked the same', () => {
	const cell = (
		runId: string,
		targetId: string,
		change: Partial<TunableCell> = {}
	): TunableCell => ({
		ref: `${runId}:${targetId}`,
		runId,
		scenarioHash: 'beef',
		targetId,
		tunedFromModel: null,
		tunedFromTarget: null,
		...change
	});
	const tuned = { tunedFromModel: 'open-8b', tunedFromTarget: 'base' };
	const found = tunedSuggestions([
		cell('new', 'api'),
		cell('new', 'ours', tuned),
		cell('new', 'base'),
		cell('new', 'other', { scenarioHash: 'cafe' }),
		cell('old', 'base'),
		cell('older', 'ours', tuned)
	]);
	expect(found.map(({ tuned: { ref }, others }) => [ref, others.map((each) => each.ref)])).toEqual([
		['new:ours', ['new:base', 'new:api']]
	]);
});
