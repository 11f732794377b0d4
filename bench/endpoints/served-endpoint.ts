/**
 * Endpoints that `bench` serves itself live in a process of their own, so that they never share a thread with a clock.
 * This file has both sides: `startEndpoint` for the parent, `runEndpoint` for the child's entry file.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { BenchError, errorMessage, type BenchErrorCode, type Problem } from '#core/errors.ts';

/** A child process that serves HTTP on loopback and says over IPC when it is ready. */
export interface ServedEndpoint extends AsyncDisposable {
	/** `http://127.0.0.1:PORT`, without a path. */
	readonly baseUrl: string;
	readonly pid: number;
	/** Whatever the child reported with ready; undefined if nothing. */
	readonly info: unknown;
	/** Asks the child to close and kills it if it does not; resolves when the process is gone. May be called again. */
	stop(): Promise<void>;
	/** Resolves when the child ends by itself, with a sentence why; stays pending after `stop`. */
	readonly ended: Promise<string>;
}

export interface StartEndpointOptions {
	/** The child's `.ts` entry file, which calls `runEndpoint`. */
	module: URL;
	/** Variables of the child beside those of this process that it gets. */
	env?: Readonly<Record<string, string>>;
	/** Given to the child's `serve`; anything that can be cloned structurally. */
	settings: unknown;
	/** What the endpoint is called in messages, such as `the llama.cpp engine`. */
	name: string;
	/** Longest wait from the start of the process to ready, ms. */
	startTimeoutMs?: number;
	/** Longest wait from being asked to stop to the end of the process before it is killed, ms. */
	stopGraceMs?: number;
	/** Gives up the start. A served endpoint is ended by `stop` only, so that requests in flight can drain first. */
	signal?: AbortSignal;
	/** The error for a child that died before it was ready; by default `E_INTERNAL`. */
	diedError?: (sentence: string) => BenchError;
}

interface CrossingError {
	/** Null for anything that was not a `BenchError`. */
	code: BenchErrorCode | null;
	message: string;
	hint: string | null;
	problems: readonly Problem[];
}

type ToChild = { type: 'start'; settings: unknown } | { type: 'stop' };

type FromChild =
	{ type: 'ready'; port: number; info: unknown } | { type: 'failed'; error: CrossingError };

/** Only these reach the child: keys in the environment must not leak into it. */
const passedVariables = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_COMPILE_CACHE'];

/** Characters of the child's output that are kept for messages. */
const keptOutputLength = 2_000;

const defaultStartTimeoutMs = 60_000;
const defaultStopGraceMs = 3_000;

const collectOutput = (child: ChildProcess): (() => string) => {
	let tail = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => {
			tail = (tail + text).slice(-keptOutputLength);
		});
	}
	return () => tail.trim();
};

/** From here on the child alone does not keep the parent running; it dies with the parent anyway. */
const letParentEnd = (child: ChildProcess): void => {
	child.unref();
	child.channel?.unref();
	for (const stream of [child.stdout, child.stderr]) {
		if (stream instanceof Socket) stream.unref();
	}
};

const childError = (name: string, error: CrossingError): BenchError =>
	error.code === null
		? new BenchError('E_INTERNAL', `${name} could not start: ${error.message}`)
		: new BenchError(error.code, error.message, {
				problems: error.problems,
				...(error.hint === null ? {} : { hint: error.hint })
			});

/** Starts a child that serves HTTP on loopback; rejects with a `BenchError` and leaves no process behind. */
export const startEndpoint = async (options: StartEndpointOptions): Promise<ServedEndpoint> => {
	const { name, signal, startTimeoutMs = defaultStartTimeoutMs } = options;
	const interrupted = (): BenchError =>
		new BenchError('E_INTERRUPTED', `${name} was stopped while it started`);
	if (signal?.aborted === true) throw interrupted();

	const child = fork(fileURLToPath(options.module), [], {
		execPath: process.execPath,
		execArgv: [],
		// A process group of its own: Ctrl-C in the terminal must not end it before the parent has drained.
		detached: true,
		serialization: 'advanced',
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		env: {
			...Object.fromEntries(
				passedVariables.flatMap((key) => {
					const value = process.env[key];
					return value === undefined ? [] : [[key, value]];
				})
			),
			...options.env
		}
	});
	const lastOutput = collectOutput(child);

	let stopping = false;
	const exited = new Promise<void>((resolve) => {
		child.once('exit', () => {
			resolve();
		});
		// A process that was never spawned has no exit event.
		child.once('error', () => {
			if (child.pid === undefined) resolve();
		});
	});
	const ended = new Promise<string>((resolve) => {
		// `close` and not `exit`: the last output has arrived by then.
		child.once('close', (code, endSignal) => {
			if (stopping) return;
			const how = endSignal === null ? `exit code ${String(code)}` : `signal ${endSignal}`;
			const output = lastOutput();
			resolve(
				`${name} ended by itself (${how})${output === '' ? '' : `; its last output: ${output}`}`
			);
		});
	});

	const tell = (message: ToChild): void => {
		// The callback takes the error of a channel that has just closed; `exited` tells the rest.
		if (child.connected) child.send(message, () => undefined);
	};

	const kill = async (): Promise<void> => {
		stopping = true;
		child.kill('SIGKILL');
		await exited;
	};

	const ready = new Promise<{ port: number; info: unknown }>((resolve, reject) => {
		child.on('message', (message) => {
			const said = message as FromChild;
			if (said.type === 'ready') resolve(said);
			else reject(childError(name, said.error));
		});
		child.once('error', (cause) => {
			reject(new BenchError('E_INTERNAL', `${name} cannot be run: ${cause.message}`, { cause }));
		});
		void ended.then((sentence) => {
			reject(options.diedError?.(sentence) ?? new BenchError('E_INTERNAL', sentence));
		});
	});

	let onAbort: (() => void) | undefined;
	let timer: NodeJS.Timeout | undefined;
	const givenUp = new Promise<never>((_, reject) => {
		onAbort = () => {
			reject(interrupted());
		};
		signal?.addEventListener('abort', onAbort, { once: true });
		timer = setTimeout(() => {
			const output = lastOutput();
			reject(
				new BenchError(
					'E_INTERNAL',
					`${name} was not ready after ${String(startTimeoutMs / 1_000)} s` +
						(output === '' ? '' : `; its last output: ${output}`)
				)
			);
		}, startTimeoutMs);
	});

	tell({ type: 'start', settings: options.settings });
	let report: { port: number; info: unknown };
	try {
		report = await Promise.race([ready, givenUp]);
	} catch (error) {
		await kill();
		throw error;
	} finally {
		clearTimeout(timer);
		if (onAbort) signal?.removeEventListener('abort', onAbort);
	}
	letParentEnd(child);

	let stopped: Promise<void> | undefined;
	const stopOnce = async (): Promise<void> => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		stopping = true;
		child.ref();
		tell({ type: 'stop' });
		const grace = setTimeout(() => {
			child.kill('SIGKILL');
		}, options.stopGraceMs ?? defaultStopGraceMs);
		await exited;
		clearTimeout(grace);
	};
	const stop = (): Promise<void> => (stopped ??= stopOnce());

	return {
		baseUrl: `http://127.0.0.1:${String(report.port)}`,
		pid: child.pid as number,
		info: report.info,
		stop,
		ended,
		[Symbol.asyncDispose]: stop
	};
};

/** What a child serves: bound to 127.0.0.1 on a port that the system chose. */
export interface Serving {
	port: number;
	/** Facts for the parent, anything that can be cloned structurally. */
	info?: unknown;
	close(): Promise<void>;
}

/**
 * In the child: waits for the settings, calls `serve`, reports ready or what went wrong, closes when asked and dies
 * with the parent. The last statement of an entry file.
 */
export const runEndpoint = (serve: (settings: unknown) => Promise<Serving>): void => {
	const send = process.send?.bind(process);
	if (!send) throw new BenchError('E_INTERNAL', 'this file is started by bench, not by hand');

	// Nobody is left to serve or to report to. Not an orderly exit: that could wait for native work.
	const die = (): void => {
		process.kill(process.pid, 'SIGKILL');
	};
	process.on('disconnect', die);
	if (!process.connected) die();

	const report = (message: FromChild): Promise<void> =>
		new Promise((resolve) => {
			// A parent that has gone cannot be told; `disconnect` ends this process.
			send(message, undefined, undefined, () => {
				resolve();
			});
		});

	const end = (code: number): void => {
		// eslint-disable-next-line no-restricted-properties -- an entry point of a process, as bench/cli.ts is one
		process.exit(code);
	};

	let serving: Promise<Serving> | undefined;

	const start = async (settings: unknown): Promise<void> => {
		try {
			serving = serve(settings);
			const { port, info } = await serving;
			await report({ type: 'ready', port, info });
		} catch (error) {
			const known = error instanceof BenchError ? error : null;
			await report({
				type: 'failed',
				error: {
					code: known?.code ?? null,
					message: errorMessage(error),
					hint: known?.hint ?? null,
					problems: known?.problems ?? []
				}
			});
			end(1);
		}
	};

	const stop = async (): Promise<void> => {
		const started = await serving;
		await started?.close();
		end(0);
	};

	process.on('message', (message) => {
		const said = message as ToChild;
		void (said.type === 'start' ? start(said.settings) : stop());
	});
};
