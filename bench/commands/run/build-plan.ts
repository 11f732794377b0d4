/** From a config and its scenarios to the plan of a run. */
import { dirname, resolve } from 'node:path';
import type { Config, ScenarioReference } from '#core/config.ts';
import { BenchError, type Problem } from '#core/errors.ts';
import type { ConversationSpec } from '#core/conversation.ts';
import { finalStateReferenceSchema } from '#core/grader-spec/final-state.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom, shuffle } from '#core/random.ts';
import {
	fillPrompt,
	imagesOf,
	userMessagesOf,
	type LoadedScenario,
	type Scenario,
	type ScenarioItem
} from '#core/scenario.ts';
import { observableSlo } from '#core/observable-slo.ts';
import { sloOf } from '#core/slo.ts';
import { drawThinkMs } from '#core/think-time.ts';
import { targetTitle } from '#core/target-title.ts';
import type { Target } from '#core/target.ts';
import { isTunedOnScenario, tunedOnItsItems } from '#core/tuned-from.ts';
import { checkedReference } from '#bench/graders/checked-reference.ts';
import { compileTools, Conversation } from '#bench/graders/conversation.ts';
import { noGradingTools, type GradingTools } from '#bench/graders/grading-tools.ts';
import { checkReference, createGrader } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { isUngraded } from '#bench/graders/none.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { listScenarios, loadScenario } from '#bench/importers/scenario-folder.ts';
import type { ChatImage, ImageDetail } from '#bench/protocols/protocol.ts';
import { answererName, capabilitiesOf } from '#bench/protocols/target-capabilities.ts';
import { responseFormatOf, targetOptions } from './call-options.ts';
import { toolDialogue, userDialogue, type Dialogue, type FurtherMessage } from './dialogue.ts';
import { plannedJudging } from './judging-cost.ts';
import type { Plan, PlannedCell, PlannedConversation, PlannedItem } from './plan.ts';
import { withTurns } from './plan-interleave.ts';
import { plannedMixes, possibleMixes } from './plan-mixes.ts';
import { plannedLoads } from './plan-search.ts';
import { scenarioFolder, unknownScenario } from './scenario-places.ts';
import { impossibleBatches, unpricedImages, whyUnmeasurable } from './unmeasurable.ts';

/**
 * The config as it is stored: a scenario of the user by the whole path of its folder, so that its demand and its texts are found from
 * wherever the run is looked at.
 */
export const withScenarioFolders = (config: Config, configFile: string): Config => {
	const placed = (use: string): string => {
		const folder = scenarioFolder(use, configFile);
		return dirname(folder) === resolve(bundledScenarios) ? use : folder;
	};
	return {
		...config,
		scenarios: config.scenarios.map((reference) => ({ ...reference, use: placed(reference.use) })),
		...(config.mixes && {
			mixes: config.mixes.map((mix) => ({
				...mix,
				weights: Object.fromEntries(
					Object.entries(mix.weights).map(([use, weight]) => [placed(use), weight])
				)
			}))
		})
	};
};

/** Loads every scenario of a config; all problems of all of them in one error. */
export const loadScenarios = async (
	config: Config,
	configFile: string
): Promise<Map<ScenarioReference, LoadedScenario>> => {
	const loaded = new Map<ScenarioReference, LoadedScenario>();
	const problems: Problem[] = [];
	for (const [index, reference] of config.scenarios.entries()) {
		try {
			const scenario = await loadScenario(scenarioFolder(reference.use, configFile), {
				checkReference
			});
			loaded.set(reference, scenario);
		} catch (error) {
			if (!(error instanceof BenchError)) throw error;
			if (error.code === 'E_FILE') {
				const known = await listScenarios(bundledScenarios);
				problems.push({
					file: configFile,
					line: null,
					path: `scenarios[${String(index)}].use`,
					message: unknownScenario(reference.use, known)
				});
			} else if (error.code === 'E_CONFIG') problems.push(...error.problems);
			else throw error;
		}
	}
	if (problems.length === 0) return loaded;
	throw new BenchError(
		'E_CONFIG',
		`the scenarios of ${configFile} have ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}`,
		{ problems, hint: 'CONTRIBUTING.md says how a scenario folder looks.' }
	);
};

const chatImagesOf = (
	loaded: LoadedScenario,
	item: ScenarioItem,
	detail: ImageDetail | null
): ChatImage[] =>
	imagesOf(loaded, item).map((image) => ({
		mediaType: image.mediaType,
		base64: image.base64,
		widthPx: image.widthPx,
		heightPx: image.heightPx,
		detail
	}));

/** How the conversations of a scenario begin; null where an item is one request. Throws E_CONFIG for tools that cannot be used. */
const conversationOf = (
	{ scenario: { conversation: spec }, world }: LoadedScenario,
	tools: GradingTools
): { spec: ConversationSpec; begin: (given: JsonValue) => Conversation } | null => {
	if (!spec || world === null) return null;
	const validators = compileTools(spec);
	const runSandboxed: GradingTools['runSandboxed'] = (task, deadlineMs) =>
		tools.runSandboxed(task, deadlineMs);
	return {
		spec,
		begin: (given) => new Conversation({ spec, world, given, runSandboxed }, validators)
	};
};

const plannedConversationOf = ({
	scenario: { conversation },
	items
}: LoadedScenario): PlannedConversation | null => {
	if (!conversation) {
		const messages = items.map(({ turns = [] }) => 1 + turns.length);
		const maxTurns = Math.max(...messages);
		return maxTurns === 1
			? null
			: {
					maxTurns,
					maxResultBytes: 0,
					expectedTurns: messages.reduce((sum, count) => sum + count, 0) / items.length
				};
	}
	const turns = items.reduce((sum, { reference }) => {
		const { solution } = checkedReference(finalStateReferenceSchema, reference);
		return sum + solution.turns.length + 1;
	}, 0);
	const { maxTurns, maxResultBytes } = conversation;
	return { maxTurns, maxResultBytes, expectedTurns: turns / items.length };
};

/**
 * What a user says after the first answer, with the time to think before each message. The times depend on seed, scenario and item alone,
 * so that every target meets the same users.
 */
const furtherMessagesOf = (
	{ scenario, items }: LoadedScenario,
	item: ScenarioItem,
	seed: number
): FurtherMessage[] | null => {
	if (!items.some(({ turns }) => turns)) return null;
	const random = createRandom(seed, `thoughts in ${scenario.id}/${item.id}`);
	return userMessagesOf(scenario, item)
		.slice(1)
		.map((content) => ({ content, thinkMs: drawThinkMs(scenario.thinkTimeS ?? 0, random) }));
};

const plannedItems = (
	loaded: LoadedScenario,
	target: Target,
	{ items: limit, subset }: ScenarioReference,
	{ seed, tools }: { seed: number; tools: GradingTools }
): PlannedItem[] => {
	const { scenario, items } = loaded;
	const { quick } = scenario;
	if (subset === 'quick' && !quick) {
		throw new BenchError('E_CONFIG', `${scenario.id} has no quick subset`, {
			hint: 'Leave "subset" out, or name some of its items under "quick" in its scenario.yaml.'
		});
	}
	const asked = subset === 'quick' ? items.filter(({ id }) => quick?.includes(id)) : items;
	const grader = createGrader(scenario.grader, tools);
	const awaitsJudging = isJudged(scenario.grader);
	const conversation = conversationOf(loaded, tools);
	const { imageDetail, imageQuality } = target.parameters;
	const stream = target.parameters.stream && capabilitiesOf(target).streams;
	const responseFormat = responseFormatOf(target, scenario);
	// The order depends on seed and scenario alone, so that every target is asked the same questions in the same order.
	return shuffle(createRandom(seed, `items of ${scenario.id}`), asked)
		.slice(0, limit)
		.map((item) => {
			const further = furtherMessagesOf(loaded, item, seed);
			const converse = conversation
				? (): Dialogue => toolDialogue(conversation.begin(item.world ?? {}))
				: further && ((): Dialogue => userDialogue(further));
			return {
				itemId: item.id,
				call: {
					system: scenario.prompt.system === '' ? null : scenario.prompt.system,
					messages: [
						{
							role: 'user',
							content: fillPrompt(scenario.prompt.user, item.input),
							...(item.images && { images: chatImagesOf(loaded, item, imageDetail ?? null) })
						}
					],
					maxOutputTokens: scenario.maxOutputTokens,
					stream,
					...(scenario.image && {
						image: { ...scenario.image, quality: imageQuality ?? null }
					}),
					...(scenario.embedding && { embedding: scenario.embedding }),
					...(conversation && { tools: conversation.spec.tools }),
					...(responseFormat && { responseFormat }),
					...targetOptions(target)
				},
				grade:
					awaitsJudging || isUngraded(scenario.grader)
						? null
						: (text) => grader.grade(text, item.reference),
				...(converse && { converse }),
				...(further && { furtherMessages: further.map(({ content }) => content) })
			};
		});
};

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

/** Scenarios that a comparison cannot end early. */
const notHeld = ({ stopEarly }: Config, cells: readonly PlannedCell[]): string[] =>
	stopEarly
		? [...new Set(cells.filter((cell) => !cell.isGraded).map((cell) => cell.scenarioId))].map(
				(id) =>
					`${id} is not graded while it is measured, so that all of its items are asked in spite of "stopEarly"`
			)
		: [];

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
	const silent = config.targets
		.filter(({ parameters }) => !parameters.stream)
		.map(
			({ id }) =>
				`target "${id}" does not stream: of the objectives only the whole answer (e2e) can be judged`
		);
	const ungraded = [
		...new Map([...scenarios.values()].map(({ scenario }) => [scenario.id, scenario])).values()
	]
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
			...silent,
			...ungraded,
			...untemplated,
			...unstructured,
			...seenBefore,
			...searchNotes,
			...turnNotes,
			...mixed.notes,
			...notHeld(config, cells),
			...ofJudging
		]
	};
};
