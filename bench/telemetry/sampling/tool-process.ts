/** What programs that read GPUs are started with: words, no shell, and no key of the environment. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Only these reach the program; ssh needs the last two. */
const passedVariables = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'SSH_AUTH_SOCK'];

export const toolEnvironment = (): Record<string, string> =>
	Object.fromEntries(
		passedVariables.flatMap((name) => {
			const value = process.env[name];
			return value === undefined ? [] : [[name, value]];
		})
	);

/** Why a program could not be started, in words. */
export const startProblem = (program: string, error: NodeJS.ErrnoException): string => {
	if (error.code === 'ENOENT') return `${program} is not there`;
	if (error.code === 'EACCES') return `${program} may not be run`;
	return `${program} cannot be run: ${error.message}`;
};

/** What a program prints. Throws with its last words where it fails. */
export const runTool = async (words: readonly string[], signal: AbortSignal): Promise<string> => {
	const [program = '', ...rest] = words;
	try {
		const { stdout } = await run(program, rest, {
			env: toolEnvironment(),
			maxBuffer: 16 * 1_048_576,
			signal
		});
		return stdout;
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		const failure = error as NodeJS.ErrnoException & { stderr?: string; stdout?: string };
		if (typeof failure.code === 'string') throw new Error(startProblem(program, failure));
		const said = `${failure.stdout ?? ''}\n${failure.stderr ?? ''}`.trim().split('\n')[0] ?? '';
		throw new Error(
			`${program} failed (exit code ${String(failure.code)}): ${said.slice(0, 200)}`,
			{
				cause: error
			}
		);
	}
};
