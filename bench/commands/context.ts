/** What a command sees of the outside world, so that only the command line touches it. */
import type { BenchError } from '#core/errors.ts';

/** What a command may use of the outside world. Only `bench/cli.ts` makes one. */
export interface CommandContext {
	/** Data, to stdout. */
	print: (text: string) => void;
	/** Progress and remarks, to stderr. */
	note: (text: string) => void;
	/** Where live progress is drawn, and whether that is a terminal. */
	progress: { write: (text: string) => void; isTerminal: boolean; columns: () => number };
	/** Columns of stdout; null where it is no terminal. */
	outputColumns: number | null;
	env: Readonly<Record<string, string | undefined>>;
	interrupts: Interrupts;
	/** Prints an error and sets its exit code, for a command that still has data to print. */
	reportError: (error: BenchError) => void;
	/** Sets the exit code of a command that did its work but found something wrong. */
	setExitCode: (code: number) => void;
}

export interface Interrupts {
	/**
	 * Registers what the first and every further Ctrl-C (or SIGTERM) does, until `release` is called. While nothing is
	 * registered a signal ends the process.
	 */
	handle: (handlers: { first: () => void; again: () => void }) => { release: () => void };
	/** The exit code of the signal that came; null before. */
	exitCode: () => number | null;
}
