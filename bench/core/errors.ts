/**
 * The one error class of the project, its codes and the exit codes that scripts branch on.
 * A failed request is data (see `attempt.ts`); only a failed run, command or input is a `BenchError`.
 */

/** What the process exits with. Scripts depend on these numbers; they never change meaning. */
export const exitCodes = {
	ok: 0,
	internal: 1,
	usage: 2,
	thresholdFailed: 3,
	runInvalid: 4,
	targetUnreachable: 5,
	budgetReached: 6,
	authentication: 7,
	interrupted: 130,
	terminated: 143
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Every error code with the exit code it leads to. */
const exitCodeByErrorCode = {
	E_INTERNAL: exitCodes.internal,
	/** The database could not be written or read; the message says which rows are safe. */
	E_DATABASE: exitCodes.internal,
	/** Wrong flags or arguments. */
	E_USAGE: exitCodes.usage,
	/** A config, scenario or other input file has problems; all of them are listed. */
	E_CONFIG: exitCodes.usage,
	/** A file that should exist cannot be read. */
	E_FILE: exitCodes.usage,
	/** A model file is not a GGUF model that the engine can load. */
	E_MODEL_FILE: exitCodes.usage,
	/** What a broken-off run rests on has changed since it began. */
	E_DRIFT: exitCodes.usage,
	/** Something named on the command line does not exist in the database. */
	E_NOT_FOUND: exitCodes.usage,
	/** The run ended, but no stage of it can be trusted. */
	E_RUN_INVALID: exitCodes.runInvalid,
	/** What was asked to be shown was not shown, or a limit was not kept. */
	E_THRESHOLD: exitCodes.thresholdFailed,
	/** No answer from the target's address. */
	E_UNREACHABLE: exitCodes.targetUnreachable,
	/** The plan's worst case costs more than the cap, the cap is reached, or an endpoint bills more than the worst case. */
	E_BUDGET: exitCodes.budgetReached,
	/** The target refused the key, or the key is missing from the environment. */
	E_AUTH: exitCodes.authentication,
	/** Stopped by the user. */
	E_INTERRUPTED: exitCodes.interrupted
} as const satisfies Record<string, ExitCode>;

export type BenchErrorCode = keyof typeof exitCodeByErrorCode;

/** One problem found in an input file. */
export interface Problem {
	/** The file as the user named it. */
	file: string;
	/** 1-based line; null where the problem belongs to no line (a missing file). */
	line: number | null;
	/** Where in the document, such as `targets[1].baseUrl`; empty for the document itself. */
	path: string;
	/** What is wrong and what was expected, one sentence. */
	message: string;
}

/** `bench.yaml:12 targets[1].baseUrl: expected a URL` */
export const renderProblem = (problem: Problem): string => {
	const place = problem.line === null ? problem.file : `${problem.file}:${String(problem.line)}`;
	return `${place}${problem.path === '' ? '' : ` ${problem.path}`}: ${problem.message}`;
};

/** An error meant for a person: what happened, and what to do about it. */
export class BenchError extends Error {
	override readonly name = 'BenchError';
	readonly code: BenchErrorCode;
	/** What to do next, one or two sentences; null where nothing helps. */
	readonly hint: string | null;
	/** Single problems behind this error, for input files with several. */
	readonly problems: readonly Problem[];

	constructor(
		code: BenchErrorCode,
		message: string,
		options: { hint?: string; cause?: unknown; problems?: readonly Problem[] } = {}
	) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.code = code;
		this.hint = options.hint ?? null;
		this.problems = options.problems ?? [];
	}

	get exitCode(): ExitCode {
		return exitCodeByErrorCode[this.code];
	}
}

/** The text of anything thrown, for messages that quote a cause. */
export const errorMessage = (error: unknown): string =>
	error instanceof Error ? error.message : String(error);
