/** `bench judge pairs`: which of two targets answers better, item by item, asked in both orders. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { pairJudgePrompt } from '#core/judge-prompt.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { requireTexts } from '#bench/cases/kept-texts.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import { judgementsOfRun } from '#db/judgements.server.ts';
import type { ListedCell } from '#db/measured-cells.server.ts';
import { compareTargets } from '#bench/cases/compare-targets.ts';
import { familyWarnings } from '#bench/cases/judge/family-warnings.ts';
import { judgeHashOf, promptHashOf } from '#bench/cases/judge/judge-hash.ts';
import { hasArrived, judgedQuestion } from '#bench/cases/judge/judged-answers.ts';
import { firstAnswers } from '#bench/cases/judge/judging-of-run.ts';
import { pairFigures } from '#bench/cases/judge/pair-figures.ts';
import { renderPairs } from '#bench/report/pairs-report.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions } from '../options.ts';
import { checkJudges } from './judge-gate.ts';
import { putQuestions, type JudgeQuestion } from './judge-questions.ts';
import { judgedCellsOf, withJudges, type JudgesOptions } from './with-judges.ts';

interface PairsOptions extends JudgesOptions {
	scenario: string;
	again?: true;
}

const judgePairs = (
	a: string,
	b: string,
	options: PairsOptions,
	context: CommandContext
): Promise<void> =>
	withJudges(options, context, async ({ database, judges, scenarios, asking }) => {
		const scenario = scenarios.get(options.scenario);
		if (!scenario) {
			throw new BenchError(
				'E_NOT_FOUND',
				`${options.config} has no scenario "${options.scenario}" that judges grade`,
				{ hint: `It has: ${[...scenarios.keys()].join(', ')}.` }
			);
		}
		const { loaded, spec } = scenario;
		const compared = await compareTargets(database, {
			targets: [a, b],
			scenarioId: options.scenario,
			deltaShare: 0.02,
			seed: 1,
			requestsPerMonth: null,
			tuning: { retrainMonths: null, wrongUsd: null }
		});
		const [sideA, sideB] = compared.scenarios[0]?.targets.map(({ cell }) => cell) ?? [];
		if (!sideA || !sideB) {
			throw new BenchError(
				'E_NOT_FOUND',
				`"${a}" and "${b}" were not asked the same items of ${options.scenario}`,
				{
					hint: 'Measure both in one run.'
				}
			);
		}
		const cells = [
			...(await cellsOfRun(database, sideA.runId)),
			...(await cellsOfRun(database, sideB.runId))
		].filter(({ id }) => id === sideA.id || id === sideB.id);
		judgedCellsOf(cells, scenarios, { acceptChanged: false, what: `"${a}" or "${b}"` });
		// Pairs grade nothing, so that a judge below its floor is no failure here.
		for (const note of await checkJudges(
			database,
			judges,
			[{ id: options.scenario, spec }],
			true
		)) {
			context.note(`note: ${note}`);
		}
		for (const warning of familyWarnings(
			judges,
			cells.map(({ target }) => target)
		)) {
			context.note(`note: ${warning}`);
		}
		const answersOf = async (cell: ListedCell) => {
			const answers = await answersOfCell(database, cell.id);
			requireTexts(answers, cell, 'judged');
			const first = firstAnswers(answers.filter(hasArrived));
			return new Map(first.map((answer) => [answer.itemId, answer]));
		};
		const [ofA, ofB] = [await answersOf(sideA), await answersOf(sideB)];
		const pairs = loaded.items.flatMap((item) => {
			const [first, second] = [ofA.get(item.id), ofB.get(item.id)];
			if (!first || !second) return [];
			const question = judgedQuestion(loaded, spec, item);
			const attempts = { attemptId: first.attemptId, rivalAttemptId: second.attemptId };
			const aFirst: JudgeQuestion = {
				...attempts,
				order: 'first',
				prompt: pairJudgePrompt(spec.rubric, question, [first.text, second.text])
			};
			const bFirst: JudgeQuestion = {
				...attempts,
				order: 'second',
				prompt: pairJudgePrompt(spec.rubric, question, [second.text, first.text])
			};
			return [{ itemId: item.id, first, second, aFirst, bFirst }];
		});
		if (pairs.length === 0) {
			throw new BenchError('E_NOT_FOUND', 'no item was answered by both');
		}
		const asked = await asking(sideA.runId, (judging) =>
			putQuestions(
				judging,
				// One repeat each: the two orders are two questions already.
				judges.map((judge) => ({
					judge: { ...judge, repeats: 1 },
					spec,
					questions: pairs.flatMap(({ aFirst, bFirst }) => [aFirst, bFirst])
				})),
				{ again: options.again ?? false }
			)
		);
		const judgements = await judgementsOfRun(database, sideA.runId);
		const found = judges.map(({ target }) => {
			const judgeHash = judgeHashOf(target, spec);
			const newest = new Map(
				judgements
					.filter((each) => each.judgeHash === judgeHash && each.order !== 'single')
					.map((each) => [each.promptHash, each])
			);
			const of = ({ prompt }: JudgeQuestion) => newest.get(promptHashOf(prompt)) ?? null;
			const judged = pairs.map(({ itemId, first, second, aFirst, bFirst }) => ({
				itemId,
				lengthA: first.text.length,
				lengthB: second.text.length,
				aFirst: of(aFirst),
				bFirst: of(bFirst)
			}));
			return {
				judgeId: target.id,
				emulated: [...newest.values()].some(({ emulated }) => emulated),
				...pairFigures(judged)
			};
		});
		const reported = {
			a,
			b,
			scenarioId: options.scenario,
			items: pairs.length,
			asked,
			judges: found
		};
		context.print(
			options.json
				? JSON.stringify(reported, null, '\t')
				: renderPairs(reported, context.outputColumns)
		);
	});

export const defineJudgePairs = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('<a>', 'a target: TARGET, or TARGET@RUN')
		.argument('<b>', 'what it is held against')
		.requiredOption('--scenario <id>', 'the scenario that both answered')
		.requiredOption('--config <file>', 'the config that names judges and scenarios')
		.option('--allow-commands', 'run the programs that judges get their keys by')
		.option('--again', 'judge again what is judged already')
		.addHelpText(
			'after',
			`
Every pair of first answers is judged in both orders; where the orders do not name the same winner, the pair is a tie.
The share of such pairs, and how often the longer answer wins, say how far the judge looks at the answers.

Example:
  bench judge pairs own-gpu frontier-api --scenario meeting-notes --config bench.yaml`
		)
		.action((a: string, b: string, options: PairsOptions) => judgePairs(a, b, options, context));
};
