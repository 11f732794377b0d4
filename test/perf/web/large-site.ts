/** The built site over large databases, each made once for each size and kept in the folder for temporary files. */
import { spawn } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLargeDatabase, type LargeDatabaseOptions } from '../large-database.ts';
import { buildComparison, type ComparisonOptions } from '../large-database/comparison.ts';

export interface LargeSite extends AsyncDisposable {
	url: string;
	/** `file:` URL. */
	database: string;
}

const spec = 'scenarios/costs/quoted.yaml';

type Note = (text: string) => void;

/** Path of a database of the folder for temporary files, built by `build` where it is not there. */
const keptDatabase = async (
	name: string,
	{ what, note, build }: { what: string; note: Note; build: (path: string) => Promise<void> }
): Promise<string> => {
	const path = join(tmpdir(), `${name}.db`);
	if (existsSync(path)) return path;
	note(`drawing ${what} into ${path}, once …`);
	// Whole or not there, even where it is stopped.
	const part = `${path}.${String(process.pid)}`;
	await build(part);
	renameSync(part, path);
	return path;
};

/** Starts `bench serve` over a file and resolves once it listens. */
const serve = async (path: string): Promise<LargeSite> => {
	const database = `file:${path}`;
	const args = ['--port', '0', '--json', '--db', database, '--include-emulated', '--spec', spec];
	const child = spawn(process.execPath, ['bench/bench.js', 'serve', ...args], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const url = await new Promise<string>((resolve, reject) => {
		child.stdout.once('data', (chunk: Buffer) => {
			resolve((JSON.parse(chunk.toString()) as { url: string }).url);
		});
		child.once('exit', (code) => {
			reject(new Error(`bench serve ended with ${String(code)}`));
		});
	});
	return {
		url,
		database,
		[Symbol.asyncDispose]: async () => {
			const ended = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await ended;
		}
	};
};

/** The site over 200 runs, or as many as the options say. */
export const openLargeSite = async (
	options: LargeDatabaseOptions,
	note: Note
): Promise<LargeSite> => {
	const { runs, attempts, seed } = options;
	return serve(
		await keptDatabase(`breakeven-large-${String(runs)}-${String(attempts)}-${String(seed)}`, {
			what: `${attempts.toLocaleString('en-US')} attempts`,
			note,
			build: (path) => buildLargeDatabase(path, options)
		})
	);
};

/** The site over one run of two targets; its scenarios lie beside the database. */
export const openComparisonSite = async (
	options: ComparisonOptions,
	note: Note
): Promise<LargeSite> => {
	const name = `breakeven-comparison-${String(options.items)}-${String(options.seed)}`;
	return serve(
		await keptDatabase(name, {
			what: `a comparison of ${options.items.toLocaleString('en-US')} items`,
			note,
			build: (path) => buildComparison(path, join(tmpdir(), name), options)
		})
	);
};
