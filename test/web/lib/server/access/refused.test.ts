/** The words of the page that refuses. */
import { expect, test } from 'vitest';
import { refusedPath, whyRefused } from '#lib/server/access/refused.ts';

const told = 'this needs the role admin; jo & co has the role viewer';
const at = (path: string): URL => new URL(path, 'http://127.0.0.1:5173');

test('The site shows what it told itself, and no words of a link that somebody made.', () => {
	expect(whyRefused(at(refusedPath(told)), true)).toBe(told);
	expect(whyRefused(at(refusedPath(told)), false)).toBe('this is not for you');
	expect(whyRefused(at('/refused?why=call+555-0100'), false)).toBe('this is not for you');
	expect(whyRefused(at('/refused'), true)).toBe('this is not for you');
});
