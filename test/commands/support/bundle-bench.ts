/**
 * The command line as a few files, for tests that start it hundreds of times: of the 1.2 s of CPU that a short command takes, 0.4
 * go into finding and linking 870 modules. It is made anew for each test run, from the code of the checkout, whose files it finds
 * where they are. What starts from the checkout itself is tested by test/commands/cli.test.ts and by all of test/e2e.
 */
import { readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '../../..');
/** In the checkout, for packages are looked for in the folders above; of this run alone, as another may end before. */
const outFolder = join(root, `node_modules/.cache/bench-bundle-${String(process.pid)}`);

/** What starts in a process or a thread of its own. */
const entries = [
	'bench/bench.js',
	'bench/load/worker.ts',
	'bench/load/batch/worker.ts',
	'bench/endpoints/emulator/main.ts',
	'bench/endpoints/llama/main.ts',
	'bench/endpoints/stamping/main.ts',
	'bench/sandbox/sandbox-process.ts',
	'bench/importers/quotes/workbook-worker.ts'
];

/** Packages that load what lies beside them: programs, wasm and worker files. */
const external = [
	'libsql',
	'node-llama-cpp',
	'vite',
	'pino',
	'autocannon',
	'quickjs-emscripten',
	'@jitl/*'
];

const bundled = (file: string): string =>
	join(outFolder, relative(root, file)).replace(/\.ts$/u, '.js');

/** Addresses of files are those of the checkout, but for the entries; and what the built site shares with the process is there once. */
const addresses: Plugin = {
	name: 'addresses',
	setup: (bundling) => {
		bundling.onResolve({ filter: /^#bench\/operation\/site-process\.ts$/ }, () => ({
			path: pathToFileURL(join(root, 'bench/operation/site-process.ts')).href,
			external: true
		}));
		bundling.onLoad({ filter: /[/\\](bench|db|web)[/\\].*\.[jt]s$/ }, async ({ path }) => {
			if (path.includes('node_modules')) return undefined;
			const code = await readFile(path, 'utf8');
			const withEntries = code.replaceAll(
				/new URL\(\s*'([^']+\.ts)',\s*import\.meta\.url\s*\)/gu,
				(whole, to: string) => {
					const file = resolve(path, '..', to);
					return entries.includes(relative(root, file))
						? `new URL(${JSON.stringify(pathToFileURL(bundled(file)).href)})`
						: whole;
				}
			);
			const contents = withEntries.replaceAll(
				'import.meta.url',
				JSON.stringify(pathToFileURL(path).href)
			);
			return { contents, loader: 'ts' };
		});
	}
};

/** Makes the bundle and tells the tests of it; what comes back removes it. */
export const setup = async (): Promise<() => Promise<void>> => {
	await build({
		absWorkingDir: root,
		entryPoints: entries,
		outdir: outFolder,
		outbase: root,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node24',
		// Names of errors and functions are as they were.
		keepNames: true,
		external,
		banner: {
			js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(import.meta.url)});`
		},
		plugins: [addresses],
		logLevel: 'error'
	});
	process.env['BENCH_TEST_BUNDLE'] = bundled(join(root, 'bench/bench.js'));
	return () => rm(outFolder, { recursive: true, force: true });
};
