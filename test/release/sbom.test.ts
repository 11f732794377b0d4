import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installedOf, lockfileSchema } from '#bench/release/lockfile.ts';
import { sbomOf } from '#bench/release/sbom.ts';

const file = new URL('../../package-lock.json', import.meta.url);
const installed = installedOf(lockfileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));

/** Of CycloneDX 1.6, what this bill uses: names, required fields and permitted values as its JSON reference has them. */
const licences = z.array(
	z.union([
		z.strictObject({ license: z.strictObject({ id: z.string() }) }),
		z.strictObject({ expression: z.string() })
	])
);
const cyclonedx = z.strictObject({
	$schema: z.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
	bomFormat: z.literal('CycloneDX'),
	specVersion: z.literal('1.6'),
	version: z.int().min(1),
	metadata: z.strictObject({
		component: z.strictObject({
			type: z.literal('application'),
			'bom-ref': z.string().min(1),
			name: z.literal('breakeven'),
			version: z.string(),
			licenses: licences
		})
	}),
	components: z.array(
		z.strictObject({
			type: z.literal('library'),
			'bom-ref': z.string().min(1),
			name: z.string().min(1),
			version: z.string().min(1),
			scope: z.enum(['required', 'optional', 'excluded']),
			purl: z.string().regex(/^pkg:npm\/(%40[^/@]+\/)?[^/@]+@\d[^@]*$/u),
			hashes: z.array(
				z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/u) })
			),
			licenses: licences
		})
	),
	dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) }))
});

describe('the bill of materials', () => {
	const bill = cyclonedx.parse(sbomOf(installed));

	it('has every package of the lockfile once, with a hash and a licence', () => {
		const expected = new Set(installed.slice(1).map(({ name, version }) => `${name}@${version}`));
		const found = bill.components.map(({ name, version }) => `${name}@${version}`);
		expect(new Set(found)).toEqual(expected);
		expect(found).toHaveLength(expected.size);
		expect(bill.components.filter(({ hashes }) => hashes.length !== 1)).toEqual([]);
		expect(bill.components.filter(({ licenses }) => licenses.length === 0)).toEqual([]);
	});

	it('has references that lead somewhere, each once', () => {
		const refs = [bill.metadata.component, ...bill.components].map((each) => each['bom-ref']);
		expect(new Set(refs).size).toBe(refs.length);
		expect(bill.dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
		const known = new Set(refs);
		const dangling = bill.dependencies.flatMap(({ dependsOn }) =>
			dependsOn.filter((ref) => !known.has(ref))
		);
		expect(dangling).toEqual([]);
	});

	it('tells what runs from what only develops', () => {
		const scopes = Object.fromEntries(bill.components.map(({ name, scope }) => [name, scope]));
		expect(scopes).toMatchObject({
			hono: 'required',
			'node-llama-cpp': 'optional',
			vite: 'excluded',
			vitest: 'excluded'
		});
	});

	it('says of a version that lies there twice how far it is needed at most', () => {
		const packages = {
			'': { version: '1.0.0', dependencies: { a: '1' }, devDependencies: { b: '1' } },
			'node_modules/a': { version: '1.0.0', dependencies: { c: '1' } },
			'node_modules/a/node_modules/c': { version: '1.0.0' },
			'node_modules/b': { version: '1.0.0', dev: true, dependencies: { c: '1' } },
			'node_modules/b/node_modules/c': { version: '1.0.0', dev: true }
		};
		const { components } = sbomOf(installedOf({ lockfileVersion: 3, packages })) as {
			components: { name: string; scope: string }[];
		};
		expect(components.filter(({ name }) => name === 'c')).toMatchObject([{ scope: 'required' }]);
	});

	it('is the same for the same lockfile', () => {
		expect(sbomOf(installed)).toEqual(sbomOf(installed));
	});
});
