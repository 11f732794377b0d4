/** `bench judge calibrate`: how far judges agree with people, on answers of a run. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Answer } from '#core/answer.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import { heldAgainstFloor, type FloorFinding } from '#core/judge-floor.ts';
import { createRandom } from '#core/random.ts';
import type { Database } from '#db/client.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { requireTexts } from '#bench/cases/kept-texts.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import { insertCalibrations } from '#db/judge-calibrations.server.ts';
import { judgementsOfRun } from '#db/judgements.server.ts';
import { findRun } from '#db/runs.server.ts';
import { calibrate, type Calibrated } from '#bench/cases/judge/calibrate.ts';
import { judgeHashOf, panelHashOf, promptHashOf } from '#bench/cases/judge/judge-hash.ts';
import { hasArrived, judgePrompts } from '#bench/cases/judge/judged-answers.ts';
import { countingJudgements } from '#bench/cases/judge/judged-grading.ts';
import { parseLabels, reviewLabels, type Labels } from '#bench/cases/judge/labels.ts';
import { judgingOfRun } from '#bench/cases/judge/judging-of-run.ts';
import { renderCalibration } from '#bench/report/calibration-report.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions } from '../options.ts';
import { gradeByJudges, type JudgedCell } from './judge-cells.ts';
import { putQuestions } from './judge-questions.ts';
import { judgedCellsOf, withJudges, type JudgesOptions } from './with-judges.ts';

interface CalibrateOptions extends JudgesOptions {
	labels?: string;
	acceptChanged?: true;
}

const readLabels = async (file: string): Promise<string> => {
	try {
		return await readFile(file, 'utf8');
	} catch (cause) {
		throw new BenchError('E_FILE', `the labels ${file} cannot be read: ${errorMessage(cause)}`, {
			cause
		});
	}
};

/**
 * Grades by what was asked just now, in cells that judges have graded before. A run that nobody has judged stays so: its labelled answers
 * alone would pass for all of them.
 */
const gradeWhatWasJudged = async (
	of: { database: Database; runId: string },
	cells: readonly (JudgedCell & { answers: readonly Answer[] })[]
): Promise<void> => {
	await gradeByJudges(
		of,
		cells.filter(({ answers }) => answers.some(({ grade }) => grade !== null))
	);
};

const judgeCalibrate = (
	id: string,
	options: CalibrateOptions,
	context: CommandContext
): Promise<void> =>
	withJudges(options, context, async ({ database, config, judges, scenarios, asking }) => {
		const { run } = await findRun(database, id);
		const judged = judgedCellsOf(await cellsOfRun(database, run.id), scenarios, {
			acceptChanged: options.acceptChanged ?? false,
			what: `run ${run.id}`
		});
		const cells = await Promise.all(
			judged.map(async (each) => {
				const answers = await answersOfCell(database, each.cell.id);
				const { scenarioId, target } = each.cell;
				requireTexts(answers, { scenarioId, targetId: target.id }, 'judged');
				return { ...each, answers: answers.filter(hasArrived) };
			})
		);
		const labels: Labels =
			options.labels === undefined
				? await reviewLabels(database, cells)
				: parseLabels(await readLabels(options.labels), options.labels, cells);
		if (labels.size === 0) {
			throw new BenchError(
				'E_NOT_FOUND',
				`nobody has said of an answer of run ${run.id} whether it is right`,
				{
					hint: 'Give thumbs on the pages of its answers, or a file of labels with --labels.'
				}
			);
		}
		const labelled = cells.flatMap(({ cell, loaded, spec, answers }) => {
			const promptOf = judgePrompts(loaded, spec);
			return answers.flatMap((answer) => {
				const found = labels.get(answer.attemptId);
				const prompt = promptOf(answer);
				return found && prompt
					? [{ scenarioId: cell.scenarioId, attemptId: answer.attemptId, labels: found, prompt }]
					: [];
			});
		});
		// A judge who has seen the labelled answers alone grades none: its votes would count on these and not on the others.
		const before = new Set(
			(await judgementsOfRun(database, run.id)).map(({ judgeHash }) => judgeHash)
		);
		const asked = await asking(run.id, (judging) =>
			putQuestions(
				judging,
				judges.flatMap((judge) =>
					[...scenarios].map(([scenarioId, { spec }]) => ({
						judge,
						spec,
						questions: labelled
							.filter((each) => each.scenarioId === scenarioId)
							.map(({ attemptId, prompt }) => ({
								attemptId,
								rivalAttemptId: null,
								order: 'single' as const,
								prompt
							}))
					}))
				),
				{ again: false }
			)
		);
		const judgements = await judgementsOfRun(database, run.id);
		const counting = countingJudgements(judgements);
		const calibrations: (Calibrated & {
			judgeId: string;
			judgeHash: string;
			scenarioId: string;
			scenarioHash: string;
			passAt: number;
			emulated: boolean;
			floor: FloorFinding | null;
		})[] = [];
		for (const [scenarioId, { loaded, spec }] of scenarios) {
			const answers = labelled
				.filter((each) => each.scenarioId === scenarioId)
				.map(({ labels: found, prompt }) => ({
					labels: found,
					judgements: counting.get(promptHashOf(prompt)) ?? []
				}));
			if (answers.length === 0) continue;
			const hashes = judges.map(({ target }) => judgeHashOf(target, spec));
			const held = judges.map(({ target }, index) => ({
				judgeId: target.id,
				judgeHash: hashes[index] as string,
				judges: [hashes[index] as string],
				kappaFloor: judges[index]?.kappaFloor ?? null
			}));
			if (judges.length > 1) {
				held.push({
					judgeId: judges.map(({ target }) => target.id).join(' + '),
					judgeHash: panelHashOf(hashes, spec.combine),
					judges: hashes,
					kappaFloor: null
				});
			}
			for (const { judges: together, kappaFloor, ...each } of held) {
				const found = calibrate(
					spec,
					answers,
					together,
					createRandom(config.seed, `κ of ${each.judgeId} on ${scenarioId}`)
				);
				calibrations.push({
					...each,
					scenarioId,
					scenarioHash: loaded.hash,
					passAt: spec.passAt,
					...found,
					floor: kappaFloor === null ? null : heldAgainstFloor(found, kappaFloor),
					emulated: judgements.some(
						({ judgeHash, emulated }) => emulated && together.includes(judgeHash)
					)
				});
			}
		}
		const calibratedAtUtc = new Date().toISOString();
		await insertCalibrations(
			database,
			calibrations.map((each) => ({
				judgeId: each.judgeId,
				judgeHash: each.judgeHash,
				scenarioId: each.scenarioId,
				scenarioHash: each.scenarioHash,
				passAt: each.passAt,
				n: each.n,
				unreadable: each.unreadable,
				right: each.right,
				rightPassed: each.rightPassed,
				wrong: each.wrong,
				wrongFailed: each.wrongFailed,
				kappa: each.kappa,
				kappaLow: each.kappaLow,
				kappaHigh: each.kappaHigh,
				emulated: each.emulated,
				labelSource: options.labels ?? 'reviews',
				calibratedAtUtc
			}))
		);
		// As in bench judge run: a judge of whom too little is known may grade, one that is below its floor may not.
		const mayGrade = calibrations
			.filter(({ floor }) => floor !== null)
			.every(({ floor, judgeHash }) => floor?.state !== 'below' && before.has(judgeHash));
		if (mayGrade) await gradeWhatWasJudged({ database, runId: run.id }, cells);
		const reported = {
			runId: run.id,
			asked,
			labelSource: options.labels ?? 'reviews',
			calibrations,
			scenarios: await judgingOfRun(database, run.id)
		};
		context.print(
			options.json
				? JSON.stringify(reported, null, '\t')
				: renderCalibration(reported, context.outputColumns)
		);
	});

export const defineJudgeCalibrate = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument('<run>', 'id of the run whose answers were labelled, or the beginning of it')
		.requiredOption('--config <file>', 'the config that names judges and scenarios')
		.option('--allow-commands', 'run the programs that judges get their keys by')
		.option(
			'--labels <file>',
			'a sheet of bench judge labels, or JSON lines: {"item", "target", "passed"} or {"attempt", "passed"}, "labeller" for several people; the thumbs of the dashboard where absent'
		)
		.option(
			'--accept-changed',
			'by a scenario that has changed since; only where prompt and inputs are the same'
		)
		.addHelpText(
			'after',
			`
Labelled answers that a judge has not judged are sent to it, under the cap of the config; the others are not.
κ is Cohen's, its interval a bootstrap. The newest calibration of a judge at a threshold over 30 labels or more counts: bench run and
bench judge run refuse a judge whose κ is below its "kappaFloor" (0.6 where it is not set); over fewer labels nothing is known, but where
the whole interval is below. Whether the judge may grade is said here and is no failure of this command; shares right are shown corrected for the errors of calibrated judges.

Example:
  bench judge calibrate 20261120 --config bench.yaml --labels labels.jsonl`
		)
		.action((id: string, options: CalibrateOptions) => judgeCalibrate(id, options, context));
};
