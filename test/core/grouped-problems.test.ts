import { describe, expect, it } from 'vitest';
import { renderProblems } from '#core/grouped-problems.ts';

const missing = (line: number | null, path = 'language') => ({
	file: 'items.jsonl',
	line,
	path,
	message: 'missing'
});

describe('problems as lines', () => {
	it('say once what is wrong alike on many lines, and name the first of them', () => {
		const problems = Array.from({ length: 150 }, (_, index) => missing(index + 1));
		expect(renderProblems([...problems, missing(3, 'id')])).toEqual([
			'items.jsonl:1 language: missing (and on 149 more lines: 2, 3, 4, 5, 6, …)',
			'items.jsonl:3 id: missing'
		]);
		expect(renderProblems([missing(1), missing(7)])).toEqual([
			'items.jsonl:1 language: missing (and on 1 more line: 7)'
		]);
	});

	it('leave single ones as they are', () => {
		expect(renderProblems([missing(1), missing(null)])).toEqual([
			'items.jsonl:1 language: missing',
			'items.jsonl language: missing'
		]);
		expect(renderProblems([])).toEqual([]);
	});
});
