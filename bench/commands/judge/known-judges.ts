/** What the database knows of the judges of a config, for commands that send nothing and may run before there is a database. */
import type { Config, ScenarioReference } from '#core/config.ts';
import { judgesOf } from '#core/config-judges.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import type { CommandContext } from '../context.ts';
import { isMissing } from '../existing-database.ts';
import { openCommandDatabase, type CommonOptions } from '../options.ts';
import { judgeNotes } from './judge-gate.ts';

/** A sentence for each judge that may not grade, or of which nobody knows; none where nothing is judged, or there is no database yet. */
export const notesOnJudges = async (
	config: Config,
	scenarios: ReadonlyMap<ScenarioReference, LoadedScenario>,
	options: CommonOptions,
	context: CommandContext
): Promise<string[]> => {
	const judges = judgesOf(config);
	const judged = [...scenarios.values()].flatMap(({ scenario: { id, grader } }) =>
		isJudged(grader) ? [{ id, spec: grader }] : []
	);
	if (judges.length === 0 || judged.length === 0) return [];
	// What is planned may be the first run of a database that it names.
	if (isMissing(options)) return [];
	const database = await openCommandDatabase(options.db, context);
	try {
		return await judgeNotes(database, judges, judged);
	} finally {
		await database.close();
	}
};
