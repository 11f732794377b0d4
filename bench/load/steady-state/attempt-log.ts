/** What is kept of each attempt of a stage until it is summed up: numbers in columns, without one object per attempt. */
import { Samples } from '../samples.ts';

/** One attempt; null where it was not observed. Moments and times in ms. */
export interface LoggedAttempt {
	dueMs: number;
	endMs: number | null;
	/** First delta; null where nothing was streamed. */
	firstDeltaMs: number | null;
	/** Number of the worker that read it. */
	worker: number;
	/** Place in the schedule. */
	ordinal: number;
	isCompleted: boolean;
	isOnTime: boolean;
	/** Whether it counts as goodput. */
	isGood: boolean;
	ttftMs: number | null;
	serviceTtftMs: number | null;
	ttfaMs: number | null;
	tpotMs: number | null;
	e2eMs: number | null;
	inputTokens: number | null;
	outputTokens: number | null;
}

const columns = [
	'dueMs',
	'endMs',
	'firstDeltaMs',
	'worker',
	'ordinal',
	'ttftMs',
	'serviceTtftMs',
	'ttfaMs',
	'tpotMs',
	'e2eMs',
	'inputTokens',
	'outputTokens'
] as const;

export type LogColumn = (typeof columns)[number];

const [completedMark, onTimeMark, goodMark] = [1, 2, 4];

export class AttemptLog {
	readonly #columns = Object.fromEntries(columns.map((name) => [name, new Samples()])) as Record<
		LogColumn,
		Samples
	>;
	readonly #marks = new Samples();

	add(attempt: LoggedAttempt): void {
		for (const name of columns) this.#columns[name].add(attempt[name] ?? Number.NaN);
		this.#marks.add(
			(attempt.isCompleted ? completedMark : 0) +
				(attempt.isOnTime ? onTimeMark : 0) +
				(attempt.isGood ? goodMark : 0)
		);
	}

	get length(): number {
		return this.#marks.length;
	}

	/** One figure of all attempts in order of their ends; NaN where it was not observed. A view, valid until the next `add`. */
	column(name: LogColumn): Float64Array {
		return this.#columns[name].view();
	}

	isCompleted(index: number): boolean {
		return this.#has(index, completedMark);
	}

	isOnTime(index: number): boolean {
		return this.#has(index, onTimeMark);
	}

	isGood(index: number): boolean {
		return this.#has(index, goodMark);
	}

	/** Attempts in order of their due moments. */
	byDue(): Uint32Array {
		const due = this.column('dueMs');
		return Uint32Array.from(due.keys()).sort((a, b) => (due[a] as number) - (due[b] as number));
	}

	/** A figure of the whole answers among these attempts, in their order; those without it are left out. */
	observed(name: LogColumn, attempts: ArrayLike<number>): Float64Array {
		const from = this.column(name);
		const found = new Float64Array(attempts.length);
		let n = 0;
		for (let i = 0; i < attempts.length; i++) {
			const index = attempts[i] as number;
			const value = from[index] as number;
			if (this.isCompleted(index) && !Number.isNaN(value)) found[n++] = value;
		}
		return found.subarray(0, n);
	}

	#has(index: number, mark: number): boolean {
		return (((this.#marks.view()[index] as number) / mark) & 1) === 1;
	}
}
