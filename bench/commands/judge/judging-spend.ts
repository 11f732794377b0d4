/**
 * Keeps judging under the cap of a run while it asks: questions are allowed in small lots, in their order, each noted in the database with its worst case
 * before it may be sent, and settled when its judgement is stored. After a kill the database therefore knows the most that was spent.
 */
import type { Attempt } from '#core/attempt.ts';
import type { BenchError } from '#core/errors.ts';
import { type SpendCap, settledPicoUsd } from '#core/spend-cap.ts';
import type { Database } from '#db/client.server.ts';
import { releaseJudging, reserveJudging } from '#db/judge-ledger.server.ts';
import type { JudgementSpend } from '#db/judgements.server.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { thisProcess } from '#bench/telemetry/run-process.ts';
import { overdrawn } from '../run/billed-above-worst.ts';
import { settlementOf } from '../run/spend-ledger.ts';

/** Questions that may be allowed beyond those in flight. What is left of them when a process is killed counts as spent. */
const leastLot = 8;

export interface JudgingSpendOptions {
	database: Database;
	runId: string;
	cap: SpendCap;
	/** Decimal text. */
	capUsd: string;
	/** The most that each question can cost, in their order, millionths of a millionth of a dollar. */
	worstPicoUsd: readonly bigint[];
	/** Requests in flight at once. */
	concurrency: number;
}

/** The questions of one round. */
export class JudgingSpend {
	readonly #options: JudgingSpendOptions;
	/** Questions that were allowed, those that have ended, and whether more are being noted. */
	#allowed = 0;
	#ended = 0;
	#noting: Promise<number> | null = null;
	/** Reserved in the database for questions whose judgement is not stored. */
	#reservedPicoUsd = 0n;
	/** Questions that were taken back before any worker had begun to send them. */
	#withdrawn = 0;
	/** Worst case of questions that were certainly not sent when the asking broke off; null where it did not. */
	#unsentPicoUsd: bigint | null = null;

	constructor(options: JudgingSpendOptions) {
		this.#options = options;
	}

	/** Whether questions are left that the cap does not cover, with none in flight that could make room. */
	get isSpent(): boolean {
		const { cap, worstPicoUsd } = this.#options;
		const next = worstPicoUsd[this.#allowed];
		return next !== undefined && this.#ended === this.#allowed && !cap.covers(next);
	}

	/** Allows the next questions, as many as the cap covers; resolves with how many, once they are noted. 0 while others are being noted, for whoever asked for those. */
	async more(): Promise<number> {
		if (this.#noting) return 0;
		const noting = this.#more();
		this.#noting = noting;
		try {
			return await noting;
		} finally {
			this.#noting = null;
		}
	}

	async #more(): Promise<number> {
		const { database, runId, cap, worstPicoUsd, concurrency } = this.#options;
		const wanted = concurrency + leastLot - (this.#allowed - this.#ended);
		const until = Math.min(worstPicoUsd.length, this.#allowed + Math.max(0, wanted));
		let [added, picoUsd] = [0, 0n];
		for (; this.#allowed + added < until; added++) {
			const worst = worstPicoUsd[this.#allowed + added] ?? 0n;
			if (cap.reserve(1, worst) === 0) break;
			picoUsd += worst;
		}
		if (added === 0) return 0;
		this.#allowed += added;
		this.#reservedPicoUsd += picoUsd;
		try {
			await reserveJudging(database, runId, { picoUsd, owner: thisProcess() });
		} catch (error) {
			// What was not noted is not sent, nor given back.
			this.#allowed -= added;
			this.#reservedPicoUsd -= picoUsd;
			cap.release(1, picoUsd);
			throw error;
		}
		return added;
	}

	/** Whether fewer questions may still be sent than a lot has. */
	wantsMore(left: number): boolean {
		return left < leastLot && this.#allowed < this.#options.worstPicoUsd.length;
	}

	/** A question has been answered, or has failed. */
	settle(index: number, attempt: Attempt): JudgementSpend {
		const worstPicoUsd = this.#options.worstPicoUsd[index] ?? 0n;
		const settlement = settlementOf(attempt);
		this.#ended++;
		this.#reservedPicoUsd -= worstPicoUsd;
		this.#options.cap.settle(worstPicoUsd, settlement);
		return { worstPicoUsd, countedPicoUsd: settledPicoUsd(worstPicoUsd, settlement) };
	}

	/** What the asking must end for, where a judge billed a question above its worst and the cap no longer holds; null otherwise. Nothing more is sent then. */
	overdrawn(running: RunningStage): BenchError | null {
		const { cap, capUsd } = this.#options;
		if (!cap.isOverdrawn) return null;
		this.#withdrawn += running.withdrawCredit();
		return overdrawn(cap, {
			capUsd,
			unsentPicoUsd: this.#worstOfLast(this.#withdrawn),
			goOn: 'What was judged is stored; with a higher "maxSpendUsd" the rest is judged by: bench judge run.'
		});
	}

	/** The asking did not end in order: of the questions that were taken nobody knows whether they were sent, so that they stay at their worst. */
	brokeOff(running: RunningStage): void {
		this.#withdrawn += running.withdrawCredit();
		this.#unsentPicoUsd = this.#worstOfLast(this.#withdrawn);
	}

	/** Questions are taken in their order, so that those which no worker took are the last of those that were allowed. */
	#worstOfLast(count: number): bigint {
		const unsent = this.#options.worstPicoUsd.slice(this.#allowed - count, this.#allowed);
		return unsent.reduce((sum, each) => sum + each, 0n);
	}

	/** Nothing more is sent, and all judgements are stored: what was allowed beyond them was not needed; where the asking broke off only what nobody had taken. */
	async end(): Promise<void> {
		await this.#noting;
		const unused = this.#unsentPicoUsd ?? this.#reservedPicoUsd;
		if (unused === 0n) return;
		const { database, runId, cap } = this.#options;
		this.#reservedPicoUsd -= unused;
		await database.write([releaseJudging(database, runId, unused)]);
		cap.release(1, unused);
	}
}
