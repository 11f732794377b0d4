/** Where a person is led to after signing in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localPath } from '#lib/local-path.ts';

test('A path of this site is taken with its query, as a browser has it.', () => {
	for (const path of ['/', '/runs/r1?stage=2&to=%09', '/use-cases/a%20b#x', '/a/../b//c']) {
		expect(localPath(path)).toBe(path);
	}
});

test('Other sites, control characters, backslashes and what is not ASCII are no path.', () => {
	for (const text of [
		...['', 'runs', '//e.com', '/\\e.com', 'https://e.com', '/\t/e.com', '/\n/e.com', '/\r/e.com'],
		...['/a\n', '/\0', '/\x7f', '/a\\b', '/\u0085', '/a b', '/\u6f22', null, undefined, 5]
	]) {
		expect([text, localPath(text)]).toEqual([text, '/']);
	}
});

test('Whatever is taken stays on the site, and goes into a header.', () => {
	const piece = fc.oneof(
		fc.constantFrom('/', '\\', '\t', '\n', '\r', ':', '@', '?', '#', 'e.com', '%09', '.'),
		fc.string({ unit: 'binary', maxLength: 2 })
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
			const path = localPath(`/${pieces.join('')}`);
			expect(new URL(path, 'https://site.example').origin).toBe('https://site.example');
			expect(new Headers({ location: path }).get('location')).toBe(path);
		})
	);
});
