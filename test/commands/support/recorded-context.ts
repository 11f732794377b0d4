/** Runs a command of the registry in this process and records what it would show; for the many ways to call it wrongly. */
import { Command, CommanderError } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { CommandContext } from '#bench/commands/context.ts';
import { commandEntries } from '#bench/commands/registry.ts';

export interface Recorded {
	stdout: string;
	stderr: string;
	/** What was thrown; null if the command came to its end. */
	error: BenchError | CommanderError | null;
	/** What the command set although it came to its end; null where nothing. */
	exitCode: number | null;
}

export const callCommand = async (
	name: string,
	args: readonly string[],
	env: Record<string, string> = {},
	/** Columns of stdout; null where it is no terminal. */
	outputColumns: number | null = null
): Promise<Recorded> => {
	let [stdout, stderr] = ['', ''];
	let exitCode: number | null = null;
	const write = (text: string): void => {
		stderr += text;
	};
	const context: CommandContext = {
		print: (text) => {
			stdout += `${text}\n`;
		},
		note: (text) => {
			write(`${text}\n`);
		},
		progress: { write, isTerminal: false, columns: () => 80 },
		outputColumns,
		env,
		interrupts: { handle: () => ({ release: () => undefined }), exitCode: () => null },
		reportError: (error) => {
			throw error;
		},
		setExitCode: (code) => {
			exitCode = code;
		}
	};
	const entry = commandEntries.find((each) => each.name === name);
	if (!entry) throw new Error(`there is no command ${name}`);
	const program = new Command('bench').enablePositionalOptions().exitOverride();
	const command = program
		.command(name)
		.exitOverride()
		.configureOutput({ writeErr: write, writeOut: write });
	(await entry.load()).define(command, context);
	try {
		await program.parseAsync([name, ...args], { from: 'user' });
		return { stdout, stderr, error: null, exitCode };
	} catch (error) {
		if (error instanceof BenchError || error instanceof CommanderError) {
			return { stdout, stderr, error, exitCode };
		}
		throw error;
	}
};
