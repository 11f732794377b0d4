/**
 * Continuous batching: in every step all running answers get one token and waiting prompts fill the rest of the batch.
 * Stepping in lockstep matters: sequences that are driven independently fall out of phase and are computed one by one.
 */
import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { batchTokens } from './load-engine.ts';

export interface Sampling {
	temperature: number;
	topP: number;
	topK: number;
	minP: number;
	seed: number;
}

export interface Job {
	/** At least one token, and fewer than the context of a slot. */
	prompt: readonly Token[];
	/** At least one; prompt and answer fit the context of a slot. */
	maxTokens: number;
	sampling: Sampling;
	/** Whether tokens that the slot still holds from an earlier prompt may be reused. */
	reusePrefix: boolean;
	/** Ends the job at the next step. */
	signal: AbortSignal;
	/** Called when the job has left the queue and a slot works on it. */
	onStart: () => void;
	/** Called for every generated token but the end-of-answer token; false ends the answer after it. */
	onToken: (token: Token) => boolean;
}

/** Counts and times of one job. Durations in ms; null where the event at an end of it never came. */
export interface JobReport {
	finish: 'stop' | 'length' | 'aborted';
	/** Tokens of the prompt that the slot still held and that were not computed again. */
	cachedTokens: number;
	/** Generated tokens without the end-of-answer token. */
	completionTokens: number;
	/** Submitted → a slot began. */
	queueMs: number | null;
	/** A slot began → first token sampled. */
	promptMs: number | null;
	/** First token sampled → last token sampled, the end-of-answer token included. */
	predictedMs: number | null;
}

interface Slot {
	sequence: LlamaContextSequence;
	/** Number of the use it was last given to; lower is longer ago. */
	lastUse: number;
}

interface Running {
	job: Job;
	slot: Slot;
	/** Prompt tokens that are not yet computed. */
	rest: Token[];
	/** Present from the step that computes the last of the prompt. */
	generator: ReturnType<LlamaContextSequence['evaluate']> | null;
	meterBefore: number;
	cachedTokens: number;
	completionTokens: number;
	submittedMs: number;
	startedMs: number;
	firstTokenMs: number | null;
	lastTokenMs: number | null;
	settle: Settle;
}

interface Settle {
	resolve: (report: JobReport) => void;
	reject: (error: unknown) => void;
}

interface Waiting {
	job: Job;
	submittedMs: number;
	settle: Settle;
}

const commonPrefix = (a: readonly Token[], b: readonly Token[]): number => {
	let length = 0;
	while (length < a.length && length < b.length && a[length] === b[length]) length++;
	return length;
};

const computedTokens = (sequence: LlamaContextSequence): number =>
	sequence.tokenMeter.usedInputTokens + sequence.tokenMeter.usedOutputTokens;

export class Batcher {
	readonly #free: Slot[];
	readonly #waiting: Waiting[] = [];
	readonly #running = new Set<Running>();
	#uses = 0;
	#generatedTokens = 0;
	#loop: Promise<void> | null = null;

	constructor(context: LlamaContext) {
		this.#free = Array.from({ length: context.totalSequences }, () => ({
			sequence: context.getSequence(),
			lastUse: 0
		}));
	}

	/** Slots without work, slots at work and jobs in the queue, now; tokens generated since the start. */
	get load(): { idleSlots: number; busySlots: number; queued: number; generatedTokens: number } {
		return {
			idleSlots: this.#free.length,
			busySlots: this.#running.size,
			queued: this.#waiting.length,
			generatedTokens: this.#generatedTokens
		};
	}

	/** Resolves when the answer has ended or was aborted; rejects only if the engine fails. */
	submit(job: Job): Promise<JobReport> {
		return new Promise((resolve, reject) => {
			const waiting = {
				job,
				submittedMs: performance.now(),
				settle: { resolve, reject }
			};
			this.#waiting.push(waiting);
			job.signal.addEventListener(
				'abort',
				() => {
					this.#leaveQueue(waiting);
				},
				{ once: true }
			);
			this.#loop ??= this.#run();
		});
	}

	/** Resolves when nothing runs any more. */
	async idle(): Promise<void> {
		await this.#loop;
	}

	#leaveQueue(waiting: Waiting): void {
		const index = this.#waiting.indexOf(waiting);
		if (index < 0) return;
		this.#waiting.splice(index, 1);
		waiting.settle.resolve({
			finish: 'aborted',
			cachedTokens: 0,
			completionTokens: 0,
			queueMs: null,
			promptMs: null,
			predictedMs: null
		});
	}

	async #run(): Promise<void> {
		// Requests that arrive in the same turn of the event loop start in the same step.
		await new Promise((resolve) => setImmediate(resolve));
		while (this.#waiting.length > 0 || this.#running.size > 0) {
			await this.#admit();
			let budget = batchTokens - [...this.#running].filter((one) => one.generator).length;
			await Promise.all(
				[...this.#running].map((one) => {
					const share = one.generator ? 0 : Math.min(one.rest.length, Math.max(0, budget));
					budget -= share;
					return this.#step(one, share);
				})
			);
		}
		this.#loop = null;
	}

	/** Gives free slots to the jobs that have waited longest. */
	async #admit(): Promise<void> {
		while (this.#free.length > 0) {
			const next = this.#waiting.shift();
			if (!next) return;
			if (next.job.signal.aborted) {
				this.#waiting.unshift(next);
				this.#leaveQueue(next);
				continue;
			}
			await this.#start(next);
		}
	}

	/** The free slot that still holds most of the prompt; among equals the one that was used longest ago. */
	#takeSlot(job: Job): { slot: Slot; held: number } {
		const candidates = this.#free.map((slot) => ({
			slot,
			held: job.reusePrefix ? commonPrefix(slot.sequence.contextTokens, job.prompt) : 0
		}));
		candidates.sort((a, b) => b.held - a.held || a.slot.lastUse - b.slot.lastUse);
		const best = candidates[0];
		if (!best) throw new Error('no slot is free');
		this.#free.splice(this.#free.indexOf(best.slot), 1);
		best.slot.lastUse = ++this.#uses;
		return best;
	}

	async #start({ job, submittedMs, settle }: Waiting): Promise<void> {
		const startedMs = performance.now();
		const { slot, held } = this.#takeSlot(job);
		const { sequence } = slot;
		const meterBefore = computedTokens(sequence);
		try {
			// The last token of the prompt is always computed: its logits are the first answer token.
			const keep = Math.min(held, job.prompt.length - 1);
			await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }]);
			this.#running.add({
				job,
				slot,
				// Where a model cannot drop the end of its state, less than `keep` is left.
				rest: job.prompt.slice(sequence.nextTokenIndex),
				generator: null,
				meterBefore,
				cachedTokens: 0,
				completionTokens: 0,
				submittedMs,
				startedMs,
				firstTokenMs: null,
				lastTokenMs: null,
				settle
			});
			job.onStart();
		} catch (error) {
			this.#free.push(slot);
			settle.reject(error);
		}
	}

	/** One step of one job: nothing, a piece of its prompt, or its next token. Never rejects. */
	async #step(one: Running, share: number): Promise<void> {
		const { job, slot } = one;
		try {
			if (job.signal.aborted) {
				await this.#finish(one, 'aborted');
			} else if (!one.generator && share < one.rest.length) {
				if (share === 0) return;
				await slot.sequence.evaluateWithoutGeneratingNewTokens(one.rest.splice(0, share));
			} else {
				one.generator ??= slot.sequence.evaluate(one.rest, job.sampling);
				const ending = this.#receive(one, await one.generator.next());
				if (ending) await this.#finish(one, ending);
			}
		} catch (error) {
			await one.generator?.return();
			this.#release(one);
			one.settle.reject(error);
		}
	}

	/** Takes what one step gave; null while the answer goes on. */
	#receive(one: Running, next: IteratorResult<Token, void>): 'stop' | 'length' | null {
		const nowMs = performance.now();
		if (one.firstTokenMs === null) {
			one.firstTokenMs = nowMs;
			const computed = computedTokens(one.slot.sequence) - one.meterBefore;
			one.cachedTokens = Math.max(0, one.job.prompt.length - computed);
		}
		one.lastTokenMs = nowMs;
		if (next.done === true) return 'stop';
		one.completionTokens++;
		this.#generatedTokens++;
		if (!one.job.onToken(next.value)) return 'stop';
		return one.completionTokens >= one.job.maxTokens ? 'length' : null;
	}

	async #finish(one: Running, finish: JobReport['finish']): Promise<void> {
		await one.generator?.return();
		this.#release(one);
		const { submittedMs, startedMs, firstTokenMs, lastTokenMs } = one;
		one.settle.resolve({
			finish,
			cachedTokens: one.cachedTokens,
			completionTokens: one.completionTokens,
			queueMs: startedMs - submittedMs,
			promptMs: firstTokenMs === null ? null : firstTokenMs - startedMs,
			predictedMs: firstTokenMs === null || lastTokenMs === null ? null : lastTokenMs - firstTokenMs
		});
	}

	#release(one: Running): void {
		this.#running.delete(one);
		this.#free.push(one.slot);
	}
}
