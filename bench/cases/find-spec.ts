/** The spec of a question: a file, else one made from a run of the use case. */
import { BenchError } from '#core/errors.ts';
import { loadCostSpec } from '#bench/importers/cost-spec-file.ts';
import type { CaseRun, CaseSources } from './case-sources.ts';
import { chooseRun, type ChosenRun } from './choose-run.ts';
import type { SpecToEvaluate } from './evaluate-spec.ts';
import { specFromRun } from './spec-from-run.ts';

/** The spec of `--spec`, which must be of the full form. */
export const fullSpec = async (file: string): Promise<SpecToEvaluate> => {
	const loaded = await loadCostSpec(file);
	if (loaded.form === 'full') return { spec: loaded.spec, specName: file, unavailable: [] };
	throw new BenchError('E_USAGE', `${file} is a plain cost spec, which holds no use case`, {
		hint: `Its crossover: bench cost crossover --spec ${file}. With "useCase" and "options" it becomes a full one.`
	});
};

const named = ({ id, name, startedAtUtc }: CaseRun): string =>
	`${id} "${name}" of ${startedAtUtc.slice(0, 'YYYY-MM-DD'.length)}`;

const passedOverNote = (run: CaseRun, passedOver: NonNullable<ChosenRun['passedOver']>): string =>
	`The figures are those of run ${named(run)}. Run ${named(passedOver.run)} is newer and was passed over: ${passedOver.reason}. It is taken with --run ${passedOver.run.id}, or with run=${passedOver.run.id} in the address of the page.`;

/** The spec to use: the given file, else one made from the run that is named, else from the newest that carries a case. */
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
					`${options.spec} is about "${found.spec.useCase}", not "${useCase}"`,
					{
						hint: `A spec names its use case itself: leave "${useCase}" out, or leave --spec out to take the newest run of it.`
					}
				);
			}
			return found;
		}
		if (useCase === undefined) {
			throw new BenchError('E_USAGE', 'name a use case, or a cost spec with --spec', {
				hint: 'A use case is a scenario that a run has measured: bench cost support-triage'
			});
		}
		const { run, passedOver } =
			options.run === undefined
				? await chooseRun(useCase, sources)
				: { run: await sources.run(options.run, useCase), passedOver: null };
		const { spec, unavailable } = specFromRun(useCase, run);
		const { id, name, startedAtUtc } = run;
		return {
			...{ spec, unavailable },
			specName: `run ${id}`,
			run: { id, name, startedAtUtc },
			notes: passedOver === null ? [] : [passedOverNote(run, passedOver)]
		};
	};
