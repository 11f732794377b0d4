/** `bench serve` as a child process, and what asks it. */
import { once } from 'node:events';
import { startBench, type RunningBench, type Workplace } from './bench-process.ts';

export interface Served {
	url: string;
	bench: RunningBench;
}

/** Starts the command on any free port and resolves once it has printed its address; rejects with its stderr where it ends before. */
export const serveSite = async (
	args: readonly string[],
	options: { workplace: Workplace; env?: Record<string, string> }
): Promise<Served> => {
	const bench = startBench(['serve', '--port', '0', '--json', ...args], options);
	const { stdout } = bench.child;
	if (!stdout) throw new Error('stdout is not a pipe');
	await Promise.race([
		once(stdout, 'data'),
		bench.ended.then(({ stderr }) => Promise.reject(new Error(stderr)))
	]);
	return { url: (JSON.parse(bench.stdout()) as { url: string }).url, bench };
};
