/** Resolves a spec and computes its case; what every answer about costs begins with. */
import type { FullCostSpec } from '#core/cost-spec.ts';
import type { CostCase, UnavailableOption } from '#bench/economics/case/cost-case.ts';
import { evaluateCase, type EvaluatedCase } from '#bench/economics/case/evaluate-case.ts';
import { implausible } from '#bench/economics/case/plausibility.ts';
import type { Database } from '#db/client.server.ts';
import { createCaseSources, type CaseSources, type SourceOptions } from './case-sources.ts';
import { maskHiddenOptions } from './mask-hidden-options.ts';
import { resolveCase } from './resolve-case.ts';

export interface CaseOptions extends SourceOptions {
	/** Day at which prices and quotes are looked up, YYYY-MM-DD; today where absent. */
	at?: string;
	/** Requests a month in place of the demand of the spec. */
	volume?: number;
}

export interface EvaluatedSpec {
	/** As it was read or made; without what its database hides. */
	spec: FullCostSpec;
	costCase: CostCase;
	evaluated: EvaluatedCase;
}

/** A run that a spec was made from. */
export interface SourceRun {
	id: string;
	name: string;
	startedAtUtc: string;
}

/** A spec that was read or made, and where it came from. */
export interface SpecToEvaluate {
	spec: FullCostSpec;
	specName: string;
	unavailable: readonly UnavailableOption[];
	/** The spec as its author wrote it, where another offer was put in since; see `maskHiddenOptions`. */
	written?: FullCostSpec;
	/** The run that it was made from; absent where it was written. */
	run?: SourceRun;
	/** What to know of how it was made; nothing where absent. */
	notes?: readonly string[];
}

export interface SourcedSpec extends EvaluatedSpec {
	/** The run that the spec was made from; null where it was written. */
	run: SourceRun | null;
}

/** Finds or makes a spec with open sources, and computes its case. */
export const evaluateWith = async (
	find: (sources: CaseSources) => Promise<SpecToEvaluate>,
	options: CaseOptions,
	openDatabase: () => Promise<Database>
): Promise<SourcedSpec> => {
	const sources = createCaseSources(options, openDatabase);
	const { spec: found, specName, unavailable, written, run, notes } = await find(sources);
	const spec = await maskHiddenOptions(found, sources.database, written);
	const nowUtc = new Date().toISOString();
	const atUtc = options.at === undefined ? nowUtc : `${options.at}T12:00:00.000Z`;
	const resolved = await resolveCase(spec, {
		specName,
		sources,
		atUtc,
		includeEmulated: options.includeEmulated ?? false,
		requestsPerMonth: options.volume ?? null,
		unavailable
	});
	// What was looked up after a past day `--at` is not from the future.
	const today = (atUtc > nowUtc ? atUtc : nowUtc).slice(0, 'YYYY-MM-DD'.length);
	const costCase = {
		...resolved,
		notes: [...(notes ?? []), ...resolved.notes, ...implausible(resolved, today)]
	};
	return { run: run ?? null, spec, costCase, evaluated: evaluateCase(costCase) };
};
