/** What a use case forbids, with the reason, and what nobody has checked. */
import { describe, expect, it } from 'vitest';
import {
	exclusionReasons,
	limitWarning,
	unknownFacts,
	type Constraints,
	type OptionFacts
} from '#bench/economics/case/constraints.ts';
import { optionKinds } from '#bench/economics/option/option.ts';

const facts = (change: Partial<OptionFacts> = {}): OptionFacts => ({
	kind: 'buy',
	dataLeaves: null,
	region: null,
	licence: null,
	requestsPerMinute: null,
	tokensPerMinute: null,
	...change
});
const none: Constraints = { dataMayLeave: null, regions: null, licences: null };
const need = { requestsPerMinute: 1_200, tokensPerMinute: 900_000 };

describe('constraints', () => {
	it('keep nothing out where nothing is asked', () => {
		for (const kind of optionKinds) {
			expect(exclusionReasons(facts({ kind, region: 'us' }), none, need)).toStrictEqual([]);
		}
		expect(unknownFacts(facts(), none)).toStrictEqual([]);
	});

	it('keep data in: only own servers do, unless an option says otherwise', () => {
		const stays = { ...none, dataMayLeave: false };
		const kept = optionKinds.filter(
			(kind) => exclusionReasons(facts({ kind }), stays, need).length === 0
		);
		expect(kept).toStrictEqual(['make-owned']);
		expect(exclusionReasons(facts({ dataLeaves: false }), stays, need)).toStrictEqual([]);
		expect(
			exclusionReasons(facts({ kind: 'make-owned', dataLeaves: true }), stays, need)
		).toStrictEqual(['the data of this use case may not leave, and this option sends it out']);
		expect(exclusionReasons(facts(), { ...none, dataMayLeave: true }, need)).toStrictEqual([]);
	});

	const strict: Constraints = { ...none, regions: ['eu', 'ch'], licences: ['apache-2.0'] };

	it('name the region and the licence that are not allowed', () => {
		expect(exclusionReasons(facts({ region: 'us', licence: 'llama' }), strict, need)).toStrictEqual(
			['it runs in us; allowed: eu, ch', "the model's licence is llama; allowed: apache-2.0"]
		);
		expect(exclusionReasons(facts({ region: 'ch', licence: 'apache-2.0' }), strict, need)).toEqual(
			[]
		);
	});

	it('exclude nothing for what is not known, but say so', () => {
		expect(exclusionReasons(facts(), strict, need)).toStrictEqual([]);
		expect(unknownFacts(facts(), strict)).toStrictEqual([
			'its region is not known, and this use case allows only some',
			"its model's licence is not known, and this use case allows only some"
		]);
		expect(unknownFacts(facts({ region: 'eu', licence: 'x' }), strict)).toStrictEqual([]);
	});

	it('warn where the measured key was allowed less than the busiest hour needs, and leave nothing out', () => {
		const measuredLimit = {
			requestsPerMinute: 600,
			by: 'requests' as const,
			allowedPerMinute: 600,
			runId: 'r1'
		};
		const seen = facts({ measuredLimit });
		expect(exclusionReasons(seen, none, need)).toEqual([]);
		expect(limitWarning(seen, need)).toBe(
			'the busiest hour needs 1,200 requests a minute, and the key of run r1 was allowed 600 requests a minute: ask the provider for more before you rely on it, and state what it grants under "limits"'
		);
		const byTokens = { ...measuredLimit, by: 'tokens' as const, allowedPerMinute: 300_000 };
		expect(limitWarning(facts({ measuredLimit: byTokens }), need)).toContain(
			'was allowed 300,000 tokens a minute, which is 600 requests:'
		);
		expect(limitWarning(seen, { ...need, requestsPerMinute: 600 })).toBeNull();
		expect(limitWarning(facts(), need)).toBeNull();
		// What a contract states goes before what one key was seen to be allowed.
		expect(limitWarning(facts({ measuredLimit, requestsPerMinute: 5_000 }), need)).toBeNull();
	});

	it('hold the busiest hour against what the provider allows', () => {
		const limits = facts({ requestsPerMinute: 1_199, tokensPerMinute: 450_000 });
		expect(exclusionReasons(limits, none, need)).toStrictEqual([
			'the busiest hour needs 1,200 requests a minute; the provider allows 1,199',
			'the busiest hour needs 900,000 tokens a minute; the provider allows 450,000'
		]);
		expect(
			exclusionReasons(limits, none, { requestsPerMinute: 1_199, tokensPerMinute: null })
		).toEqual([]);
	});
});
