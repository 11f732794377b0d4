/** How old and how strong the evidence of a case is: what was measured, on how much, and how much is assumed. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { numbersOfCase } from '#bench/economics/case/numbers-of-case.ts';
import type { EvaluatedCase } from '#bench/economics/case/evaluate-case.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { parametersOfOption } from '#bench/economics/uncertainty/case-parameters.ts';
import type { Database } from '#db/client.server.ts';
import { findRun } from '#db/runs.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import { stagesOfCell } from '#db/stages.server.ts';
import { runIdsOf } from '../evidence-runs.ts';
import type { ComputedEntry, evidenceGrades } from './portfolio-schema.ts';

type Grade = (typeof evidenceGrades)[number];

const numbersOfOption = (costCase: CostCase, option: CostOption): Parameter[] => {
	const share = costCase.quality[option.id]?.acceptShare;
	const own = parametersOfOption(option).map(([parameter]) => parameter);
	return [...own, ...(share ? [share] : [])].filter(({ basis }) => basis !== 'definition');
};

const gradeOf = ({ make, buy }: { make: boolean; buy: boolean }, isEmulated: boolean): Grade => {
	if (!make && !buy) return 'typed';
	if (isEmulated) return 'emulated';
	return make && buy ? 'measured' : 'partly';
};

const gradeWords: Record<Grade, string> = {
	measured: 'Both sides measured',
	partly: 'One side measured',
	typed: 'Nothing measured: figures typed in or from price lists and quotes',
	emulated: 'No real model measured'
};

/** Reads how far the runs of a case can be trusted. `database` is null where there is none yet. */
export const evidenceOf = async (
	database: Database | null,
	costCase: CostCase,
	{ compared, options }: EvaluatedCase
): Promise<ComputedEntry['evidence']> => {
	const told = compared
		? [compared.make.option, compared.buy.option]
		: options.map(({ option }) => option);
	const numbers = numbersOfCase(costCase).map(({ parameter }) => parameter);
	const isMeasured = (option: CostOption | undefined): boolean =>
		option !== undefined &&
		numbersOfOption(costCase, option).some(({ basis }) => basis === 'measured');
	const runIds = runIdsOf(costCase);
	let [levels, validLevels] = [0, 0];
	let isImported = false;
	let newestRunUtc: string | null = null;
	for (const id of database ? runIds : []) {
		if (!database) break;
		const { run } = await findRun(database, id);
		if (newestRunUtc === null || run.startedAtUtc > newestRunUtc) newestRunUtc = run.startedAtUtc;
		for (const cell of await cellsOfRun(database, run.id)) {
			if (cell.scenarioId !== costCase.useCase) continue;
			isImported ||= cell.target.kind === 'imported';
			for (const { summary } of await stagesOfCell(database, cell.id)) {
				levels += 1;
				if (summary?.validity.verdict === 'valid') validLevels += 1;
			}
		}
	}
	const pair = compared && `${compared.make.option.id}|${compared.buy.option.id}`;
	const counts = pair === null ? undefined : costCase.paired[pair];
	const sides = compared
		? { make: isMeasured(compared.make.option), buy: isMeasured(compared.buy.option) }
		: { make: told.some(isMeasured), buy: false };
	const grade = gradeOf(
		sides,
		told.some(({ emulated }) => emulated)
	);
	return {
		grade,
		words: `${gradeWords[grade]}${isImported ? ', in part by another tool (imported)' : ''}`,
		runIds,
		newestRunUtc,
		items: counts ? counts.bothRight + counts.onlyMake + counts.onlyBuy + counts.bothWrong : 0,
		levels,
		validLevels,
		numbers: numbers.length,
		assumedNumbers: numbers.filter(({ basis }) => basis === 'default').length
	};
};
