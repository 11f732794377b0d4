/** The command line: the only file that reads argv, writes to the standard streams and sets the exit code. */
import { Command, CommanderError } from 'commander';
import { BenchError, errorMessage, exitCodes, renderProblem } from '#core/errors.ts';
import type { CommandContext, Interrupts } from './commands/context.ts';
import { commandEntries } from './commands/registry.ts';

const exitCodeHelp = `
Exit codes: 0 ok, 1 internal, 2 usage or config, 3 threshold failed, 4 run invalid, 5 target unreachable,
6 budget reached, 7 authentication, 130 and 143 stopped by a signal.
Every command takes --json for data on stdout; progress goes to stderr.`;

const createInterrupts = (): Interrupts => {
	let handlers: { first: () => void; again: () => void } | null = null;
	let exitCode: number | null = null;
	const receive = (code: number): void => {
		const isFirst = exitCode === null;
		exitCode ??= code;
		if (!handlers) process.exit(exitCode);
		if (isFirst) handlers.first();
		else handlers.again();
	};
	process.on('SIGINT', () => {
		receive(exitCodes.interrupted);
	});
	process.on('SIGTERM', () => {
		receive(exitCodes.terminated);
	});
	return {
		handle: (next) => {
			handlers = next;
			return {
				release: () => {
					handlers = null;
				}
			};
		},
		exitCode: () => exitCode
	};
};

const createContext = (): CommandContext => ({
	print: (text) => {
		process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
	},
	note: (text) => {
		process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
	},
	progress: {
		write: (text) => {
			process.stderr.write(text);
		},
		isTerminal: process.stderr.isTTY && process.env['TERM'] !== 'dumb',
		columns: () => process.stderr.columns
	},
	outputColumns: process.stdout.isTTY ? process.stdout.columns : null,
	env: process.env,
	interrupts: createInterrupts(),
	reportError: (error) => {
		process.stderr.write(renderError(error));
		process.exitCode = error.exitCode;
	},
	setExitCode: (code) => {
		process.exitCode = code;
	}
});

const renderError = (error: unknown): string => {
	if (!(error instanceof BenchError)) {
		const stack =
			error instanceof Error && process.env['BENCH_DEBUG'] ? `\n${error.stack ?? ''}` : '';
		return `internal error: ${errorMessage(error)}${stack}\nThis is a fault in bench itself; BENCH_DEBUG=1 shows where.\n`;
	}
	const lines = [`error ${error.code}: ${error.message}`];
	lines.push(...error.problems.map((problem) => `  ${renderProblem(problem)}`));
	if (error.hint !== null) lines.push(`hint: ${error.hint}`);
	if (process.env['BENCH_DEBUG'] && error.cause !== undefined) {
		lines.push(`cause: ${errorMessage(error.cause)}`);
	}
	return `${lines.join('\n')}\n`;
};

const errorJson = (error: unknown): string => {
	const body =
		error instanceof BenchError
			? {
					code: error.code,
					message: error.message,
					hint: error.hint,
					problems: error.problems
				}
			: { code: 'E_INTERNAL', message: errorMessage(error), hint: null, problems: [] };
	return `${JSON.stringify({ error: body }, null, '\t')}\n`;
};

const main = async (args: readonly string[]): Promise<void> => {
	const context = createContext();
	const program = new Command('bench')
		.description(
			'Decide, use case by use case, whether to run an open model yourself or to buy a frontier API.'
		)
		.helpOption('-h, --help', 'show help')
		.version('0.1.0', '-V, --version', 'show the version')
		.addHelpText('after', exitCodeHelp)
		.showSuggestionAfterError()
		.exitOverride();
	const wanted = args.find((arg) => !arg.startsWith('-'));
	for (const { name, summary, load } of commandEntries) {
		const command = program.command(name).description(summary).exitOverride();
		if (name === wanted || (wanted === 'help' && args.includes(name))) {
			(await load()).define(command, context);
		}
	}
	await program.parseAsync([...args], { from: 'user' });
};

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	// The reader of a pipe has gone (`bench … | head`): there is nobody left to write for.
	if (error.code === 'EPIPE') process.exit(exitCodes.ok);
	throw error;
});

const args = process.argv.slice(2);
try {
	await main(args);
} catch (error) {
	if (error instanceof CommanderError) {
		process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
	} else {
		process.stderr.write(renderError(error));
		if (args.includes('--json')) process.stdout.write(errorJson(error));
		process.exitCode = error instanceof BenchError ? error.exitCode : exitCodes.internal;
	}
}
