/** Reading a cost spec from a file: which of its two forms it is, and every problem with its line. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchError, renderProblem } from '#core/errors.ts';
import { loadCostSpec } from '#bench/importers/cost-spec-file.ts';

let folder: string;
let file: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'bench-cost-'));
	file = join(folder, 'cost.yaml');
});
afterAll(() => {
	rmSync(folder, { recursive: true });
});

const failure = async (path: string): Promise<BenchError> => {
	const error: unknown = await loadCostSpec(path).catch((caught: unknown) => caught);
	if (error instanceof BenchError) return error;
	throw new Error('expected a BenchError', { cause: error });
};
const problems = async (text: string): Promise<string[]> => {
	writeFileSync(file, text);
	const error = await failure(file);
	expect(error).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
	return error.problems.map((each) => renderProblem(each).replaceAll(`${folder}/`, ''));
};

const full = `useCase: x
options:
  - id: api
    kind: buy
    price: { usdPerRequest: 0.01 }
`;
const plain = `buy: { usdPerRequest: 0.01 }
make:
  fixedUsdPerMonth: 1
  nodeUsdPerMonth: 2
  requestsPerNodeMonth: 3
  spareNodes: 0
  marginalUsdPerRequest: 0
maxRequestsPerMonth: 100
`;

describe('a cost spec file', () => {
	it('is of the plain or of the full form, by what is in it', async () => {
		writeFileSync(file, full);
		expect(await loadCostSpec(file)).toMatchObject({ form: 'full', spec: { useCase: 'x' } });
		writeFileSync(file, plain);
		expect(await loadCostSpec(file)).toMatchObject({
			form: 'plain',
			spec: { buy: { usdPerRequest: '0.01' } }
		});
	});

	it('may be JSON, and come with a byte order mark and the line ends of Windows', async () => {
		writeFileSync(
			file,
			JSON.stringify({
				useCase: 'x',
				options: [{ id: 'a', kind: 'buy', price: { usdPerRequest: 1 } }]
			})
		);
		expect(await loadCostSpec(file)).toMatchObject({ form: 'full' });
		writeFileSync(file, `\uFEFF${full.replaceAll('\n', '\r\n')}`);
		expect(await loadCostSpec(file)).toMatchObject({ form: 'full' });
	});

	it('that comes with the project is valid', async () => {
		const examples = fileURLToPath(new URL('../../scenarios/costs/', import.meta.url));
		const names = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
		const forms = await Promise.all(
			names.map(async (name) => [name, (await loadCostSpec(join(examples, name))).form] as const)
		);
		expect(Object.fromEntries(forms)).toMatchObject({
			'plain.yaml': 'plain',
			'quoted.yaml': 'full',
			'support-triage.yaml': 'full'
		});
	});

	it('that cannot be read is named, with what to do', async () => {
		for (const path of [join(folder, 'none.yaml'), folder]) {
			const error = await failure(path);
			expect(error).toMatchObject({ code: 'E_FILE', exitCode: 2 });
			expect(error.message).toContain(path);
			expect(error.hint).toContain('--spec');
		}
	});

	it('gives all of its problems with their lines and the form that it was read as', async () => {
		const text = full.replace('kind: buy', 'kind: byu').replace('useCase: x', 'useCase: X Y');
		expect(await problems(`${text}seed: -1\n`)).toStrictEqual([
			'cost.yaml:1 useCase: expected lower-case words joined by hyphens, found "X Y"',
			'cost.yaml:4 options[0].kind: expected "buy", "hosted", "make-owned", "make-rented" or "hybrid", found "byu"',
			'cost.yaml:6 seed: expected a number ≥ 0, found -1'
		]);
		const error = await failure(file);
		expect(error.message).toMatch(/cost\.yaml has 3 problems$/u);
		expect(error.hint).toContain('read as the full form');
	});

	it('is still of the full form where a key is given twice or the syntax breaks further down', async () => {
		expect(await problems(`${full}useCase: y\n`)).toStrictEqual([
			'cost.yaml:6: this key was given before in the same object; keys must differ'
		]);
		await problems(`${full}demand: [1, 2\n`);
		expect((await failure(file)).hint).toContain('read as the full form');
	});

	it('is of the plain form where it has nothing of the full one', async () => {
		for (const text of ['', '# nothing\n', '- 1\n', 'buy: {}\n', '"\n']) {
			await problems(text);
			expect((await failure(file)).hint).toContain('read as the plain form');
		}
	});
});
