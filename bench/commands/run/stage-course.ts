/** How far a stage has come, and how it is ended before all of its schedule was sent. */
import type { BenchError } from '#core/errors.ts';
import { BlockFigures } from '#bench/load/blocks/block-figures.ts';
import type { BlockOffset } from '#bench/load/blocks/stage-clock.ts';
import type { RunningStage } from '#bench/load/run-stage.ts';

/** `stop` waits for answers in flight, `abort` does not. */
export type Ending = 'stop' | 'abort';

/** The block that runs, or ran last, and whether another may follow. */
export class StageCourse {
	#running: RunningStage | null = null;
	#offset: BlockOffset = { places: 0, ms: 0 };
	#figures = new BlockFigures();
	#isEnded = false;
	#failure: BenchError | null = null;

	/** Null before the first block has begun. */
	get running(): RunningStage | null {
		return this.#running;
	}

	/** Where the block lies in the schedule and on the clock of the stage. */
	get offset(): BlockOffset {
		return this.#offset;
	}

	/** Of the block alone. */
	get figures(): BlockFigures {
		return this.#figures;
	}

	/** Whether it was ended before its time. */
	get isEnded(): boolean {
		return this.#isEnded;
	}

	/** What the rest of the run must end for; null for nothing. */
	get failure(): BenchError | null {
		return this.#failure;
	}

	/** A block is readied at that place: what arrives from now on belongs to it. */
	openBlock(offset: BlockOffset): void {
		this.#offset = offset;
		this.#figures = new BlockFigures();
	}

	/** The block sends. */
	begin(running: RunningStage): void {
		this.#running = running;
	}

	end(how: Ending): void {
		this.#isEnded = true;
		this.#running?.[how]();
	}

	/** Ends it for what the rest of the run must end for too. The first reason stands. */
	fail(failure: BenchError, how: Ending): void {
		this.#failure ??= failure;
		this.end(how);
	}
}
