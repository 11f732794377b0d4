/** Runs a program of the user that writes a key or a token, such as the client of a password store. */
import { spawn } from 'node:child_process';
import { BenchError } from '#core/errors.ts';
import { msToS } from '#core/units.ts';
import { canBeSent } from './read-access.ts';

/** Longest time that a store may take, ms; it may wait for a finger on a key. */
export const secretCommandDeadlineMs = 10_000;
/** Output that is read, characters; the longest keys, signed tokens, have a few thousand. */
const mostOutput = 64_000;

export interface SecretCommand {
	/** What needs the secret in the words of a message, such as `target "ours"`. */
	whose: string;
	/** The secret in the words of a message, such as `key`. */
	what: string;
	/** Program and arguments. */
	command: readonly string[];
	env: Readonly<Record<string, string | undefined>>;
	/** Longest time that it may take, ms. */
	deadlineMs?: number;
	/** Ends the waiting; never where absent. */
	signal?: AbortSignal;
}

type End = { output: string } | { problem: string };

const outputOf = (
	[program = '', ...args]: readonly string[],
	{ env, deadlineMs, signal }: Pick<SecretCommand, 'env' | 'signal'> & { deadlineMs: number }
): Promise<End> =>
	new Promise((resolve) => {
		// What it says on stderr may hold the secret as well, so that nobody reads it.
		const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
		let output = '';
		const end = (outcome: End): void => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', abort);
			child.kill('SIGKILL');
			// What it has started may hold the pipe open.
			child.stdout.destroy();
			resolve(outcome);
		};
		const abort = (): void => {
			end({ problem: 'was broken off' });
		};
		const timer = setTimeout(() => {
			end({ problem: `took longer than ${String(msToS(deadlineMs))} s` });
		}, deadlineMs);
		signal?.addEventListener('abort', abort);
		child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
			output += chunk;
			if (output.length > mostOutput) end({ problem: 'wrote far more than a key' });
		});
		child.once('error', (error: NodeJS.ErrnoException) => {
			end({ problem: `cannot be run (${error.code ?? 'no reason given'})` });
		});
		child.once('close', (code, endedBy) => {
			if (code === 0) end({ output });
			else end({ problem: `ended with ${code === null ? (endedBy ?? '?') : String(code)}` });
		});
	});

/** What a program wrote, without the blanks around it, or why it cannot be had. Its arguments and what it wrote are in no problem: both may be secret. */
export const writtenSecret = async ({
	command,
	env,
	deadlineMs = secretCommandDeadlineMs,
	signal
}: Omit<SecretCommand, 'whose' | 'what'>): Promise<{ secret: string } | { problem: string }> => {
	const end = await outputOf(command, { env, deadlineMs, ...(signal && { signal }) });
	if ('problem' in end) return end;
	const secret = end.output.trim();
	if (secret === '') return { problem: 'wrote nothing' };
	if (/[\r\n]/u.test(secret)) return { problem: 'wrote several lines' };
	if (!canBeSent(secret)) {
		return { problem: 'wrote blanks or characters beyond ASCII, which cannot be sent' };
	}
	return { secret };
};

/**
 * What the program writes, without the blanks around it. Throws E_AUTH where it cannot be run, fails, takes too long, or writes nothing, several lines or what cannot
 * be sent. Its arguments and what it writes are in no message: both may be secret.
 */
export const runSecretCommand = async ({
	whose,
	what,
	...command
}: SecretCommand): Promise<string> => {
	const end = await writtenSecret(command);
	if (command.signal?.aborted) {
		throw new BenchError('E_INTERRUPTED', 'stopped before anything was sent');
	}
	if ('secret' in end) return end.secret;
	throw new BenchError(
		'E_AUTH',
		`the command "${command.command[0] ?? ''}", from which ${whose} takes its ${what}, ${end.problem}`,
		{
			hint: `Run it in the shell that runs bench: it must write the ${what} alone, on one line, and end with 0.`
		}
	);
};
