/** Where a case finds what its spec refers to: the database, the price book, scenarios. Each is opened when it is first asked for. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FullCostSpec } from '#core/cost-spec.ts';
import { BenchError } from '#core/errors.ts';
import type { MeasuredCell } from '#core/measured.ts';
import { closestName, didYouMean } from '#core/nearest-names.ts';
import type { LoadedScenario, Scenario } from '#core/scenario.ts';
import type { Evidence } from '#bench/economics/option/evidence.ts';
import type { Database } from '#db/client.server.ts';
import { latestRunOf, measuredCellsOf, newestRunsOf } from '#db/measured.server.ts';
import { measuredUseCases } from '#db/measured-use-cases.server.ts';
import { findRun } from '#db/runs.server.ts';
import { checkReference } from '#bench/graders/index.ts';
import { openPriceBook, type PriceBook } from '#bench/importers/price-book/price-book.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';

/** A run, as far as a case is concerned. */
export interface CaseRun {
	id: string;
	name: string;
	startedAtUtc: string;
	/** Its cells of the use case. */
	cells: MeasuredCell[];
	/** Scenarios as its stored config names them: ids, or whole paths of folders (of older runs relative to the config file). */
	scenarios: string[];
}

export interface CaseSources {
	/** Whether figures of endpoints without a model count. */
	includeEmulated: boolean;
	/** Throws E_NOT_FOUND where there is no database. */
	database: () => Promise<Database>;
	/** A run by id, its beginning, or `latest`. Throws E_NOT_FOUND. */
	run: (reference: string, useCase: string) => Promise<CaseRun>;
	/** Ids of the complete runs of our own that measured a use case, the newest first, at most `most`. */
	newestRunIds: (useCase: string, most: number) => Promise<string[]>;
	priceBook: () => Promise<PriceBook>;
	/** `findScenario`, with the configs of the runs that were read before. */
	scenario: (useCase: string) => Promise<{ scenario: Scenario; hash: string } | null>;
}

export interface SourceOptions {
	/** Price files that go before the price book. */
	prices?: string[];
	/** Lets the newest run be one on emulated endpoints. */
	includeEmulated?: true;
}

const bundledScenarios = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** Remembers what a slow function gave, also while it is still at it. */
const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
	let made: Promise<T> | null = null;
	return () => (made ??= make());
};

/**
 * The folder of a scenario: that which a run was measured with (`uses`), else of this project, else one of that name in the working
 * folder. Null where there is none.
 */
export const findScenarioFolder = (useCase: string, uses: readonly string[]): string | null => {
	// A scenario folder has the name of its id; a path that is not whole is one of a config that lay in the working folder.
	const named = uses.filter((use) => basename(use) === useCase);
	const found = [
		...named.filter((use) => isAbsolute(use)),
		join(bundledScenarios, useCase),
		resolve(useCase),
		...named.map((use) => resolve(use))
	].find((each) => existsSync(join(each, 'scenario.yaml')));
	return found ?? null;
};

/** The scenario in that folder, its items checked. Null where there is none. Throws what is wrong with its files. */
export const findScenario = async (
	useCase: string,
	uses: readonly string[]
): Promise<LoadedScenario | null> => {
	const folder = findScenarioFolder(useCase, uses);
	return folder === null ? null : loadScenario(folder, { checkReference });
};

/** `openDatabase` is called when the database is first needed, and once; who gave it closes the database. */
export const createCaseSources = (
	options: SourceOptions,
	openDatabase: () => Promise<Database>
): CaseSources => {
	const runs = new Map<string, Promise<CaseRun>>();
	const database = once(openDatabase);
	const readRun = async (reference: string, useCase: string): Promise<CaseRun> => {
		const db = await database();
		const found =
			reference === 'latest'
				? await latestRunOf(db, useCase, { includeEmulated: options.includeEmulated ?? false })
				: (await findRun(db, reference)).run;
		if (!found) {
			const known = (await measuredUseCases(db)).map(({ scenarioId }) => scenarioId);
			throw new BenchError('E_NOT_FOUND', `no complete run in ${db.name} measured "${useCase}"`, {
				hint:
					(known.includes(useCase)
						? 'What measured it did not come to its end, or was an emulated endpoint. '
						: didYouMean(useCase, known)) +
					'List the runs with "bench runs list". Runs on emulated endpoints only count with --include-emulated.'
			});
		}
		const cells = await measuredCellsOf(db, found.id, { scenarioId: useCase });
		if (cells.length === 0) {
			throw new BenchError('E_NOT_FOUND', `run ${found.id} did not measure "${useCase}"`, {
				hint: `See what it measured: bench runs show ${found.id}`
			});
		}
		const { config } = (await findRun(db, found.id)).run;
		return {
			id: found.id,
			name: found.name,
			startedAtUtc: found.startedAtUtc,
			cells,
			scenarios: config.scenarios.map(({ use }) => use)
		};
	};
	return {
		includeEmulated: options.includeEmulated ?? false,
		database,
		run: (reference, useCase) => {
			const key = `${reference}\n${useCase}`;
			const known = runs.get(key) ?? readRun(reference, useCase);
			runs.set(key, known);
			return known;
		},
		newestRunIds: async (useCase, most) => {
			const includeEmulated = options.includeEmulated ?? false;
			const found = await newestRunsOf(await database(), useCase, { includeEmulated, most });
			return found.map(({ id }) => id);
		},
		priceBook: once(() =>
			openPriceBook(options.prices === undefined ? {} : { overlayFiles: options.prices })
		),
		scenario: async (useCase) => {
			const ofRuns = (await Promise.all(runs.values())).flatMap(({ scenarios }) => scenarios);
			return findScenario(useCase, ofRuns);
		}
	};
};

/** What a target showed in a run, as evidence; `stageIds` where single load levels decided. */
export const runEvidence = (
	run: CaseRun,
	{ cell }: MeasuredCell,
	stageIds: readonly string[] = []
): Evidence => ({ kind: 'run', runId: run.id, targetId: cell.target.id, stageIds });

/** What a resolver needs beside the option it is about. */
export interface ResolveContext {
	spec: FullCostSpec;
	/** The spec's file, or what stands in its place in messages. */
	specName: string;
	sources: CaseSources;
	/** Moment at which prices are looked up, ISO 8601. */
	atUtc: string;
	/** Share of requests that must meet the objective. */
	sloShare: number;
	/** The 168 rates of the week relative to its mean; null where only the peak is known. */
	weekMultipliers: readonly string[] | null;
}

/** The cell that a reference names. Throws E_NOT_FOUND with the targets that there are. */
export const referencedCell = async (
	{ sources, spec }: Pick<ResolveContext, 'sources' | 'spec'>,
	reference: { run: string; target: string }
): Promise<{ cell: MeasuredCell; run: CaseRun }> => {
	const run = await sources.run(reference.run, spec.useCase);
	const cell = run.cells.find((each) => each.cell.target.id === reference.target);
	if (cell) return { cell, run };
	const targets = run.cells.map((each) => each.cell.target.id);
	const meant = closestName(reference.target, targets);
	throw new BenchError(
		'E_NOT_FOUND',
		`run ${run.id} has no target "${reference.target}" for "${spec.useCase}"; it has ${targets.join(', ')}`,
		meant === null ? {} : { hint: `Did you mean "${meant}"?` }
	);
};
