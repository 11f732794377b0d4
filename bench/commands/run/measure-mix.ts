/** Runs the stages of a mix at the same time, from the same time zero. */
import { BenchError, errorMessage } from '#core/errors.ts';
import { zeroAheadHrMs } from '#bench/load/run-stage.ts';
import { StartLine } from '#bench/load/start-line.ts';
import type { OpenCellStage } from './run-cell.ts';

type MixStage = Omit<OpenCellStage, 'isOver'>;

/** Readies the stage of one scenario; null where the run was stopped meanwhile. */
export type MixPart = () => Promise<MixStage | null>;

const asBenchError = (error: unknown): BenchError =>
	error instanceof BenchError
		? error
		: new BenchError('E_INTERNAL', errorMessage(error), { cause: error });

/**
 * Every stage that was begun is summed up and stored, whatever happens. What ends one for a reason of the endpoint, the key or the
 * database ends all, as the load would be another one without it: answers in flight are waited for where the endpoint is gone, and cut off
 * otherwise. The reason is thrown once all are stored. A stage that ends since its own requests are refused ends alone, and the others
 * are told, as they are no longer stages of the whole mix.
 */
export const measureMix = async (parts: readonly MixPart[]): Promise<void> => {
	const stages: MixStage[] = [];
	let fatal: BenchError | null = null;
	const fail = (error: BenchError): void => {
		fatal ??= error;
		const how = error.code === 'E_UNREACHABLE' ? 'stop' : 'abort';
		for (const stage of stages) stage.cutShort(how);
	};
	try {
		for (const open of parts) {
			const stage = await open();
			if (!stage) break;
			stages.push(stage);
		}
	} catch (error) {
		fail(asBenchError(error));
	}
	const startLine = new StartLine(stages.length, zeroAheadHrMs);
	await Promise.all(
		stages.map(async (stage) => {
			try {
				await stage.block(startLine);
				const failure = stage.failure();
				if (failure) fail(failure);
			} catch (error) {
				fail(asBenchError(error));
			}
		})
	);
	const endedEarly = stages.filter((stage) => stage.endedEarly());
	for (const stage of stages) {
		// Of those that ended early nothing is told of the others: their own end says enough.
		const others = endedEarly.includes(stage) ? [] : endedEarly;
		try {
			await stage.close(others.map(({ scenarioId }) => scenarioId));
		} catch (error) {
			fatal ??= asBenchError(error);
		}
	}
	if (fatal) throw fatal;
};
