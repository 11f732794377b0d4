/** `bench cost USE-CASE`: make or buy, from what volume, how sure, and why. */
import { BenchError } from '#core/errors.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { caseVerdict, todayBands } from '#bench/economics/verdict/case-verdict.ts';
import { overTimeOf } from '#bench/economics/case/over-time.ts';
import { stressTests, type StressSettings } from '#bench/economics/stress/stress.ts';
import { loadCostSpec } from '#bench/importers/cost-spec-file.ts';
import { renderOptionExplanation } from '#bench/report/cost-explain.ts';
import { renderCostReport } from '#bench/report/cost-report.ts';
import { costReportJson } from '#bench/report/cost-report-json.ts';
import type { CommandContext } from '../context.ts';
import type { CaseSources } from './case-sources.ts';
import { drawCase } from './draw-case.ts';
import { evaluateWith, type CaseOptions, type SpecToEvaluate } from './evaluate-spec.ts';
import { specFromRun } from './spec-from-run.ts';

export interface ShowOptions extends CaseOptions {
	spec?: string;
	run?: string;
	explain?: true;
}

/** The spec of `--spec`, which must be of the full form. */
export const fullSpec = async (file: string): Promise<SpecToEvaluate> => {
	const loaded = await loadCostSpec(file);
	if (loaded.form === 'full') return { spec: loaded.spec, specName: file, unavailable: [] };
	throw new BenchError('E_USAGE', `${file} is a plain cost spec, which holds no use case`, {
		hint: `Its crossover: bench cost crossover --spec ${file}. With "useCase" and "options" it becomes a full one.`
	});
};

/** The spec to use: the given file, else one made from a run of the use case. */
export const findSpec =
	(useCase: string | undefined, options: { spec?: string; run?: string }) =>
	async (sources: CaseSources): Promise<SpecToEvaluate> => {
		if (options.spec !== undefined) {
			if (options.run !== undefined) {
				throw new BenchError('E_USAGE', '--run and --spec cannot be used together', {
					hint: 'A spec names its runs itself: "run: { run: ID, target: NAME }" of an option.'
				});
			}
			const found = await fullSpec(options.spec);
			if (useCase !== undefined && useCase !== found.spec.useCase) {
				throw new BenchError(
					'E_USAGE',
					`${options.spec} is about "${found.spec.useCase}", not "${useCase}"`
				);
			}
			return found;
		}
		if (useCase === undefined) {
			throw new BenchError('E_USAGE', 'name a use case, or a cost spec with --spec', {
				hint: 'A use case is a scenario that a run has measured: bench cost support-triage'
			});
		}
		const run = await sources.run(options.run ?? 'latest', useCase);
		const { spec, unavailable } = specFromRun(useCase, run);
		return { spec, unavailable, specName: `run ${run.id}` };
	};

const vendorChangeOf = ({ vendorChange }: CostCase): StressSettings => {
	const { approvalUsd, leadTimeMonths } = vendorChange;
	return {
		...(approvalUsd === null ? {} : { approvalUsd }),
		...(leadTimeMonths === null ? {} : { leadTimeMonths })
	};
};

export const show = async (
	useCase: string | undefined,
	options: ShowOptions,
	context: CommandContext
): Promise<void> => {
	const { costCase, evaluated } = await evaluateWith(findSpec(useCase, options), options, context);
	const drawn = drawCase(costCase, evaluated);
	const verdict = caseVerdict(costCase, evaluated, drawn);
	const reported = {
		costCase,
		evaluated,
		verdict,
		simulation: drawn?.simulation ?? null,
		bands: todayBands(costCase, drawn),
		cashFlow: overTimeOf(costCase, evaluated),
		stress: stressTests(costCase, evaluated, vendorChangeOf(costCase))
	};
	if (options.json) {
		context.print(JSON.stringify(costReportJson(reported), null, '\t'));
		return;
	}
	context.print(renderCostReport(reported, context.outputColumns));
	if (!options.explain) return;
	for (const { option } of [...evaluated.options, ...evaluated.excluded]) {
		context.print(
			`\n${renderOptionExplanation(option, evaluated.requestsPerMonth, context.outputColumns)}`
		);
	}
};
