/** `bench compare`: a target against one or more others on the same items, with paired tests. */
import type { Command } from 'commander';
import { decimalText } from '#core/decimal.ts';
import { BenchError } from '#core/errors.ts';
import { measuredWhen } from '#core/measured-when.ts';
import { farApartInWords } from '#core/measured-when-in-words.ts';
import { otherProxyInWords } from '#core/proxy-in-words.ts';
import { isTunedOnScenario, tunedOnItsItems } from '#core/tuned-from.ts';
import { defaultParameter } from '#bench/economics/option/defaults.ts';
import { defaultDeltaShare } from '#bench/economics/verdict/quality-gate.ts';
import {
	compareTargets,
	type ComparedPair,
	type ComparedScenario,
	type TargetComparison
} from '#bench/cases/compare-targets.ts';
import type { TargetFigures } from '#bench/cases/target-figures.ts';
import { sideTitle } from '#bench/report/compared-sides.ts';
import {
	comparisonsJson,
	renderComparisons,
	type ReportedComparison
} from '#bench/report/comparison-report.ts';
import type { ReportedRequestCost } from '#bench/report/request-cost.ts';
import { renderSeveral, severalJson } from '#bench/report/several-targets-report.ts';
import type { ReportedTuning } from '#bench/report/tuning-report.ts';
import { judgingOfRun, type ScenarioJudging } from '#bench/cases/judge/judging-of-run.ts';
import { judgedDifferenceInWords, judgedSideInWords } from '#bench/report/judged-sides.ts';
import type { Database } from '#db/client.server.ts';
import type { CommandContext } from './context.ts';
import { withExistingDatabase } from './existing-database.ts';
import {
	addCommonOptions,
	parseCount,
	parseDeltaPoints,
	parsePositive,
	parseSeed,
	parseUsd,
	type CommonOptions
} from './options.ts';

interface CompareCommandOptions extends CommonOptions {
	scenario?: string;
	/** Share of items, 0 to 1. */
	delta?: number;
	seed: number;
	/** Whether a scenario on which A is not shown to be not worse fails the command. */
	require?: true;
	requestsPerMonth?: number;
	retrainMonths?: number;
	/** Decimal text. */
	wrongUsd?: string;
}

const reportedTuning = ({ tuning, targets }: ComparedScenario): ReportedTuning | null => {
	const [title = '', ...otherTitles] = targets.map(({ cell }) => sideTitle(cell));
	return tuning && { ...tuning, title, otherTitles };
};

/** Sentences about judged sides, by scenario. */
type JudgedSides = ReadonlyMap<string, string[]>;

const judgedSidesOf = async (
	database: Database,
	{ scenarios }: TargetComparison
): Promise<JudgedSides> => {
	const byRun = new Map<string, ScenarioJudging[]>();
	const sides = new Map<string, string[]>();
	for (const { scenarioId, targets } of scenarios) {
		for (const { cell } of targets) {
			const judging = byRun.get(cell.runId) ?? (await judgingOfRun(database, cell.runId));
			byRun.set(cell.runId, judging);
			const sentence = judgedSideInWords(sideTitle(cell), cell.id, judging);
			if (sentence !== null) sides.set(scenarioId, [...(sides.get(scenarioId) ?? []), sentence]);
		}
	}
	return sides;
};

/** What stands against the figures of targets that were tuned, or judged by models. */
const warningsOf = ({ scenarioId, targets }: ComparedScenario, judged: JudgedSides): string[] => {
	const seen = targets
		.filter(({ target, cell }) => isTunedOnScenario(target.tunedFrom, cell.scenarioHash))
		.map(({ cell }) => tunedOnItsItems(sideTitle(cell), scenarioId));
	const [first, ...others] = targets;
	const later = others
		.filter(({ target }) => first && !first.target.tunedFrom && target.tunedFrom)
		.map(
			({ target, cell }) =>
				`${sideTitle(cell)} is a tuned model: what its tuning brings is told where it is named first (bench compare ${target.id} …).`
		);
	const ofJudges = judged.get(scenarioId) ?? [];
	const otherWay = others.flatMap(({ target, cell }) =>
		first ? (otherProxyInWords(first.target, target, sideTitle(cell)) ?? []) : []
	);
	const apart = others.flatMap(({ times, cell }) => {
		const sentence =
			first?.times && times ? farApartInWords(measuredWhen(first.times, times)) : null;
		return sentence === null ? [] : [`${sideTitle(cell)}: ${sentence}`];
	});
	return [
		...seen,
		...later,
		...apart,
		...otherWay,
		...ofJudges,
		...(ofJudges.length === 0 ? [] : [judgedDifferenceInWords])
	];
};

/** Latency by the stages, where no answer of both is graded. */
const ungradedOf = (
	{ n }: ComparedPair,
	{ targets: [a, b] }: ComparedScenario
): ReportedComparison['ungraded'] => {
	if (n > 0 || !a || !b) return null;
	const figures = ({ load, e2eP95Ms }: TargetFigures) => ({ load, e2eP95Ms });
	return { a: figures(a), b: figures(b) };
};

const requestCostOf = ({
	load,
	usdPerRequest,
	costBasis,
	inconsistentUsage,
	servers
}: TargetFigures): ReportedRequestCost => ({
	load,
	usdPerRequest,
	costBasis,
	inconsistentUsage,
	servers
});

/** A scenario of two targets, which has one pair. */
const reportedPair = (
	each: ComparedScenario,
	pair: ComparedPair,
	judged: JudgedSides
): ReportedComparison[] => {
	const [a, b] = each.targets;
	if (!a || !b) return [];
	return [
		{
			...pair,
			scenarioId: each.scenarioId,
			volume: each.volume,
			requestCosts: { a: requestCostOf(a), b: requestCostOf(b) },
			tuning: reportedTuning(each),
			ungraded: ungradedOf(pair, each),
			when: a.times && b.times && measuredWhen(a.times, b.times),
			warnings: warningsOf(each, judged)
		}
	];
};

const printTwo = (
	[a = '', b = '']: readonly string[],
	found: TargetComparison,
	judged: JudgedSides,
	options: CompareCommandOptions,
	context: CommandContext
): void => {
	const scenarios = found.scenarios.flatMap((each) =>
		each.pairs.flatMap((pair) => reportedPair(each, pair, judged))
	);
	const reported = { ...found, a, b, scenarios };
	context.print(
		options.json ? comparisonsJson(reported) : renderComparisons(reported, context.outputColumns)
	);
};

const printSeveral = (
	found: TargetComparison,
	judged: JudgedSides,
	options: CompareCommandOptions,
	context: CommandContext
): void => {
	const scenarios = found.scenarios.map((each) => ({
		...each,
		tuning: reportedTuning(each),
		warnings: warningsOf(each, judged)
	}));
	const reported = { ...found, scenarios };
	context.print(
		options.json ? severalJson(reported) : renderSeveral(reported, context.outputColumns)
	);
};

const compare = (
	targets: readonly [string, ...string[]],
	options: CompareCommandOptions,
	context: CommandContext
): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give its path with --db, or measure two targets first: bench run --demo',
		async (database) => {
			const [a, ...others] = targets;
			const names = others.map((other) => `"${other}"`).join(' and ');
			const found = await compareTargets(database, {
				targets,
				scenarioId: options.scenario ?? null,
				deltaShare: options.delta ?? defaultDeltaShare,
				seed: options.seed,
				requestsPerMonth: options.requestsPerMonth ?? null,
				tuning: {
					retrainMonths:
						options.retrainMonths === undefined ? null : decimalText(options.retrainMonths),
					wrongUsd: options.wrongUsd ?? null
				}
			});
			const judged = await judgedSidesOf(database, found);
			if (targets.length === 2) printTwo(targets, found, judged, options, context);
			else printSeveral(found, judged, options, context);
			if (found.scenarios.length === 0) {
				throw new BenchError(
					'E_NOT_FOUND',
					`no scenario was measured on ${targets.length === 2 ? 'both' : 'all of'} "${a}" and ${names}`,
					{ hint: 'Measure them in one run, so that they are asked the same items.' }
				);
			}
			if (!options.require) return;
			const open = found.scenarios.flatMap(({ scenarioId, pairs }) =>
				pairs
					.filter(({ gate }) => gate.state !== 'non-inferior')
					.map(({ b }) => ({ scenarioId, other: b.targetId }))
			);
			if (open.length === 0) return;
			throw new BenchError(
				'E_THRESHOLD',
				`"${a}" is not shown to be not worse than ${open.map(({ scenarioId, other }) => `"${other}" on ${scenarioId}`).join(', ')}`
			);
		}
	);

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('<a>', 'a target, such as the model that you would run: TARGET, or TARGET@RUN')
		.argument('<others...>', 'what it is held against, such as the API that you buy; one or more')
		.option('--scenario <id>', 'this scenario alone; all that both were measured on where absent')
		.option(
			'--delta <points>',
			`worse by less than so many percentage points counts as not worse; ${String(100 * defaultDeltaShare)} where absent`,
			parseDeltaPoints
		)
		.option(
			'--require',
			'exit with 3 where A is not shown to be not worse than each other on every scenario'
		)
		.option(
			'--requests-per-month <n>',
			'volume over which the hours of an endpoint and the cost of a tuning are spread; the demand that the scenario states where absent',
			parseCount
		)
		.option(
			'--retrain-months <n>',
			`months until it is tuned again; ${defaultParameter('retrainMonths').value} where absent`,
			parsePositive
		)
		.option(
			'--wrong-usd <usd>',
			'what a wrong answer costs beside its request, for when a tuning has paid for itself',
			parseUsd
		)
		.option('--seed <n>', 'seed of the bootstrap', parseSeed, 1)
		.addHelpText(
			'after',
			`
Differences are A minus B over the items with a graded answer of both: the first answer to each item counts.
Intervals are 95 %: score interval of a paired difference for right answers, paired bootstrap by item for scores and costs.
The newest cells of one run are compared, else the newest that were asked the same items.
With three targets or more, A is held against each of the others on the items that all answered; p-values are corrected for all pairs.
A tuned model is named first, then its base and the API: bench compare tuned base frontier-api. Then it is also told when the
tuning has paid for itself: its cost / what a request costs less, with a wrong answer counted at --wrong-usd. No payback is told
where the interval of that saving holds 0. An endpoint that is paid by the hour is counted with all hours of a month, as many whole
ones as carry the volume where each is as busy as at its load.

Examples:
  bench compare own-gpu frontier-api
  bench compare own-tuned own-gpu frontier-api --requests-per-month 400000 --wrong-usd 0.40
  bench compare own-gpu@20261120 own-gpu@20261125 --scenario support-triage --json`
		)
		.action((a: string, others: string[], options: CompareCommandOptions) =>
			compare([a, ...others], options, context)
		);
};
