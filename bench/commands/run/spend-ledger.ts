/**
 * Keeps a run under its cap while it sends: requests are allowed in small lots, each noted in the database with its worst case before a load worker
 * may send it, and settled when its answer has been read. After a kill the database therefore knows the most that was spent.
 */
import type { Attempt } from '#core/attempt.ts';
import { mayHaveWorked } from '#core/billed-status.ts';
import { BenchError } from '#core/errors.ts';
import { isOpenLoop, peakPerS } from '#core/load-rate.ts';
import { SpendCap, type Settlement } from '#core/spend-cap.ts';
import { StageReservation } from '#core/stage-reservation.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { picoUsdToUsd, usdToPicoUsdDown, usdToPicoUsdUp } from '#core/units.ts';
import type { Database } from '#db/client.server.ts';
import { allowRequests } from '#db/spend.server.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';
import { thisProcess } from '#bench/telemetry/run-process.ts';
import { overdrawn } from './billed-above-worst.ts';

/** How often a running stage is looked at, ms. */
const lookEveryMs = 25;
/** Smallest and largest lot, requests. What is left of a lot when a process is killed counts as spent. */
const leastLot = 8;
const largestLot = 4_096;

/** Requests that a stage may have beyond those in flight: half of its users, or a second of its arrivals. */
const lotOf = (load: RunLoad): number =>
	Math.max(leastLot, Math.ceil(isOpenLoop(load) ? peakPerS(load) : load.concurrency / 2));

/** What is known of the cost of an attempt; `exposureOfRun` counts stored ones by the same rule. */
export const settlementOf = ({
	costUsd,
	sentMs,
	httpStatus
}: Pick<Attempt, 'costUsd' | 'sentMs' | 'httpStatus'>): Settlement => {
	if (costUsd !== null) return { kind: 'known', picoUsd: usdToPicoUsdUp(costUsd) };
	return { kind: sentMs === null || !mayHaveWorked(httpStatus) ? 'free' : 'unknown' };
};

export interface PaidStage {
	id: string;
	load: RunLoad;
	/** The most that one of its requests can cost, USD, decimal text. */
	worstRequestUsd: string;
	/** The same for the request at each place of its schedule; absent where any place may send the dearest. */
	worstOfPlacesUsd?: readonly string[] | null;
	/** Requests that it can send in all. */
	mostRequests: number;
}

export class SpendLedger {
	readonly #database: Database;
	readonly #capUsd: string;
	readonly #cap: SpendCap;
	readonly #goOn: string;

	/** `spentPicoUsd`: what counts against the cap from before; `goOn`: what can be done once it is reached, a sentence. */
	constructor(
		database: Database,
		{ capUsd, spentPicoUsd = 0n, goOn }: { capUsd: string; spentPicoUsd?: bigint; goOn: string }
	) {
		this.#database = database;
		this.#capUsd = capUsd;
		this.#goOn = goOn;
		this.#cap = new SpendCap(usdToPicoUsdDown(capUsd), spentPicoUsd);
	}

	/** Throws E_BUDGET where the cap covers not a single request. */
	open(stage: PaidStage): StageSpend {
		if (!this.#cap.covers(usdToPicoUsdUp(stage.worstRequestUsd))) throw this.#reached();
		return new StageSpend(stage, {
			cap: this.#cap,
			note: (allowed, worstPicoUsd) =>
				allowRequests(this.#database, stage.id, { allowed, worstPicoUsd }),
			allow: (allowed, worstPicoUsd) =>
				allowRequests(this.#database, stage.id, { allowed, worstPicoUsd, owner: thisProcess() }),
			reached: () => this.#reached(),
			overdrawn: (unsentPicoUsd) =>
				overdrawn(this.#cap, {
					capUsd: this.#capUsd,
					unsentPicoUsd,
					goOn: `Everything measured so far is stored. ${this.#goOn}`
				})
		});
	}

	#reached(): BenchError {
		const { spentPicoUsd, reservedPicoUsd } = this.#cap;
		const spentUsd = picoUsdToUsd(String(spentPicoUsd));
		const reserved =
			reservedPicoUsd === 0n
				? ''
				: `, ${picoUsdToUsd(String(reservedPicoUsd))} USD are reserved for requests of other stages that may have been sent`;
		return new BenchError(
			'E_BUDGET',
			`the cap of ${this.#capUsd} USD is reached: ${spentUsd} USD are spent${reserved}, and one more request could pass it`,
			{ hint: `Everything measured so far is stored. ${this.#goOn}` }
		);
	}
}

interface LedgerOfStage {
	cap: SpendCap;
	/** Notes how many requests are allowed in all. */
	note: (allowed: number, worstPicoUsd: bigint) => Promise<void>;
	/** The same before they are allowed; rejects where another process has taken the run. */
	allow: (allowed: number, worstPicoUsd: bigint) => Promise<void>;
	reached: () => BenchError;
	/** Null as long as the cap holds. */
	overdrawn: (unsentPicoUsd: bigint) => BenchError | null;
}

/** The requests of one stage, block by block. */
export class StageSpend {
	readonly #ledger: LedgerOfStage;
	readonly #worstPicoUsd: bigint;
	readonly #reservation: StageReservation;
	#lot: number;
	/** In flight at the beginning of a block, at most. */
	readonly #atOnce: number;
	/** More that is being allowed; null where nothing is. */
	#allowing: Promise<number> | null = null;
	/** The block that sends. */
	#running: RunningStage | null = null;
	/** Requests of it that were taken back before any worker had begun to send them. */
	#withdrawn = 0;
	/** Requests that were certainly not sent by a block that broke off; null where none did. */
	#unsent: number | null = null;

	constructor(
		{ load, worstRequestUsd, worstOfPlacesUsd, mostRequests }: PaidStage,
		ledger: LedgerOfStage
	) {
		this.#ledger = ledger;
		this.#worstPicoUsd = usdToPicoUsdUp(worstRequestUsd);
		this.#reservation = new StageReservation(ledger.cap, {
			dearestPicoUsd: this.#worstPicoUsd,
			placesPicoUsd: worstOfPlacesUsd?.map(usdToPicoUsdUp) ?? null,
			mostRequests
		});
		this.#lot = load.kind === 'batch' ? mostRequests : lotOf(load);
		this.#atOnce = isOpenLoop(load) ? 0 : load.concurrency;
	}

	/** Requests that a block may send at first; 0 where the cap covers none. */
	begin(): Promise<number> {
		return this.#allow(this.#atOnce + this.#lot);
	}

	/** Allows more while the stage runs; `full` is told once that it can send nothing more. Returns what ends the watching. */
	watch(
		running: RunningStage,
		full: (error: BenchError) => void,
		broken: (error: unknown) => void
	) {
		this.#running = running;
		this.#withdrawn = 0;
		const look = async (): Promise<void> => {
			// Another stage that sends at the same time may have found out.
			const passed = this.#overdrawn();
			if (passed) {
				full(passed);
				return;
			}
			const left = running.creditLeft();
			if (left === null || this.#allowing || left >= this.#lot / 2) return;
			// Somebody may have waited: the lot did not last from one look to the next.
			if (left === 0) this.#lot = Math.max(this.#lot, Math.min(largestLot, this.#lot * 2));
			this.#allowing = this.#allow(this.#lot - left);
			try {
				const added = await this.#allowing;
				running.allow(added);
				const isSpent = added === 0 && left === 0 && !this.#reservation.isComplete;
				if (isSpent && this.#reservation.open === 0) full(this.#ledger.reached());
			} finally {
				this.#allowing = null;
			}
		};
		const timer = setInterval(() => {
			look().catch(broken);
		}, lookEveryMs);
		return (): void => {
			clearInterval(timer);
		};
	}

	/** An attempt has been read. What the stage must end for, where it was billed above its worst and the cap no longer holds; null otherwise. */
	settle(attempt: Attempt): BenchError | null {
		this.#reservation.settle(attempt.ordinal, settlementOf(attempt));
		return this.#overdrawn();
	}

	/** A block did not end in order: of what its workers took nobody knows whether it was sent, so that it stays at its worst. */
	brokeOff(running: RunningStage): void {
		this.#withdrawn += running.withdrawCredit();
		this.#unsent = this.#withdrawn;
	}

	/**
	 * A block, or the stage, sends nothing more: what was allowed beyond the attempts was not needed, and is left to others until the next block; after one
	 * that broke off only what no worker had taken. To be called when the attempts that can be stored are.
	 */
	async end(): Promise<void> {
		// What fails there is told to whoever watches.
		await this.#allowing?.catch(() => null);
		const unused = this.#unsent ?? this.#reservation.open;
		if (unused === 0) return;
		await this.#ledger.note(this.#reservation.allowed - unused, this.#worstPicoUsd);
		this.#reservation.giveBack(unused);
		this.#unsent = this.#unsent === null ? null : 0;
	}

	/** Takes back at once what no worker has begun to send, as a stage that is told to stop may send some more before it hears of it. */
	#overdrawn(): BenchError | null {
		if (!this.#ledger.cap.isOverdrawn) return null;
		this.#withdrawn += this.#running?.withdrawCredit() ?? 0;
		return this.#ledger.overdrawn(this.#reservation.reservedForLast(this.#withdrawn));
	}

	/** As many of the wanted as the cap covers; resolves when they are noted. */
	async #allow(wanted: number): Promise<number> {
		const added = this.#reservation.allow(wanted);
		if (added === 0) return 0;
		try {
			await this.#ledger.allow(this.#reservation.allowed, this.#worstPicoUsd);
		} catch (error) {
			// What was not noted is not sent.
			this.#reservation.giveBack(added);
			throw error;
		}
		return added;
	}
}
