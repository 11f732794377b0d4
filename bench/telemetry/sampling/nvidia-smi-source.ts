/** One nvidia-smi that prints a row for each GPU every so often, here or on another machine; each row counts from when it arrives. */
import { spawn, type ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { NvidiaSmiReader, nvidiaSmiFields, unknownField } from '../gpu/nvidia-smi-csv.ts';
import { SourceLog, type RunningSource } from './source-log.ts';
import { startProblem, toolEnvironment } from './tool-process.ts';
import { gpuValues } from './gpu-values.ts';

export interface NvidiaSmiOptions {
	/** Words that start it, such as `['nvidia-smi']` or `['ssh', 'gpu1', 'nvidia-smi']`. */
	command: readonly string[];
	/** Indexes of the GPUs; null for all. */
	devices: readonly number[] | null;
	intervalMs: number;
	nowMs: () => number;
}

/** After it has ended by itself, it is started again so often and after such a time. */
const mostRestarts = 3;
const restartAfterMs = 1_000;
/** Longest wait for the first row: ssh has to connect first. */
const firstRowWithinMs = 10_000;
/** Beyond two intervals, longest wait for the last row, and for its end. */
const graceMs = 1_000;

export const nvidiaSmiArguments = (
	fields: readonly string[],
	{ devices, intervalMs }: Pick<NvidiaSmiOptions, 'devices' | 'intervalMs'>
): string[] => [
	`--query-gpu=${fields.join(',')}`,
	'--format=csv',
	'-lms',
	String(intervalMs),
	...(devices === null ? [] : ['-i', devices.join(',')])
];

export const startNvidiaSmi = (options: NvidiaSmiOptions): RunningSource => {
	const { command, devices, intervalMs, nowMs } = options;
	const [program = '', ...before] = command;
	const log = new SourceLog();
	let fields: readonly string[] = nvidiaSmiFields;
	let child: ChildProcess | null = null;
	let restarts = 0;
	let isStopping = false;
	let restartTimer: NodeJS.Timeout | undefined;
	let ended: Promise<void> = Promise.resolve();
	let onRow: (atMs: number) => void = () => undefined;
	let settle: () => void = () => undefined;
	const firstRow = new Promise<void>((resolve) => (settle = resolve));
	const wanted = devices === null ? null : new Set(devices.map(String));

	const start = (): void => {
		const reader = new NvidiaSmiReader();
		let rest = '';
		let lastWords = '';
		const running = spawn(program, [...before, ...nvidiaSmiArguments(fields, options)], {
			env: toolEnvironment(),
			stdio: ['ignore', 'pipe', 'pipe'],
			// Ctrl-C in the terminal must not end it before the answers in flight have come.
			detached: true
		});
		child = running;
		const take = (line: string, atMs: number): void => {
			const read = reader.read(line);
			if (read.kind === 'message' && read.text !== '') lastWords = read.text;
			if (read.kind !== 'row' || wanted?.has(read.reading.device) === false) return;
			const { device, name } = read.reading;
			log.add(device, atMs, gpuValues(read.reading));
			if (name !== null) log.titles.set(device, name);
			log.samples++;
			onRow(atMs);
			settle();
		};
		running.stdout.setEncoding('utf8').on('data', (text: string) => {
			const atMs = nowMs();
			const busyFromMs = performance.now();
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) if (line.trim() !== '') take(line, atMs);
			log.busyMs += performance.now() - busyFromMs;
		});
		running.stderr.setEncoding('utf8').on('data', (text: string) => {
			lastWords = text.trim().split('\n')[0] ?? lastWords;
		});
		ended = new Promise((resolve) => {
			running.once('error', (error: NodeJS.ErrnoException) => {
				log.fail(startProblem(program, error));
				restarts = mostRestarts;
				settle();
				resolve();
			});
			running.once('close', (code, signal) => {
				resolve();
				child = null;
				if (isStopping) return;
				const unknown = unknownField(lastWords);
				if (unknown !== null && fields.includes(unknown) && fields.length > 2) {
					// An older nvidia-smi; it has the rest.
					fields = fields.filter((field) => field !== unknown);
					start();
					return;
				}
				const how = signal ?? `exit code ${String(code)}`;
				log.fail(
					`${command.join(' ')} ended by itself (${how})${lastWords === '' ? '' : `: ${lastWords.slice(0, 200)}`}`
				);
				settle();
				if (restarts++ < mostRestarts) restartTimer = setTimeout(start, restartAfterMs);
			});
		});
	};
	start();

	const tooLate = new AbortController();
	const ready = Promise.race([
		firstRow,
		delay(firstRowWithinMs, undefined, { signal: tooLate.signal }).then(
			() => {
				log.fail(`${command.join(' ')} printed no row within ${String(firstRowWithinMs)} ms`);
			},
			() => undefined
		)
	]).finally(() => {
		tooLate.abort();
	});

	return {
		log,
		ready,
		stop: async () => {
			const stopMs = nowMs();
			clearTimeout(restartTimer);
			if (child !== null && log.samples > 0) {
				const rowAfter = new Promise<void>((resolve) => {
					onRow = (atMs) => {
						if (atMs > stopMs) resolve();
					};
				});
				await Promise.race([rowAfter, ended, delay(2 * intervalMs + graceMs)]);
			}
			isStopping = true;
			tooLate.abort();
			clearTimeout(restartTimer);
			const running = child;
			if (running === null) return;
			running.kill('SIGTERM');
			const kill = setTimeout(() => running.kill('SIGKILL'), graceMs);
			await ended;
			clearTimeout(kill);
		}
	};
};
