/** Finds an attempt of a run by name. */
import { BenchError } from '#core/errors.ts';
import { findAttempt, type AttemptDetail } from '#db/attempt-list.server.ts';
import type { Database } from '#db/client.server.ts';

/** By the part of its id below the run, or by the whole. Throws E_NOT_FOUND where the run has none of that name. */
export const findAttemptOf = async (
	database: Database,
	runId: string,
	name: string
): Promise<AttemptDetail> => {
	const find = async (id: string): Promise<AttemptDetail | null> => {
		try {
			const found = await findAttempt(database, id);
			return found.runId === runId ? found : null;
		} catch (error) {
			if (error instanceof BenchError && error.code === 'E_NOT_FOUND') return null;
			throw error;
		}
	};
	const found = (await find(`${runId}/${name}`)) ?? (await find(name));
	if (found) return found;
	throw new BenchError('E_NOT_FOUND', `run ${runId} has no attempt "${name}"`, {
		hint: 'The attempts of a run are listed on the pages of its stages.'
	});
};
