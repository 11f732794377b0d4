/** The package as it is packed, laid beside its dependencies alone: what only develops cannot be reached from there. */
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { publint } from 'publint';
import ts from 'typescript';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { makePackage, projectRoot } from '#bench/release/make-package.ts';
import packageJson from '../../package.json' with { type: 'json' };
import {
	createWorkplace,
	runBench,
	startBench,
	type Ended
} from '../commands/support/bench-process.ts';

const workplace = createWorkplace();
const folder = workplace.file('node_modules/breakeven');
const file = join(folder, 'bench/bench.js');

const run = (...args: string[]): Promise<Ended> => runBench(args, { workplace, file });

/** Every file of the package, from its root. */
const files = (): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)));

const codeOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Imported {
	from: string;
	name: string;
}

/** What modules that run in Node import, from where. */
const imports = (): Imported[] =>
	files()
		.filter((name) => name.endsWith('.js') && !/^(build(-report)?\/client|scenarios)\//u.test(name))
		.flatMap((name) =>
			ts
				.preProcessFile(codeOf(name), true, true)
				.importedFiles.map(({ fileName }) => ({ from: name, name: fileName }))
		);

const builtin = new Set(builtinModules);
const isBare = ({ name }: Imported): boolean => !/^([.#]|node:)/u.test(name) && !builtin.has(name);
const packageOf = ({ name }: Imported): string => /^(@[^/]+\/)?[^/]+/u.exec(name)?.[0] ?? name;

const smallRun = `
name: small
seed: 1
scenarios: [{ use: support-triage }]
targets:
  - id: made-up
    kind: emulated
    protocol: openai-chat
    model: m
    quality: 1
    performance: { prefillTokensPerS: 40000, decodeStepMs: 1, decodeStepPerSequenceMs: 0.01, slots: 8 }
loads: [{ kind: closed, concurrency: 2, requests: 6 }]
`;

beforeAll(async () => {
	await makePackage(folder, () => undefined);
	for (const name of Object.keys(packageJson.dependencies)) {
		const to = workplace.file(join('node_modules', name));
		mkdirSync(dirname(to), { recursive: true });
		symlinkSync(join(projectRoot, 'node_modules', name), to);
	}
	writeFileSync(workplace.file('bench.yaml'), smallRun);
}, 240_000);
afterAll(() => {
	workplace[Symbol.dispose]();
});

describe('the package', () => {
	it('is what publint finds nothing wrong with', async ({ expect }) => {
		const { messages } = await publint({ pkgDir: folder, pack: false, strict: true });
		expect(messages).toEqual([]);
	});

	it('holds JavaScript, data and the built site, and nothing that Node must strip types from', ({
		expect
	}) => {
		const names = files();
		for (const needed of [
			'LICENSE',
			'README.md',
			'CHANGELOG.md',
			'package.json',
			'build/handler.js'
		]) {
			expect(names).toContain(needed);
		}
		expect(names.filter((name) => /\.tsx?$|\.svelte$/u.test(name))).toEqual([]);
	});

	it('holds no database, key, cache or note of the machine that packed it', ({ expect }) => {
		const names = files();
		expect(names.filter((name) => /\.(db|pem|key|log|tgz)$|(^|\/)\./u.test(name))).toEqual([]);
		const telling = names.filter(
			(name) => /\.(m?js|json|map|md)$/u.test(name) && codeOf(name).includes(projectRoot)
		);
		expect(telling).toEqual([]);
	});

	it('has every module that another of its modules names', ({ expect }) => {
		const { imports: map } = JSON.parse(codeOf('package.json')) as {
			imports: Record<string, string>;
		};
		const placeOf = ({ from, name }: Imported): string => {
			if (name.startsWith('.')) return join(dirname(from), name);
			const rule = Object.keys(map).find((pattern) => name.startsWith(pattern.split('*')[0]!));
			const [before = '', after = ''] = (rule ?? '').split('*');
			return (map[rule ?? ''] ?? '').replace('*', name.slice(before.length, -after.length));
		};
		const all = imports().filter(({ name }) => /^[.#]/u.test(name));
		expect(all.length).toBeGreaterThan(2_000);
		expect(all.filter((each) => !existsSync(join(folder, placeOf(each))))).toEqual([]);
	});

	it('imports its dependencies, each of them, and nothing else', ({ expect }) => {
		const used = new Set(imports().filter(isBare).map(packageOf));
		const optional = ['node-llama-cpp'];
		expect([...used].filter((name) => !optional.includes(name)).sort()).toEqual(
			Object.keys(packageJson.dependencies).sort()
		);
	});

	it('has every page and picture that its README shows', ({ expect }) => {
		const links = [...codeOf('README.md').matchAll(/\]\((?!https?:|#)([^)#]+)/gu)];
		expect(links.length).toBeGreaterThan(10);
		const broken = links.map(([, link]) => link!).filter((link) => !existsSync(join(folder, link)));
		expect(broken).toEqual([]);
	});

	it('runs none of its own scripts, and asks for no newer Node than it needs', ({ expect }) => {
		const manifest = JSON.parse(codeOf('package.json')) as Record<string, unknown>;
		expect(manifest['scripts']).toBeUndefined();
		expect(manifest['devDependencies']).toBeUndefined();
		expect(manifest['optionalDependencies']).toBeUndefined();
		expect(manifest['engines']).toEqual({ node: '>=22.18' });
	});

	it('tells its version, checks a config and measures with it', async ({ expect }) => {
		expect((await run('--version')).stdout).toBe(`${packageJson.version}\n`);
		const checked = await run('validate');
		expect([checked.code, checked.stderr]).toEqual([0, '']);
		const measured = await run('run', '--json');
		const { run: record } = JSON.parse(measured.stdout) as { run: { state: string } };
		expect(record.state).toBe('complete');
		const report = await run('report', 'support-triage', '--include-emulated', '-o', 'r.html');
		expect([report.code, report.stderr]).toEqual([0, expect.not.stringContaining('building')]);
		expect(readFileSync(workplace.file('r.html'), 'utf8')).toContain('EMULATED');
	});

	it('writes a config that holds there, with the schema that lies in it', async ({ expect }) => {
		const written = await run('init', 'own.yaml');
		expect([written.code, written.stderr]).toEqual([0, '']);
		const text = readFileSync(workplace.file('own.yaml'), 'utf8');
		const schema = './node_modules/breakeven/scenarios/bench.schema.json';
		expect(text).toContain(`# yaml-language-server: $schema=${schema}\n`);
		expect(existsSync(workplace.file(schema))).toBe(true);
		const checked = await run('validate', 'own.yaml');
		expect([checked.code, checked.stderr]).toEqual([0, '']);
	});

	it('serves the site that was built when it was packed, and builds no other', async ({
		expect
	}) => {
		const served = startBench(['serve', '--port', '0', '--json'], { workplace, file });
		const url = await new Promise<string>((resolve, reject) => {
			served.child.stdout?.once('data', (text: string) => {
				resolve((JSON.parse(text) as { url: string }).url);
			});
			void served.ended.then(({ stderr }) => {
				reject(new Error(stderr));
			});
		});
		const page = await fetch(url);
		expect(page.status).toBe(200);
		expect(await page.text()).toContain('Make or buy, use case by use case');
		served.child.kill('SIGINT');
		await served.ended;
		const rebuilt = await run('serve', '--port', '0', '--rebuild');
		expect(rebuilt.code).toBe(2);
		expect(rebuilt.stderr).toContain('of an installed package cannot be built anew');
	});
});
