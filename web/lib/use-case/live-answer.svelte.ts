/**
 * The answer to the values that stand on the page now: at once with few draws, then in full from a worker. What came from the
 * server is used until something is changed; what computes is loaded then.
 */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { chartRange } from './chart-range.ts';
import type { DecideAnswer, DecideRequest } from './decide-worker.ts';
import type * as engineModule from './engine.ts';
import type { Scale } from './page-state.ts';

type Engine = typeof engineModule;

/** A case with the values of the reader, and what to know about them. */
interface ChangedCase {
	costCase: CostCase;
	notes: string[];
}

export interface ServerAnswer {
	/** As given. */
	costCase: CostCase;
	changed: ChangedCase;
	decision: Decision;
	volumes: VolumeCosts;
}

/** Decimal text, by parameter id and by id of a hybrid. */
export interface ReaderValues {
	overrides: Readonly<Record<string, string>>;
	thresholds: Readonly<Record<string, string>>;
}

const isSameRecord = (
	a: Readonly<Record<string, string>>,
	b: Readonly<Record<string, string>>
): boolean =>
	Object.keys(a).length === Object.keys(b).length &&
	Object.entries(a).every(([id, value]) => b[id] === value);

const isSame = (a: ReaderValues, b: ReaderValues): boolean =>
	isSameRecord(a.overrides, b.overrides) && isSameRecord(a.thresholds, b.thresholds);

/**
 * A pause after the last change before the worker begins, ms; longer where a step takes long. A worker that starts between two steps
 * of a slider takes the time of the next, and is thrown away.
 */
const settleMs = 250;
const settleSteps = 4;

export class LiveAnswer {
	/** As given. */
	readonly costCase: CostCase;
	values = $state.raw<ReaderValues>({ overrides: {}, thresholds: {} });
	readonly #first: ServerAnswer;
	readonly #firstValues: ReaderValues;
	/** Null until something is to be computed, and while that is loaded. */
	#engine = $state.raw<Engine | null>(null);
	#loading: Promise<Engine> | null = null;
	/** Why nothing can be computed, a sentence for the reader; null where all is well. */
	failure = $state<string | null>(null);
	readonly #isFirst = $derived.by(() => isSame(this.values, this.#firstValues));
	readonly changed = $derived.by((): ChangedCase =>
		this.#isFirst || !this.#engine
			? this.#first.changed
			: this.#engine.overrideCase(this.costCase, this.values.overrides, this.values.thresholds)
	);
	/** The newest full answer, and the case it belongs to. */
	#full = $state.raw<{ costCase: CostCase; decision: Decision }>() as {
		costCase: CostCase;
		decision: Decision;
	};
	readonly isRefining = $derived.by(
		() =>
			this.#full.costCase !== this.changed.costCase ||
			(!this.#isFirst && !this.#engine && this.failure === null)
	);
	/** To the values of now; with few draws while the worker is at it. */
	readonly decision = $derived.by(() =>
		this.isRefining && this.#engine
			? this.#engine.decide(this.changed.costCase, 'quick')
			: this.#full.decision
	);
	/** The newest full answer, which may be that to the values before. */
	readonly full = $derived.by(() => this.#full.decision);
	readonly fullCase = $derived.by(() => this.#full.costCase);
	/** Of the crossover chart. */
	scale = $state<Scale>('log');
	readonly volumes = $derived.by(() =>
		!this.#engine || (this.decision === this.#first.decision && this.scale === this.#firstScale)
			? this.#first.volumes
			: this.#engine.costByVolume(
					this.changed.costCase,
					this.decision.evaluated,
					chartRange(this.changed.costCase, this.decision, this.scale)
				)
	);
	readonly #firstScale: Scale;
	#worker: Worker | null = null;
	#request = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(answer: ServerAnswer, { values, scale }: { values: ReaderValues; scale: Scale }) {
		this.costCase = answer.costCase;
		this.#first = answer;
		this.#firstValues = values;
		this.#firstScale = scale;
		this.scale = scale;
		this.values = values;
		this.#full = { costCase: answer.changed.costCase, decision: answer.decision };
	}

	/** What computes a case; `failure` says so where it cannot be loaded, and the next call tries again. */
	async prepare(): Promise<Engine | null> {
		this.#loading ??= import('./engine.ts');
		try {
			this.#engine = await this.#loading;
			this.failure = null;
		} catch {
			this.#loading = null;
			this.failure =
				'The figures could not be computed anew: a part of the page could not be loaded. They are those of the values before. Reload the page.';
		}
		return this.#engine;
	}

	/** How the crossover chart is drawn. */
	draw(scale: Scale): void {
		if (scale !== this.scale) void this.prepare();
		this.scale = scale;
	}

	/** Puts other values in place; the full answer follows. */
	change(values: ReaderValues): void {
		if (isSame(values, this.values)) return;
		this.values = values;
		void this.prepare();
		// Back to where the page began: the answer is here already.
		if (this.#isFirst) this.#take(this.#first.decision);
		this.#refineLater();
	}

	/** Begins the full answer once no change has come for a while. */
	#refineLater(): void {
		const start = performance.now();
		if (this.#timer !== null) clearTimeout(this.#timer);
		// The first timer runs out when the step has been drawn, and tells how long that took.
		this.#timer = setTimeout(() => {
			const stepMs = performance.now() - start;
			const pauseMs = Math.max(settleMs, settleSteps * stepMs);
			this.#timer = setTimeout(() => void this.#refine(), pauseMs);
		});
	}

	#take(decision: Decision): void {
		this.#full = { costCase: this.changed.costCase, decision };
		this.#worker?.terminate();
		this.#worker = null;
	}

	async #refine(): Promise<void> {
		const engine = await this.prepare();
		if (!engine || !this.isRefining) return;
		const { costCase } = this.changed;
		const request = ++this.#request;
		// One that still works on older values is of no use any more.
		this.#worker?.terminate();
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- the form that the bundler looks for
		const worker = new Worker(new URL('./decide-worker.ts', import.meta.url), { type: 'module' });
		this.#worker = worker;
		worker.addEventListener('message', ({ data }: MessageEvent<DecideAnswer>) => {
			if (data.request !== this.#request || costCase !== this.changed.costCase) return;
			this.#take(data.decision);
		});
		// Where no worker can run, the page answers itself and stands still for a moment.
		worker.addEventListener('error', () => {
			if (this.#worker === worker && this.isRefining) this.#take(engine.decide(costCase, 'full'));
		});
		const message: DecideRequest = { request, costCase };
		worker.postMessage(message);
	}

	/** Ends the worker. */
	close(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#worker?.terminate();
		this.#worker = null;
	}
}
