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
import { checkNamedDatabase, openExistingDatabase } from '../existing-database.ts';
import type { CommonOptions } from '../options.ts';

export interface CaseCommandOptions extends CaseOptions, CommonOptions {}

const makeOne =
	'Runs and quotes are kept in it. Give its path with --db, or make it: bench run, or bench quote import';

/**
 * Runs `use` with what opens the database of `--db` where it is asked for, and closes it at the end. Throws E_NOT_FOUND where
 * `--db` names a file that is not there; so does opening the default one.
 */
export const withCaseDatabase = async <T>(
	options: CommonOptions,
	context: CommandContext,
	use: (database: () => Promise<Database>) => Promise<T>
): Promise<T> => {
	checkNamedDatabase(options, makeOne);
	let opened: Promise<Database> | null = null;
	const open = (): Promise<Database> =>
		(opened ??= openExistingDatabase(options, context, makeOne));
	try {
		return await use(open);
	} finally {
		// Where it could not be opened, `use` has thrown why, or could do without.
		const database = await (opened as Promise<Database> | null)?.catch(() => null);
		await database?.close();
	}
};

/** Finds or makes a spec with open sources, and computes its case. */
export const evaluateCommand = (
	find: (sources: CaseSources) => Promise<SpecToEvaluate>,
	options: CaseCommandOptions,
	context: CommandContext
): Promise<EvaluatedSpec> =>
	withCaseDatabase(options, context, (database) => evaluateWith(find, options, database));

/** The case of a spec that was read from a file. */
export const evaluateSpec = (
	spec: FullCostSpec,
	specName: string,
	options: CaseCommandOptions,
	context: CommandContext
): Promise<EvaluatedSpec> =>
	evaluateCommand(() => Promise.resolve({ spec, specName, unavailable: [] }), options, context);
