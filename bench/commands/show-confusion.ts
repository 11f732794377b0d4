/** `bench runs show --confusion`: which labels a run took for which others. */
import { confusionOf } from '#core/confusion.ts';
import { BenchError } from '#core/errors.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { targetTitle } from '#core/target-title.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { labelPairsOf } from '#db/label-pairs.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import type { ReportedConfusion } from '#bench/report/confusion-report.ts';

/** One for each cell that was graded by labels. Throws E_NOT_FOUND where none was. */
export const confusionsOfRun = async (
	database: Database,
	runId: string
): Promise<ReportedConfusion[]> => {
	const stages = await stagesOfRun(database, runId);
	const found: ReportedConfusion[] = [];
	for (const { id, scenarioId, target } of await cellsOfRun(database, runId)) {
		const pairs = await labelPairsOf(database, id);
		if (!pairs) continue;
		const emulated =
			target.kind === 'emulated' ||
			stages.some(({ cellId, summary }) => cellId === id && summary?.emulated === true);
		found.push({
			scenarioId,
			targetId: target.id,
			target: markEmulated(targetTitle(target), emulated),
			confusion: confusionOf(pairs)
		});
	}
	if (found.length > 0) return found;
	throw new BenchError('E_NOT_FOUND', `nothing in run ${runId} was graded by labels`, {
		hint: 'A confusion is of answers that are one label of a list (grader "label").'
	});
};
