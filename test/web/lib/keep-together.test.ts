import { describe, expect, it } from 'vitest';
import { keepTogether } from '#lib/keep-together.ts';

describe('a sentence on the screen', () => {
	it('keeps a number on one line with its unit, and nothing else', () => {
		expect(
			keepTogether('Above 1.82 M requests, 90 % interval 969 k – 6.33 M (from 1.4 M on)')
		).toBe(
			'Above 1.82\u00a0M requests, 90\u00a0% interval 969\u00a0k – 6.33\u00a0M (from 1.4\u00a0M on)'
		);
		expect(keepTogether('over 36 months, by 2 points, in 12 ms')).toBe(
			'over 36\u00a0months, by 2\u00a0points, in 12\u00a0ms'
		);
		expect(keepTogether('1.6 million, 8 Mtok, 2 servers, 5 sheets')).toBe(
			'1.6 million, 8 Mtok, 2 servers, 5 sheets'
		);
	});
});
