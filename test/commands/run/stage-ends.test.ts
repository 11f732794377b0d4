/** What is said of stages that ended otherwise than planned. */
import { describe, expect, it } from 'vitest';
import type { Validity } from '#core/stage.ts';
import { partOfMixValidity } from '#bench/commands/run/stage-ends.ts';

const of = (verdict: Validity['verdict'], ...reasons: string[]): Validity => ({ verdict, reasons });

describe('the verdict of a stage of a mix', () => {
	it('is not valid where the requests of another scenario ended before their time', () => {
		const found = partOfMixValidity(of('valid'), ['ticket-routing', 'rag']);
		expect(found.verdict).toBe('unsteady');
		expect(found.reasons).toHaveLength(1);
		expect(found.reasons[0]).toMatch(
			/^the requests of ticket-routing and rag, .*less than the mix/
		);
		expect(partOfMixValidity(of('too-few-samples', 'few'), ['rag'])).toMatchObject({
			verdict: 'unsteady'
		});
	});

	it('stays what it was where something graver is against it, or the mix was whole', () => {
		const late = of('client-bound', 'late');
		const found = partOfMixValidity(late, ['rag']);
		expect(found.verdict).toBe('client-bound');
		expect(found.reasons.slice(1)).toEqual(['late']);
		expect(partOfMixValidity(late, [])).toBe(late);
	});
});
