/** From a config and its scenarios to the plan of a run. */
import type { Config, ScenarioReference } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { observableSlo } from '#core/observable-slo.ts';
import type { LoadedScenario, Scenario } from '#core/scenario.ts';
import { sloOf } from '#core/slo.ts';
import type { Target } from '#core/target.ts';
import { noGradingTools, type GradingTools } from '#bench/graders/grading-tools.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { isUngraded } from '#bench/graders/none.ts';
import { capabilitiesOf } from '#bench/protocols/target-capabilities.ts';
import { plannedJudging } from './judging-cost.ts';
import type { Plan, PlannedCell } from './plan.ts';
import { withTurns } from './plan-interleave.ts';
import { plannedConversationOf, plannedItems } from './plan-items.ts';
import { plannedMixes, possibleMixes } from './plan-mixes.ts';
import { notesOnCells, notHeld } from './plan-notes.ts';
import { plannedLoads } from './plan-search.ts';
import { impossibleBatches, unpricedImages, whyUnmeasurable } from './unmeasurable.ts';

/** Throws E_CONFIG where a scenario grades by a program that may not be run; better before anything is sent than at its first answer. */
const checkCommands = ({ id, grader }: Scenario, tools: GradingTools): void => {
	if (grader.kind !== 'command' || tools.runCommand || tools === noGradingTools) return;
	throw new BenchError('E_CONFIG', `${id} grades by the command "${grader.command.join(' ')}"`, {
		hint: 'A command may do anything that you may. Read it, then allow it with --allow-commands.'
	});
};

/** Throws E_CONFIG where judges would find no texts: they read what is stored. */
const checkKept = ({ id, grader }: Scenario, { keepAnswers }: Config): void => {
	if (!isJudged(grader) || keepAnswers === 'all') return;
	throw new BenchError(
		'E_CONFIG',
		`${id} is graded by judges, who read the stored answers, and "keepAnswers" is not "all"`,
		{
			hint: 'Leave "keepAnswers" out, and remove the texts once they have been judged: bench db purge.'
		}
	);
};

/** The targets in the order in which they are measured: the one that others are held against comes first. */
const inOrder = ({ targets, stopEarly }: Config): Target[] =>
	stopEarly
		? [...targets].sort(
				(a, b) => Number(b.id === stopEarly.against) - Number(a.id === stopEarly.against)
			)
		: targets;

/**
 * Every scenario on every target: scenario by scenario, so that targets compared with each other run close in time. Without `tools`
 * answers that something has to be run for cannot be graded.
 */
export const buildPlan = (
	config: Config,
	scenarios: ReadonlyMap<ScenarioReference, LoadedScenario>,
	tools: GradingTools = noGradingTools
): Plan => {
	const cells: PlannedCell[] = [];
	const skipped: string[] = [];
	const unpriced: string[] = [];
	const noBatch: string[] = [];
	const searchNotes: string[] = [];
	const turnNotes: string[] = [];
	const cellsOf = new Map<string, PlannedCell[]>();
	const { possible, notes: notMixed } = possibleMixes(config, scenarios);
	for (const [place, [reference, loaded]] of [...scenarios].entries()) {
		const ofScenario: PlannedCell[] = [];
		const { scenario } = loaded;
		checkCommands(scenario, tools);
		checkKept(scenario, config);
		for (const target of inOrder(config)) {
			const reason = whyUnmeasurable(loaded, target);
			if (reason !== null) {
				skipped.push(`${scenario.id} on "${target.id}" is left out: ${reason}`);
				continue;
			}
			unpriced.push(...unpricedImages(loaded, target));
			const items = plannedItems(loaded, target, reference, { seed: config.seed, tools });
			const slo = observableSlo(sloOf(scenario.slo), {
				stream: target.parameters.stream && capabilitiesOf(target).streams
			});
			const { loads, search, note } = plannedLoads(config, {
				reference,
				target,
				items: items.length,
				slo,
				isMixed: possible.some(
					(each) => each.target === target && Object.hasOwn(each.mix.weights, reference.use)
				)
			});
			if (note !== null) searchNotes.push(`${scenario.id}: ${note}`);
			const conversation = plannedConversationOf(loaded);
			noBatch.push(
				...impossibleBatches(scenario.id, { target, loads, converses: conversation !== null })
			);
			ofScenario.push({
				scenarioId: scenario.id,
				scenarioVersion: scenario.version,
				scenarioHash: loaded.hash,
				target,
				slo,
				sloShare: scenario.sloShare,
				isGraded: !isJudged(scenario.grader) && !isUngraded(scenario.grader),
				awaitsJudging: isJudged(scenario.grader),
				conversation,
				items,
				loads,
				...(search && { search })
			});
		}
		const inTurns = withTurns(config, ofScenario, place);
		cells.push(...inTurns.cells);
		cellsOf.set(reference.use, inTurns.cells);
		turnNotes.push(...inTurns.notes);
	}
	if (noBatch.length > 0) {
		throw new BenchError('E_CONFIG', noBatch.join('; '), {
			hint: 'Give that target or scenario "loads" of its own, such as a closed loop.'
		});
	}
	if (unpriced.length > 0) {
		throw new BenchError('E_CONFIG', unpriced.join('; '), {
			hint: 'Add that size under "usdPerImage" of its price.'
		});
	}
	if (cells.length === 0) {
		throw new BenchError('E_CONFIG', 'none of the targets can do any of the scenarios', {
			hint: `${skipped.join('. ')}.`
		});
	}
	const mixed = plannedMixes(possible, scenarios, {
		seed: config.seed,
		cellOf: (use, target) => cellsOf.get(use)?.find((cell) => cell.target === target) ?? null
	});
	if (mixed.problems.length > 0) {
		throw new BenchError('E_CONFIG', mixed.problems.join('; '), {
			hint: 'Give that load more time or a higher rate, or that scenario more weight.'
		});
	}
	for (const { cell, load } of mixed.mixes.flatMap(({ parts }) => parts)) {
		(cell.mixLoads ??= []).push(load);
	}
	const { judging, notes: ofJudging } = plannedJudging(config, scenarios);
	return {
		config,
		limits: config.limits,
		cells,
		...(mixed.mixes.length > 0 && { mixes: mixed.mixes }),
		judging,
		notes: [
			...skipped,
			...notMixed,
			...notesOnCells(config, [...scenarios.values()], cells),
			...searchNotes,
			...turnNotes,
			...mixed.notes,
			...notHeld(config, cells),
			...ofJudging
		]
	};
};
