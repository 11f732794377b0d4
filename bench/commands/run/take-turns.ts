/** Runs one load on several targets in turns: A B, B A, A B … */
import { BenchError, errorMessage } from '#core/errors.ts';
import type { OpenCellStage } from './run-cell.ts';

type TurnStage = Omit<OpenCellStage, 'cutShort' | 'scenarioId' | 'endedEarly'>;

export interface TurnTaker {
	/** Readies the stage; null where the run was stopped meanwhile. */
	open: () => Promise<TurnStage | null>;
	/** Told why the rest of its cell makes no sense. */
	lost: (error: BenchError) => void;
}

/**
 * Every stage that was begun is summed up and stored, whatever happens. An endpoint that is gone is left out of the turns that follow; any
 * other failure ends the turns of all, and is thrown once their stages are stored.
 */
export const takeTurns = async (
	takers: readonly TurnTaker[],
	blocks: number,
	isStopped: () => boolean
): Promise<void> => {
	const opened = new Map<TurnTaker, TurnStage>();
	const turns = async (): Promise<void> => {
		for (let block = 0; block < blocks; block++) {
			for (const taker of block % 2 === 0 ? takers : takers.toReversed()) {
				if (isStopped()) return;
				const stage = opened.get(taker) ?? (await taker.open());
				if (!stage) return;
				opened.set(taker, stage);
				if (!stage.isOver()) await stage.block();
				const failure = stage.failure();
				if (failure && failure.code !== 'E_UNREACHABLE') return;
			}
		}
	};
	let fatal: BenchError | null = null;
	try {
		await turns();
	} catch (error) {
		fatal =
			error instanceof BenchError
				? error
				: new BenchError('E_INTERNAL', errorMessage(error), { cause: error });
	}
	for (const [taker, stage] of opened) {
		try {
			await stage.close();
		} catch (error) {
			if (!(error instanceof BenchError)) throw error;
			if (error.code === 'E_UNREACHABLE') taker.lost(error);
			else fatal ??= error;
		}
	}
	if (fatal) throw fatal;
};
