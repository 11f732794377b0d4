/** The command line: the only file that reads argv, writes to the standard streams and sets the exit code. */
import { Command, CommanderError } from 'commander';
import { BenchError, errorMessage, exitCodes } from '#core/errors.ts';
import { renderProblems } from '#core/grouped-problems.ts';
import type { CommandContext, Interrupts } from './commands/context.ts';
import { benchVersion } from '#bench/telemetry/host-facts.ts';
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

/** Columns of a terminal that does not know its size. */
const fallbackColumns = 80;

const createContext = (interrupts: Interrupts): CommandContext => ({
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
		columns: () => process.stderr.columns || fallbackColumns
	},
	outputColumns: process.stdout.isTTY ? process.stdout.columns || fallbackColumns : null,
	env: process.env,
	interrupts,
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
	lines.push(...renderProblems(error.problems).map((problem) => `  ${problem}`));
	if (error.hint !== null) lines.push(`hint: ${error.hint}`);
	if (process.env['BENCH_DEBUG'] && error.cause !== undefined) {
		lines.push(`cause: ${errorMessage(error.cause)}`);
	}
	return `${lines.join('\n')}\n`;
};

/** Where to read how a command is called; the words of the command as they were written, such as `judge pairs`, none for none. */
const usageHint = (words: readonly string[]): string =>
	words.length === 0
		? 'bench --help lists the commands.'
		: `bench ${words.join(' ')} --help says what it takes.`;

/** The command that was asked for: the first argument that is no flag. */
const wantedCommand = (args: readonly string[]): string | undefined =>
	args.find((arg) => !arg.startsWith('-'));

/** The longest beginning of the arguments that names a command or one of its sub-commands. */
const wordsOfCommand = (program: Command, args: readonly string[]): string[] => {
	const words: string[] = [];
	let at = program;
	for (const arg of args) {
		if (arg.startsWith('-')) continue;
		const next = at.commands.find((command) => command.name() === arg);
		if (!next) break;
		words.push(arg);
		at = next;
	}
	return words;
};

/** Each command of a tree says where its own help is. */
const hintAtHelp = (command: Command, words: readonly string[]): void => {
	command.showHelpAfterError(`hint: ${usageHint(words)}`);
	for (const child of command.commands) hintAtHelp(child, [...words, child.name()]);
};

const errorBody = (error: unknown, hint: string) => {
	if (error instanceof BenchError) {
		const { code, message, hint, problems } = error;
		return { code, message, hint, problems };
	}
	if (error instanceof CommanderError) {
		const isMissing = error.code === 'commander.help';
		const message = isMissing ? 'a command is missing' : error.message.replace(/^error: /, '');
		return { code: 'E_USAGE', message, hint, problems: [] };
	}
	return { code: 'E_INTERNAL', message: errorMessage(error), hint: null, problems: [] };
};

const errorJson = (error: unknown, hint: string): string => {
	const body = errorBody(error, hint);
	return `${JSON.stringify({ error: body }, null, '\t')}\n`;
};

/** The commands, the wanted one with all that it takes. */
const readCommands = async (args: readonly string[], context: CommandContext): Promise<Command> => {
	const wanted = wantedCommand(args);
	const program = new Command('bench')
		.description(
			'Decide, use case by use case, whether to run an open model yourself or to buy a frontier API.'
		)
		.helpOption('-h, --help', 'show help')
		.version(benchVersion(), '-V, --version', 'show the version')
		.addHelpText('after', exitCodeHelp)
		.showSuggestionAfterError()
		// As every other error looks; commands take it over.
		.configureOutput({
			outputError: (text, write) => {
				write(text.replace(/^error: /u, 'error E_USAGE: '));
			}
		})
		// So that a command and its sub-commands may have options of the same name.
		.enablePositionalOptions()
		.exitOverride();
	for (const { name, summary, load } of commandEntries) {
		const command = program.command(name).description(summary).exitOverride();
		if (name === wanted || (wanted === 'help' && args.includes(name))) {
			(await load()).define(command, context);
		}
	}
	hintAtHelp(program, []);
	return program;
};

// The reader of a pipe has gone (`bench … | head`): nobody is left to write for, but a run goes on and is stored.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') return;
	process.stderr.write(`error E_INTERNAL: the output cannot be written: ${error.message}\n`);
	process.exitCode = exitCodes.internal;
});

const args = process.argv.slice(2);
const interrupts = createInterrupts();
let words: string[] = [];
try {
	const program = await readCommands(args, createContext(interrupts));
	words = wordsOfCommand(program, args);
	await program.parseAsync([...args], { from: 'user' });
} catch (error) {
	const isHelp = error instanceof CommanderError && error.exitCode === 0;
	if (error instanceof CommanderError) {
		// It has said on stderr what is wrong.
		process.exitCode = isHelp ? exitCodes.ok : exitCodes.usage;
	} else {
		process.stderr.write(renderError(error));
		process.exitCode = error instanceof BenchError ? error.exitCode : exitCodes.internal;
	}
	if (args.includes('--json') && !isHelp) {
		process.stdout.write(errorJson(error, usageHint(words)));
	}
}
// A connection that is still being tried must not hold up whoever pressed Ctrl-C.
if (interrupts.exitCode() !== null) {
	process.stdout.write('', () => {
		process.exit();
	});
}
