/**
 * The use cases of the site: those of cost specs, and those that a run has measured. Each is resolved as `bench cost` does it and
 * kept until something it was computed from changes.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import type { FullCostSpec } from '#core/cost-spec.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import { renderProblems } from '#core/grouped-problems.ts';
import { changeMark } from '#db/change-mark.server.ts';
import type { Database } from '#db/client.server.ts';
import { measuredUseCases } from '#db/measured-use-cases.server.ts';
import { findRun } from '#db/runs.server.ts';
import { findScenario } from '#bench/cases/case-sources.ts';
import { evaluateWith, type SourceRun } from '#bench/cases/evaluate-spec.ts';
import { findSpec } from '#bench/cases/find-spec.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { loadCostSpec } from '#bench/importers/cost-spec-file.ts';
import { createCache } from './cache.ts';
import { databaseIfAny } from './database-if-any.ts';
import type { Settings } from './settings.ts';

export interface UseCaseSource {
	id: string;
	title: string;
	/** The cost spec it comes from, as from the folder that the site was started in; null where it is made from a run. */
	specFile: string | null;
}

/** A use case with the run that its case was made from. */
export interface ResolvedSource extends UseCaseSource {
	/** Null where a cost spec was written. */
	run: SourceRun | null;
}

export interface ResolveOptions {
	includeEmulated: boolean;
	/** The run to make the case from, by id or its beginning; the newest that carries one where absent. */
	run?: string | undefined;
}

/** A cost spec that cannot be used, with all that is wrong with it. */
export interface BrokenSpec {
	file: string;
	message: string;
	problems: string[];
}

export interface UseCaseList {
	useCases: UseCaseSource[];
	broken: BrokenSpec[];
}

export interface CaseOfUse {
	source: ResolvedSource;
	/** As it was read, or made from a run. */
	spec: FullCostSpec;
	costCase: CostCase;
	/** Changes whenever the case may have changed. */
	mark: string;
}

export interface UseCases {
	list: () => Promise<UseCaseList>;
	/** Changes whenever any case may have changed; for caches. */
	mark: () => Promise<string>;
	/** Throws E_NOT_FOUND for an unknown id, and what `bench cost` throws. */
	resolve: (id: string, options: ResolveOptions) => Promise<CaseOfUse>;
}

const specEndings = new Set(['.yaml', '.yml', '.json']);

/** From the working folder, where the file lies in it: nobody else needs to know the folders of this machine. */
const shownPath = (path: string): string => {
	const inside = relative(process.cwd(), path);
	return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
};

const filesOf = async (path: string): Promise<string[]> => {
	if (!(await stat(path)).isDirectory()) return [path];
	const names = await readdir(path);
	return names
		.filter((name) => specEndings.has(extname(name)) && !name.endsWith('.schema.json'))
		.sort()
		.map((name) => join(path, name));
};

const brokenOf = (file: string, error: unknown): BrokenSpec => ({
	file,
	message: errorMessage(error),
	problems: error instanceof BenchError ? renderProblems(error.problems) : []
});

const readSpecs = async (paths: readonly string[]): Promise<UseCaseList> => {
	const found: UseCaseList = { useCases: [], broken: [] };
	for (const path of paths.map(shownPath)) {
		const files = await filesOf(path).catch((error: unknown) => {
			found.broken.push(brokenOf(path, error));
			return [];
		});
		for (const file of files) {
			try {
				const loaded = await loadCostSpec(file);
				// The plain form holds no use case, only two curves.
				if (loaded.form === 'plain') continue;
				const { useCase: id, title } = loaded.spec;
				const earlier = found.useCases.find((each) => each.id === id);
				if (earlier) {
					const message = `its use case "${id}" is already that of ${earlier.specFile ?? ''}; this file is left out`;
					found.broken.push({ file, message, problems: [] });
				} else found.useCases.push({ id, title: title ?? id, specFile: file });
			} catch (error) {
				found.broken.push(brokenOf(file, error));
			}
		}
	}
	return found;
};

/** Title of the scenario of a use case, as its case has it; null where it is not found or cannot be read, which resolving tells. */
const scenarioTitle = async (
	database: Database | null,
	id: string,
	newestRunId: string | null
): Promise<string | null> => {
	const newest =
		database && newestRunId !== null ? (await findRun(database, newestRunId)).run : null;
	const uses = newest?.config.scenarios.map(({ use }) => use) ?? [];
	return findScenario(id, uses).then(
		(found) => found?.scenario.title ?? null,
		() => null
	);
};

const specMark = async (paths: readonly string[]): Promise<string> => {
	const marks: string[] = [];
	for (const path of paths) {
		const files = await filesOf(path).catch(() => []);
		for (const file of files) {
			// A link that leads nowhere, such as the lock of an editor, is told when the spec is read.
			const changed = await stat(file).then(({ mtimeMs }) => String(mtimeMs), errorMessage);
			marks.push(`${file}@${changed}`);
		}
	}
	return marks.join('|');
};

export const createUseCases = (settings: Settings, database: () => Promise<Database>): UseCases => {
	const lists = createCache<UseCaseList>(2);
	const cases = createCache<CaseOfUse>(200);
	const markKey = randomBytes(32);

	const markNow = async (): Promise<string> => {
		const db = await databaseIfAny(database);
		const data = db ? await changeMark(db) : 'no database';
		// Prices and quotes are looked up for today.
		const day = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
		const told = [data, await specMark(settings.specs), day].join('\n');
		// Answers carry it, also to those from whom quotes and decisions that it counts are hidden.
		return createHmac('sha256', markKey).update(told).digest('base64url');
	};

	const makeList = async (): Promise<UseCaseList> => {
		const db = await databaseIfAny(database);
		const { useCases, broken } = await readSpecs(settings.specs);
		const others: UseCaseSource[] = [];
		for (const { scenarioId: id, newestRun } of db ? await measuredUseCases(db) : []) {
			if (useCases.some((each) => each.id === id)) continue;
			const title = await scenarioTitle(db, id, newestRun?.id ?? null);
			others.push({ id, title: title ?? id, specFile: null });
		}
		return { useCases: [...useCases, ...others], broken };
	};

	const list = async (): Promise<UseCaseList> => lists(await markNow(), makeList);

	const resolve: UseCases['resolve'] = async (id, { includeEmulated, run: wanted }) => {
		const mark = await markNow();
		const known = (await lists(mark, makeList)).useCases;
		const source = known.find((each) => each.id === id);
		if (!source) {
			throw new BenchError('E_NOT_FOUND', `there is no use case "${id}"`, {
				hint:
					known.length === 0
						? 'Nothing has been measured yet: npx bench run --demo.'
						: `There are: ${known.map((each) => each.id).join(', ')}.`
			});
		}
		return cases(`${id}\n${String(includeEmulated)}\n${wanted ?? ''}\n${mark}`, async () => {
			const { spec, costCase, run } = await evaluateWith(
				findSpec(id, {
					...(source.specFile === null ? {} : { spec: source.specFile }),
					...(wanted === undefined ? {} : { run: wanted })
				}),
				{
					...(settings.prices.length > 0 ? { prices: [...settings.prices] } : {}),
					...(includeEmulated ? { includeEmulated: true as const } : {})
				},
				database
			);
			return { source: { ...source, title: costCase.title, run }, spec, costCase, mark };
		});
	};

	return { list, mark: markNow, resolve };
};
