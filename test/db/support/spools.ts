/** Spools of other processes, for tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { spooledBatches, type SpooledBatch } from '#db/spool-lines.server.ts';

const script = fileURLToPath(new URL('./append-to-spool.ts', import.meta.url));

/** Appends transactions of so many bytes in a process whose files may not grow beyond some blocks of 512 bytes; what came of each. */
export const appendUnderLimit = async (
	file: string,
	sizes: readonly number[],
	blocks: number
): Promise<string[]> => {
	const args = [process.execPath, script, file, ...sizes.map(String)];
	const child = spawn('sh', ['-c', `ulimit -f ${String(blocks)} && exec "$@"`, 'sh', ...args], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	let written = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		written += text;
	});
	await once(child, 'close');
	return written.trim().split('\n');
};

/** All transactions of a file. */
export const batchesIn = async (file: string): Promise<SpooledBatch[]> => {
	const found: SpooledBatch[] = [];
	for await (const batch of spooledBatches(file)) found.push(batch);
	return found;
};

export interface LivingWriter {
	processId: number;
	/** Ends at once, as a kill does. */
	kill: () => Promise<void>;
}

/** A process that has put a transaction into a file and lives on. */
export const startWriter = async (file: string): Promise<LivingWriter> => {
	const child = spawn(process.execPath, [script, file, '10', 'stay'], {
		stdio: ['pipe', 'pipe', 'inherit']
	});
	const ended = once(child, 'close');
	const kill = async (): Promise<void> => {
		child.kill('SIGKILL');
		await ended;
	};
	onTestFinished(kill);
	let written = '';
	for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
		written += text;
		if (written.includes('ready')) break;
	}
	return { processId: child.pid ?? 0, kill };
};
