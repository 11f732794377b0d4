/**
 * The answer to the values that stand on the page now: at once with few draws, then in full from a worker. What came from the
 * server is used until something is changed.
 */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { costByVolume, type VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import { decide, type Decision } from '#bench/economics/case/decide.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import { chartRange } from './chart-range.ts';
import type { DecideAnswer, DecideRequest } from './decide-worker.ts';
import type { Scale } from './page-state.ts';

export interface ServerAnswer {
	costCase: CostCase;
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

/** A pause after the last change before the worker begins, ms: it cannot be interrupted. */
const settleMs = 120;

export class LiveAnswer {
	/** As given. */
	readonly costCase: CostCase;
	values = $state.raw<ReaderValues>({ overrides: {}, thresholds: {} });
	readonly changed = $derived.by(() =>
		overrideCase(this.costCase, this.values.overrides, this.values.thresholds)
	);
	/** The newest full answer, and the case it belongs to. */
	#full = $state.raw<{ costCase: CostCase; decision: Decision }>() as {
		costCase: CostCase;
		decision: Decision;
	};
	readonly isRefining = $derived.by(() => this.#full.costCase !== this.changed.costCase);
	/** To the values of now; with few draws while the worker is at it. */
	readonly decision = $derived.by(() =>
		this.isRefining ? decide(this.changed.costCase, 'quick') : this.#full.decision
	);
	/** The newest full answer, which may be that to the values before. */
	readonly full = $derived.by(() => this.#full.decision);
	readonly fullCase = $derived.by(() => this.#full.costCase);
	/** Of the crossover chart. */
	scale = $state<Scale>('log');
	readonly volumes = $derived.by(() =>
		this.decision === this.#first.decision && this.scale === this.#firstScale
			? this.#first.volumes
			: costByVolume(
					this.changed.costCase,
					this.decision.evaluated,
					chartRange(this.changed.costCase, this.decision, this.scale)
				)
	);
	readonly #first: ServerAnswer;
	readonly #firstValues: ReaderValues;
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
		this.#full = { costCase: this.changed.costCase, decision: answer.decision };
	}

	/** Puts other values in place; the full answer follows. */
	change(values: ReaderValues): void {
		if (isSame(values, this.values)) return;
		this.values = values;
		if (this.#timer !== null) clearTimeout(this.#timer);
		// Back to where the page began: the answer is here already.
		if (isSame(values, this.#firstValues)) this.#take(this.#first.decision);
		this.#timer = setTimeout(() => this.#refine(), settleMs);
	}

	#take(decision: Decision): void {
		this.#full = { costCase: this.changed.costCase, decision };
		this.#worker?.terminate();
		this.#worker = null;
	}

	#refine(): void {
		if (!this.isRefining) return;
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
			if (this.#worker === worker && this.isRefining) this.#take(decide(costCase, 'full'));
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
