/** Answers for pages: a use case with the values of a reader, decided in full, kept until what it came from changes. */
import { assumptionsOf, type Assumption } from '#bench/economics/case/assumptions.ts';
import { costByVolume, type VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import { decide, type Decision } from '#bench/economics/case/decide.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { overrideCase, type RefusedOverride } from '#bench/economics/case/overrides.ts';
import { chartRange } from '../use-case/chart-range.ts';
import type { Scale } from '../use-case/page-state.ts';
import { createCache } from './cache.ts';
import type { ResolvedSource, UseCases } from './use-cases.ts';

/** What does not change with the values of a reader. */
interface GivenAnswer {
	source: ResolvedSource;
	costCase: CostCase;
	decision: Decision;
	assumptions: Assumption[];
	mark: string;
}

export interface AnsweredCase {
	source: ResolvedSource;
	/** As given. */
	costCase: CostCase;
	/** With the values of the reader; null where they change nothing. */
	changedCase: CostCase | null;
	/** With the values of the reader, in full. */
	decision: Decision;
	/** Costs over the volumes that the crossover chart shows, with the values of the reader. */
	volumes: VolumeCosts;
	/** The verdict as given. */
	given: Decision['verdict'];
	/** As given. */
	assumptions: Assumption[];
	refused: RefusedOverride[];
	/** What a reader must know about the values. */
	notes: string[];
	/** Changes whenever the answer may. */
	mark: string;
}

export interface AnsweredCases {
	/** Throws what `UseCases.resolve` throws. */
	answer: (
		id: string,
		options: {
			includeEmulated: boolean;
			/** As `ResolveOptions` has it. */
			run?: string | undefined;
			overrides: Readonly<Record<string, string>>;
			/** Of measured hybrids, decimal text by id; as given where absent. */
			thresholds?: Readonly<Record<string, string>>;
			/** Of the crossover chart; logarithmic where absent. */
			scale?: Scale;
		}
	) => Promise<AnsweredCase>;
}

export const createAnsweredCases = (useCases: UseCases): AnsweredCases => {
	const given = createCache<GivenAnswer>(100);
	const answers = createCache<AnsweredCase>(100);
	return {
		answer: async (id, { includeEmulated, run, overrides, thresholds = {}, scale = 'log' }) => {
			const { source, costCase, mark } = await useCases.resolve(id, { includeEmulated, run });
			const key = `${id}\n${String(includeEmulated)}\n${run ?? ''}\n${mark}`;
			const base = await given(key, () => {
				const decision = decide(costCase, 'full');
				const assumptions = assumptionsOf(costCase, decision.evaluated);
				return Promise.resolve({ source, costCase, decision, assumptions, mark });
			});
			const values = [overrides, thresholds].map((each) =>
				Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))
			);
			return answers(`${key}\n${scale}\n${JSON.stringify(values)}`, () => {
				const changed = overrideCase(costCase, overrides, thresholds);
				const isSame = changed.costCase === costCase;
				const decision = isSame ? base.decision : decide(changed.costCase, 'full');
				const range = chartRange(changed.costCase, decision, scale);
				return Promise.resolve({
					...{ source, costCase, decision, mark },
					changedCase: isSame ? null : changed.costCase,
					volumes: costByVolume(changed.costCase, decision.evaluated, range),
					given: base.decision.verdict,
					assumptions: base.assumptions,
					refused: changed.refused,
					notes: changed.notes
				});
			});
		}
	};
};
