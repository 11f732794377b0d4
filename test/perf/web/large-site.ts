/** The built site over a large database, which is made once for each size and kept in the folder for temporary files. */
import { spawn } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLargeDatabase, type LargeDatabaseOptions } from '../large-database.ts';

export interface LargeSite extends AsyncDisposable {
	url: string;
	/** `file:` URL. */
	database: string;
}

const spec = 'scenarios/costs/quoted.yaml';

const largeDatabase = async (
	options: LargeDatabaseOptions,
	note: (text: string) => void
): Promise<string> => {
	const { runs, attempts, seed } = options;
	const name = `breakeven-large-${String(runs)}-${String(attempts)}-${String(seed)}.db`;
	const path = join(tmpdir(), name);
	if (existsSync(path)) return path;
	note(`drawing ${attempts.toLocaleString('en-US')} attempts into ${path}, once …`);
	// Whole or not there, even where it is stopped.
	const part = `${path}.${String(process.pid)}`;
	await buildLargeDatabase(part, options);
	renameSync(part, path);
	return path;
};

/** Starts `bench serve` over it and resolves once it listens. */
export const openLargeSite = async (
	options: LargeDatabaseOptions,
	note: (text: string) => void
): Promise<LargeSite> => {
	const database = `file:${await largeDatabase(options, note)}`;
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
