import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAllowed, licenceRows, renderLicences } from '#bench/release/licences.ts';
import { installedOf, lockfileSchema, type Locked } from '#bench/release/lockfile.ts';

const rowsOf = (packages: Record<string, Omit<Locked, 'version'>>) =>
	licenceRows(
		installedOf({
			lockfileVersion: 3,
			packages: Object.fromEntries(
				Object.entries(packages).map(([place, each]) => [place, { version: '1.0.0', ...each }])
			)
		})
	);

describe('the licences of what is installed', () => {
	it('all allow the use that is made of them', () => {
		const file = new URL('../../package-lock.json', import.meta.url);
		const lock = lockfileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
		const rows = licenceRows(installedOf(lock));
		expect(rows.length).toBeGreaterThan(500);
		expect(rows.filter(({ problem }) => problem !== null)).toEqual([]);
		expect(rows.filter(({ why }) => why === 'not needed by anything')).toEqual([]);
	});
});

describe('licenceRows', () => {
	it('says why each package is there, by the shortest way', () => {
		const rows = rowsOf({
			'': { dependencies: { a: '1', b: '1' } },
			'node_modules/a': { license: 'MIT', dependencies: { c: '1' } },
			'node_modules/b': { license: 'MIT', dependencies: { a: '1' } },
			'node_modules/c': { license: 'ISC', optional: true }
		});
		expect(rows.map(({ name, why, use }) => [name, why, use])).toEqual([
			['a', 'a', 'runs'],
			['b', 'b', 'runs'],
			['c', 'a > c', 'optional']
		]);
		expect(renderLicences(rows)).toContain('c     1.0.0    ISC      optional  a > c');
	});

	it('says of what runs through what it runs, though a tool needs it by a shorter way or an earlier name', () => {
		const rows = rowsOf({
			'': { dependencies: { z: '1' }, devDependencies: { a: '1', c: '1' } },
			'node_modules/a': { license: 'MIT', dev: true, dependencies: { b: '1' } },
			'node_modules/b': { license: 'MIT' },
			'node_modules/c': { license: 'MIT', dev: true, dependencies: { d: '1' } },
			'node_modules/d': { license: 'MIT', devOptional: true },
			'node_modules/z': { license: 'MIT', dependencies: { b: '1' } }
		});
		expect(rows.map(({ why, use }) => [why, use])).toEqual([
			['a', 'develops'],
			['z > b', 'runs'],
			['c', 'develops'],
			['c > d', 'optional'],
			['z', 'runs']
		]);
	});

	it('finds fault with copyleft that is passed on, with unknown licences and with none', () => {
		const rows = rowsOf({
			'': { dependencies: { a: '1', b: '1', c: '1', d: '1' } },
			'node_modules/a': { license: 'GPL-3.0-only' },
			'node_modules/b': {},
			'node_modules/c': { license: 'SEE LICENSE IN terms.txt', dev: true },
			'node_modules/d': { license: 'MPL-2.0' },
			'node_modules/e': { license: 'MPL-2.0', dev: true }
		});
		expect(rows.map(({ name, problem }) => [name, problem])).toEqual([
			['a', 'GPL-3.0-only is not known to allow this use'],
			['b', 'says no licence'],
			['c', 'SEE LICENSE IN terms.txt is not known to allow this use'],
			['d', 'MPL-2.0 is not known to allow this use'],
			['e', null]
		]);
	});
});

describe('isAllowed', () => {
	const licence = fc.constantFrom('MIT', 'ISC', 'GPL-3.0-only', 'Unknown');
	const allowed = ['MIT', 'ISC'];
	const isOk = (name: string): boolean => allowed.includes(name);

	it('takes one side of OR, and both of AND', () => {
		fc.assert(
			fc.property(licence, licence, fc.boolean(), (a, b, isBraced) => {
				const wrap = (text: string): string => (isBraced ? `(${text})` : text);
				expect(isAllowed(wrap(`${a} OR ${b}`), allowed)).toBe(isOk(a) || isOk(b));
				expect(isAllowed(wrap(`${a} AND ${b}`), allowed)).toBe(isOk(a) && isOk(b));
			})
		);
	});

	it('does not guess at what it cannot read', () => {
		for (const text of ['', 'MIT WITH exception', '(MIT OR (ISC AND GPL-3.0-only))', 'MIT/ISC']) {
			expect(isAllowed(text, ['ISC'])).toBe(false);
		}
	});
});
