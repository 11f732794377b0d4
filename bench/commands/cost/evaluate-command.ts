/** Computes the case of a command with the database of `--db`, which is opened only where the spec refers to it. */
import type { FullCostSpec } from '#core/cost-spec.ts';
import type { Database } from '#db/client.server.ts';
import type { CaseSources } from '#bench/cases/case-sources.ts';
import {
	evaluateWith,
	type CaseOptions,
	type EvaluatedSpec,
	type SpecToEvaluate
} from '#bench/cases/evaluate-spec.ts';
import type { CommandContext } from '../context.ts';
import { openExistingDatabase } from '../existing-database.ts';
import type { CommonOptions } from '../options.ts';

export interface CaseCommandOptions extends CaseOptions, CommonOptions {}

/** Finds or makes a spec with open sources, and computes its case. */
export const evaluateCommand = async (
	find: (sources: CaseSources) => Promise<SpecToEvaluate>,
	options: CaseCommandOptions,
	context: CommandContext
): Promise<EvaluatedSpec> => {
	const opened: Database[] = [];
	const open = async (): Promise<Database> => {
		const database = await openExistingDatabase(
			options,
			context,
			'Runs and quotes are kept in it. Give its path with --db, or make it: bench run, or bench quote import'
		);
		opened.push(database);
		return database;
	};
	try {
		return await evaluateWith(find, options, open);
	} finally {
		for (const database of opened) await database.close();
	}
};

/** The case of a spec that was read from a file. */
export const evaluateSpec = (
	spec: FullCostSpec,
	specName: string,
	options: CaseCommandOptions,
	context: CommandContext
): Promise<EvaluatedSpec> =>
	evaluateCommand(() => Promise.resolve({ spec, specName, unavailable: [] }), options, context);
