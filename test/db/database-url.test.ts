/** Database URLs as people write them. */
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileUrlOf, parseDatabaseUrl } from '#db/database-url.ts';

test('A relative file URL becomes an absolute path and keeps its short name.', () => {
	expect(parseDatabaseUrl('file:bench.db')).toEqual({
		kind: 'file',
		name: 'bench.db',
		path: resolve('bench.db'),
		url: `file:${resolve('bench.db')}`
	});
});

test('Absolute file URLs are read with one slash, with three, and with localhost.', () => {
	for (const url of ['file:/tmp/a.db', 'file:///tmp/a.db', 'file://localhost/tmp/a.db']) {
		expect(parseDatabaseUrl(url)).toMatchObject({ kind: 'file', path: '/tmp/a.db' });
	}
});

test('Percent escapes in a file URL are undone for the path and redone for the driver.', () => {
	expect(parseDatabaseUrl('file:/tmp/my%20runs%3F.db')).toMatchObject({
		path: '/tmp/my runs?.db',
		url: 'file:/tmp/my%20runs%3F.db'
	});
});

test('The URL of any path is read as that path, whatever is in its names.', () => {
	const letter = fc.oneof(
		fc.constantFrom('%', '#', '?', '%41', '&', ' ', ':', '\\', '+', '\n', '..', '"', 'ü', '⚠'),
		fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 })
	);
	const name = fc
		.array(letter, { minLength: 1, maxLength: 6 })
		.map((letters) => letters.join('').replaceAll(/[/\0]/gu, '_'));
	fc.assert(
		fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
			const path = resolve('/', ...names, 'bench.db');
			expect(parseDatabaseUrl(fileUrlOf(path))).toEqual({
				...{ kind: 'file', name: path, path },
				url: fileUrlOf(path)
			});
		})
	);
});

test('The name of a server carries neither its user nor its token.', () => {
	const location = parseDatabaseUrl('libsql://someone:secret@db.example.com?authToken=hidden');
	expect(location).toMatchObject({ kind: 'remote', name: 'libsql://db.example.com' });
});

test.each([
	['bench.db', 'it has no scheme'],
	['', 'it has no scheme'],
	['postgres://host/x', 'the scheme "postgres:" is not supported'],
	['file:', 'the path of the file is missing'],
	['file:bench.db?mode=ro', 'takes no "?"'],
	['file:%zz', 'broken % escape'],
	['file://server/a.db', '"server" would be a host'],
	['file::memory:', 'lost at the end']
])('The URL "%s" is refused with the reason and the right form.', (url, reason) => {
	expect(() => parseDatabaseUrl(url)).toThrow(
		expect.objectContaining({
			code: 'E_USAGE',
			message: expect.stringContaining(reason) as string,
			hint: expect.stringContaining('file:bench.db') as string
		})
	);
});
