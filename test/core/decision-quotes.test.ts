import { describe, expect, it } from 'vitest';
import { namesUnseenQuote } from '#core/decision-quotes.ts';
import type { DecisionEvidence } from '#core/decision-record.ts';
import { quoteParameterId } from '#core/quote/quote-names.ts';
import { sampleDecision } from '../db/support/sample-decision.ts';

const acme = {
	...{ id: 'acme-q-1-v1', vendor: 'Acme', number: 'Q 1' },
	...{ version: 1, quotedOn: '2026-11-01' }
};
const other = { ...acme, id: 'other-o-7-v2', vendor: 'Other', number: 'O-7', version: 2 };

const sourceOf = ({ vendor, number, version, quotedOn }: typeof acme): string =>
	`${vendor} no. ${number} v${String(version)} of ${quotedOn}, valid until 2026-12-31`;

const evidence = (changes: Partial<DecisionEvidence> = {}): DecisionEvidence => ({
	...sampleDecision().evidence,
	quoteIds: [],
	...changes
});

const withSource = (source: string): DecisionEvidence =>
	evidence({ parameters: { 'own.rent': { value: '17', unit: 'USD/node-hour', source } } });

describe('a decision names a quote that a reader does not see', () => {
	it('by its list of quotes, the reason of its verdict, or the id of a number or of what was typed in its place', () => {
		const id = quoteParameterId(other.id, 'commit');
		const number = { value: '1', unit: 'USD/month', source: 'typed here' };
		for (const named of [
			evidence({ quoteIds: [other.id] }),
			evidence({ parameters: { [id]: number } }),
			evidence({ overrides: { [id]: '1' } }),
			evidence({
				verdict: {
					...evidence().verdict,
					reason: `Nothing else can be chosen. Rented: quote ${other.id} expired on 2026-10-01.`
				}
			})
		]) {
			expect(namesUnseenQuote(named, [acme])).toBe(true);
			expect(namesUnseenQuote(named, [acme, other])).toBe(false);
		}
		expect(namesUnseenQuote(evidence(), [])).toBe(false);
	});

	it('by the source of a number, also of the one that another was typed in place of', () => {
		for (const source of [
			sourceOf(other),
			`typed here; was 26.4 USD/node-hour from ${sourceOf(other)} (fictional example); assumed: egress`,
			`${sourceOf(acme)} and ${sourceOf(other)}`
		]) {
			expect(namesUnseenQuote(withSource(source), [acme]), source).toBe(true);
			expect(namesUnseenQuote(withSource(source), [acme, other]), source).toBe(false);
		}
		const [price] = evidence().prices;
		const priced = evidence({ prices: [{ ...price!, source: sourceOf(other) }] });
		expect(namesUnseenQuote(priced, [acme])).toBe(true);
	});

	it('by another version than the one that is seen, and not by sources that are no quotes', () => {
		expect(namesUnseenQuote(withSource(sourceOf({ ...acme, version: 12 })), [acme])).toBe(true);
		expect(namesUnseenQuote(withSource('price page no. 3 of 2026-11-01'), [])).toBe(false);
	});
});
