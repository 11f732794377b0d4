/** What somebody should know of a plan before it is run, though nothing in it is wrong. */
import type { Config } from '#core/config.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { targetTitle } from '#core/target-title.ts';
import { isTunedOnScenario, tunedOnItsItems } from '#core/tuned-from.ts';
import { isUngraded } from '#bench/graders/none.ts';
import { answererName, capabilitiesOf } from '#bench/protocols/target-capabilities.ts';
import type { PlannedCell } from './plan.ts';

/** Scenarios that a comparison cannot end early. */
export const notHeld = ({ stopEarly }: Config, cells: readonly PlannedCell[]): string[] =>
	stopEarly
		? [...new Set(cells.filter((cell) => !cell.isGraded).map((cell) => cell.scenarioId))].map(
				(id) =>
					`${id} is not graded while it is measured, so that all of its items are asked in spite of "stopEarly"`
			)
		: [];

/** What cannot be told of some targets and scenarios, and what they are not asked. */
export const notesOnCells = (
	config: Config,
	scenarios: readonly LoadedScenario[],
	cells: readonly PlannedCell[]
): string[] => {
	const silent = config.targets
		.filter(({ parameters }) => !parameters.stream)
		.map(
			({ id }) =>
				`target "${id}" does not stream: of the objectives only the whole answer (e2e) can be judged`
		);
	const ungraded = [...new Map(scenarios.map(({ scenario }) => [scenario.id, scenario])).values()]
		.filter(
			({ id, grader }) => isUngraded(grader) && cells.some(({ scenarioId }) => scenarioId === id)
		)
		.map(({ id }) => `${id} grades nothing: no claim about quality is made`);
	const untemplated = config.targets
		.filter((target) => {
			const can = capabilitiesOf(target);
			return (
				can.answers === 'text' && !can.chatTemplate && cells.some((cell) => cell.target === target)
			);
		})
		.map(
			(target) =>
				`${answererName(target)} has "${target.id}" continue a plain text: the system prompt stands before that of the user, and no chat template is applied; a model that was trained to chat is better asked through openai-chat`
		);
	const unstructured = cells
		.filter(
			({ target, items }) => target.parameters.structuredOutput && !items[0]?.call.responseFormat
		)
		.map(
			({ target, scenarioId }) =>
				`${scenarioId} on "${target.id}" is asked without "structuredOutput": its grader has no JSON schema`
		);
	const seenBefore = cells
		.filter(({ target, scenarioHash }) => isTunedOnScenario(target.tunedFrom, scenarioHash))
		.map(({ target, scenarioId }) => tunedOnItsItems(targetTitle(target), scenarioId));
	return [...silent, ...ungraded, ...untemplated, ...unstructured, ...seenBefore];
};
