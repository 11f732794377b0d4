import { describe, expect, it } from 'vitest';
import {
	runSecretCommand,
	secretCommandDeadlineMs
} from '#bench/commands/run/run-secret-command.ts';
import type { BenchError } from '#core/errors.ts';

const canary = 'key-canary/71c2+f0Zq';
const node = process.execPath;

/** The secret of a program that is written in JavaScript; no word of its command line holds the canary. */
const secretOf = (
	program: string,
	{ deadlineMs, signal }: { deadlineMs?: number; signal?: AbortSignal } = {}
): Promise<string> =>
	runSecretCommand({
		whose: 'target "ours"',
		what: 'key',
		command: [node, '-e', program],
		env: { ...process.env, OUR_CANARY: canary },
		...(deadlineMs === undefined ? {} : { deadlineMs }),
		...(signal && { signal })
	});

const failure = async (secret: Promise<string>): Promise<BenchError> =>
	secret.then(
		() => {
			throw new Error('it gave a key');
		},
		(error: unknown) => error as BenchError
	);

const write = 'process.stdout.write(process.env.OUR_CANARY';

describe('a command that writes a key', () => {
	it('gives what it writes without the blanks around it, and sees the environment', async () => {
		expect(await secretOf(`${write} + '\\n')`)).toBe(canary);
		expect(await secretOf(`${write}.padStart(40))`)).toBe(canary);
	});

	it.each([
		['', 'wrote nothing'],
		['console.log()', 'wrote nothing'],
		[`${write} + '\\nsecond line')`, 'wrote several lines'],
		[`${write} + ' and more')`, 'wrote blanks or characters beyond ASCII'],
		[`${write} + '\\u201d')`, 'wrote blanks or characters beyond ASCII'],
		[`${write} + '\\n'); process.exitCode = 3`, 'ended with 3'],
		[`${write} + '\\n'); process.kill(process.pid, 'SIGTERM')`, 'ended with SIGTERM'],
		[`console.error(process.env.OUR_CANARY); process.exit(1)`, 'ended with 1'],
		[`throw new Error(process.env.OUR_CANARY)`, 'ended with 1'],
		[`${write}.repeat(10_000))`, 'wrote far more than a key']
	])('is refused without a word of what it wrote: %s', async (program, problem) => {
		const error = await failure(secretOf(program));
		expect(error).toMatchObject({
			code: 'E_AUTH',
			message: expect.stringContaining(problem) as string
		});
		expect(error.message).toContain(
			`the command "${node}", from which target "ours" takes its key`
		);
		expect(`${error.message} ${error.hint ?? ''} ${error.stack ?? ''}`).not.toContain(canary);
		expect(error.message).not.toContain('OUR_CANARY');
	});

	it('that does not end is killed at its deadline, whatever holds its output open', async () => {
		expect(secretCommandDeadlineMs).toBe(10_000);
		const holdsOpen = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 30000)'], { stdio: 'inherit' });`;
		const beganMs = performance.now();
		const error = await failure(secretOf(holdsOpen, { deadlineMs: 500 }));
		expect(error.message).toContain('took longer than 0.5 s');
		expect(performance.now() - beganMs).toBeLessThan(20_000);
	});

	it('that is not there is named', async () => {
		const command = ['no-such-password-store', canary];
		const error = await failure(
			runSecretCommand({ whose: 'target "ours"', what: 'token', command, env: {} })
		);
		expect(error.message).toBe(
			'the command "no-such-password-store", from which target "ours" takes its token, cannot be run (ENOENT)'
		);
	});

	it('is killed where the user breaks off', async () => {
		const stop = new AbortController();
		const secret = failure(secretOf('setTimeout(() => {}, 9000)', { signal: stop.signal }));
		stop.abort();
		expect((await secret).code).toBe('E_INTERRUPTED');
	});
});
