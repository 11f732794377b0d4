/** What a source has brought, and what it has not: a source that fails is data, never the end of a run. */
import { SampleTable } from './sample-table.ts';

/** Different reasons that are told apart; what else goes wrong counts for the last. */
const mostReasons = 20;

export class SourceLog {
	/** By what was read: the index of a GPU, or an empty text where there is one thing only. */
	readonly tables = new Map<string, SampleTable>();
	/** What else is known of a subject, such as the name of a GPU. */
	readonly titles = new Map<string, string>();
	/** Why samples are missing, with how often. */
	readonly failures = new Map<string, number>();
	/** How late each sample was begun, ms; samples that come by themselves have none. */
	readonly lateMs: number[] = [];
	/** Shortest time that a reading took, ms; null before the first. */
	shortestReadMs: number | null = null;
	samples = 0;
	failed = 0;
	/** Time that the thread of the clock spent on the samples of this source, ms. */
	busyMs = 0;

	add(subject: string, atMs: number, values: Readonly<Record<string, number | null>>): void {
		let table = this.tables.get(subject);
		if (!table) this.tables.set(subject, (table = new SampleTable()));
		table.add(atMs, values);
	}

	fail(reason: string): void {
		this.failed++;
		const known = this.failures.has(reason) || this.failures.size < mostReasons;
		const name = known ? reason : ([...this.failures.keys()].at(-1) ?? reason);
		this.failures.set(name, (this.failures.get(name) ?? 0) + 1);
	}

	/** The most frequent reason; null where nothing failed. */
	worstFailure(): string | null {
		return [...this.failures].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
	}
}

/** A source that is being read. */
export interface RunningSource {
	log: SourceLog;
	/** Settles after the first sample or the first failure. */
	ready: Promise<void>;
	/** Takes a last sample and ends; never rejects. */
	stop(): Promise<void>;
}
