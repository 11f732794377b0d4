/** Runs a program of the user that grades an answer. */
import { spawn } from 'node:child_process';
import type { CommandOutcome } from '#bench/graders/grading-tools.ts';

/** Output that is read; a verdict is a line. */
const mostOutput = 100_000;

/** Runs it without a shell, and kills it at its deadline. Never throws. */
export const runCommand = (
	[program = '', ...args]: readonly string[],
	input: string,
	deadlineMs: number
): Promise<CommandOutcome> =>
	new Promise((resolve) => {
		// Keys of the environment are nothing for it; without a path it would find no program.
		const env = { PATH: process.env['PATH'] ?? '' };
		const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
		let output = '';
		const end = (outcome: CommandOutcome): void => {
			clearTimeout(timer);
			child.kill('SIGKILL');
			resolve(outcome);
		};
		const timer = setTimeout(() => {
			end({ problem: `the command took longer than ${String(deadlineMs)} ms` });
		}, deadlineMs);
		child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
			output += chunk;
			if (output.length > mostOutput) end({ problem: 'the command writes too much' });
		});
		child.once('error', (error) => {
			end({ problem: `the command cannot be run: ${error.message}` });
		});
		child.once('close', (code) => {
			end(code === 0 ? { output } : { problem: `the command ended with ${String(code)}` });
		});
		// One that reads nothing closes its end early.
		child.stdin.on('error', () => undefined).end(input);
	});
