import { expect, it } from 'vitest';
import { checkReference, createGrader } from '#bench/graders/index.ts';

it('a scenario without a grader has references that say nothing, and never a grade', () => {
	expect(checkReference({ kind: 'none' }, null)).toBeNull();
	expect(checkReference({ kind: 'none' }, 'red')).toContain('expected null');
	expect(() => createGrader({ kind: 'none' }).grade('red', null)).toThrow('cannot be graded');
});
