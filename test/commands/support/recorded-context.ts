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
}

export const callCommand = async (
	name: string,
	args: readonly string[],
	env: Record<string, string> = {}
): Promise<Recorded> => {
	let [stdout, stderr] = ['', ''];
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
		outputColumns: null,
		env,
		interrupts: { handle: () => ({ release: () => undefined }), exitCode: () => null },
		reportError: (error) => {
			throw error;
		},
		setExitCode: () => undefined
	};
	const entry = commandEntries.find((each) => each.name === name);
	if (!entry) throw new Error(`there is no command ${name}`);
	const program = new Command('bench').exitOverride();
	const command = program
		.command(name)
		.exitOverride()
		.configureOutput({ writeErr: write, writeOut: write });
	(await entry.load()).define(command, context);
	try {
		await program.parseAsync([name, ...args], { from: 'user' });
		return { stdout, stderr, error: null };
	} catch (error) {
		if (error instanceof BenchError || error instanceof CommanderError) {
			return { stdout, stderr, error };
		}
		throw error;
	}
};
