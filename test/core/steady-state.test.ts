/** Which rules of warm-up a config may name, and which answers a rate counts. */
import { describe, expect, it } from 'vitest';
import { isInRate, warmUpRuleSchema } from '#core/steady-state.ts';

describe('a rule of warm-up', () => {
	it.each(['auto', 'none', { requests: 50 }, { seconds: 0.5 }])('may be %j', (rule) => {
		expect(warmUpRuleSchema.parse(rule)).toStrictEqual(rule);
	});

	it.each(['some', 50, {}, { requests: 0 }, { seconds: -1 }, { requests: 1, seconds: 1 }])(
		'may not be %j',
		(rule) => {
			expect(warmUpRuleSchema.safeParse(rule).success).toBe(false);
		}
	);
});

describe('an answer', () => {
	it('counts for a rate if it ended within its window, the end included and the beginning not', () => {
		const window = { fromMs: 100, toMs: 200 };
		const counted = [100, 100.1, 200, 200.1, null].map((endMs) => isInRate(window, endMs));
		expect(counted).toStrictEqual([false, true, true, false, false]);
	});

	it('counts always where there is no window', () => {
		expect([isInRate(null, 5), isInRate(undefined, null)]).toStrictEqual([true, true]);
	});
});
