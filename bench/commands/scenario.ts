/** `bench scenario`: the scenarios that there are, what is in one, whether it holds, and its form for other tools. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { didYouMean } from '#core/nearest-names.ts';
import { BenchError, renderProblem } from '#core/errors.ts';
import { holdsConversations, type LoadedScenario } from '#core/scenario.ts';
import { checkScenario } from '#bench/graders/check-scenario.ts';
import { checkReference } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { isUngraded } from '#bench/graders/none.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { listScenarios, loadScenario } from '#bench/importers/scenario-folder.ts';
import { makeFolder } from '#bench/importers/make-folder.ts';
import { writeFileAtomically } from '#bench/importers/write-file-atomically.ts';
import { exportEnvironment } from '#bench/report/scenario-export/environment.ts';
import type { ExportedScenario } from '#bench/report/scenario-export/exported-file.ts';
import { exportLmEval } from '#bench/report/scenario-export/lm-eval.ts';
import { exportOpenAiGrader } from '#bench/report/scenario-export/openai-grader.ts';
import { exportPromptfoo } from '#bench/report/scenario-export/promptfoo.ts';
import {
	renderScenario,
	renderScenarioItem,
	renderScenarioList,
	scenarioFacts
} from '#bench/report/scenario-report.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';

const exporters: Readonly<Record<string, (loaded: LoadedScenario) => ExportedScenario>> = {
	promptfoo: exportPromptfoo,
	'lm-eval': exportLmEval,
	'openai-grader': exportOpenAiGrader,
	environment: exportEnvironment
};

const bundledFolders = async (): Promise<string[]> =>
	(await listScenarios(bundledScenarios)).map((id) => join(bundledScenarios, id));

/** The folder of a scenario: a path, else one of this project. Throws E_NOT_FOUND. */
const folderOf = async (use: string): Promise<string> => {
	const found = [resolve(use), join(bundledScenarios, use)].find((folder) =>
		existsSync(join(folder, 'scenario.yaml'))
	);
	if (found !== undefined) return found;
	const known = await listScenarios(bundledScenarios);
	throw new BenchError('E_NOT_FOUND', `there is no scenario "${use}"`, {
		hint: `${didYouMean(use, known)}Give the folder of one, or one of ${known.join(', ')}.`
	});
};

const load = async (use: string): Promise<LoadedScenario> =>
	loadScenario(await folderOf(use), { checkReference });

const list = async (options: CommonOptions, context: CommandContext): Promise<void> => {
	const loaded = await Promise.all(
		(await bundledFolders()).map((folder) => loadScenario(folder, { checkReference }))
	);
	context.print(
		options.json
			? JSON.stringify(loaded.map(scenarioFacts), null, '\t')
			: renderScenarioList(loaded, context.outputColumns)
	);
};

const show = async (
	use: string,
	options: CommonOptions & { item?: string },
	context: CommandContext
): Promise<void> => {
	const loaded = await load(use);
	if (options.item === undefined) {
		context.print(
			options.json
				? JSON.stringify({ ...scenarioFacts(loaded), ...loaded.scenario }, null, '\t')
				: renderScenario(loaded, context.outputColumns)
		);
		return;
	}
	const item = loaded.items.find(({ id }) => id === options.item);
	const text = renderScenarioItem(loaded, options.item);
	if (!item || text === null) {
		throw new BenchError('E_NOT_FOUND', `${loaded.scenario.id} has no item "${options.item}"`, {
			hint: `Its items are called ${loaded.items
				.slice(0, 3)
				.map(({ id }) => id)
				.join(', ')} and so on.`
		});
	}
	context.print(options.json ? JSON.stringify(item, null, '\t') : text);
};

const validate = async (
	uses: readonly string[],
	options: CommonOptions,
	context: CommandContext
): Promise<void> => {
	const folders =
		uses.length === 0 ? await bundledFolders() : await Promise.all(uses.map(folderOf));
	const tools = openGradingTools({ allowCommands: false });
	try {
		const results: {
			id: string;
			items: number;
			isGraded: boolean;
			checked: string | null;
			problems: string[];
		}[] = [];
		for (const folder of folders) {
			try {
				const loaded = await loadScenario(folder, { checkReference });
				const isRun = loaded.scenario.grader.kind === 'command';
				const found = isRun ? [] : await checkScenario(loaded, { tools, seed: 1 });
				results.push({
					id: loaded.scenario.id,
					items: loaded.items.length,
					isGraded: !isUngraded(loaded.scenario.grader),
					checked: isUngraded(loaded.scenario.grader)
						? 'nothing is graded'
						: isRun
							? 'its command was not run'
							: isJudged(loaded.scenario.grader)
								? 'judges grade it, none was asked'
								: 'their references pass and wrong answers fail',
					problems: found.map(({ itemId, message }) => `${itemId}: ${message}`)
				});
			} catch (error) {
				if (!(error instanceof BenchError) || error.code !== 'E_CONFIG') throw error;
				results.push({
					id: folder,
					items: 0,
					isGraded: true,
					checked: null,
					problems: error.problems.map(renderProblem)
				});
			}
		}
		const count = results.reduce((sum, { problems }) => sum + problems.length, 0);
		context.print(
			options.json
				? JSON.stringify({ ok: count === 0, scenarios: results }, null, '\t')
				: results
						.flatMap(({ id, items, problems, checked }) => [
							problems.length === 0
								? `${id}: ${String(items)} ${items === 1 ? 'item' : 'items'}${checked === null ? '' : `: ${checked}`}`
								: `${id}: ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}`,
							...problems.map((problem) => `  ${problem}`)
						])
						.join('\n')
		);
		if (count === 0) return;
		throw new BenchError(
			'E_CONFIG',
			`${String(count)} ${count === 1 ? 'problem' : 'problems'} in ${String(folders.length)} ${folders.length === 1 ? 'scenario' : 'scenarios'}`,
			{
				hint: 'A right answer must pass and a wrong one fail, or every pass rate is off.'
			}
		);
	} finally {
		tools.close();
	}
};

const exportTo = async (
	use: string,
	options: CommonOptions & { to: string; out?: string },
	context: CommandContext
): Promise<void> => {
	const exporter = exporters[options.to];
	if (!exporter) throw new BenchError('E_USAGE', `there is no form "${options.to}"`);
	const loaded = await load(use);
	if (holdsConversations(loaded)) {
		throw new BenchError(
			'E_USAGE',
			`${loaded.scenario.id} holds conversations, and ${options.to} holds questions with one answer`,
			{
				hint: 'Its folder is all there is to it: scenario.yaml, items.jsonl and, with tools, world.js.'
			}
		);
	}
	if (options.to !== 'environment' && loaded.items.some(({ images }) => images !== undefined)) {
		throw new BenchError(
			'E_CONFIG',
			`${loaded.scenario.id} shows images, which ${options.to} would not get`,
			{ hint: '--to environment carries them in its messages.' }
		);
	}
	const { files, differences } = exporter(loaded);
	for (const difference of differences) context.note(`note: ${difference}`);
	const [only, ...others] = files;
	if (options.out === undefined) {
		if (!only || others.length > 0) {
			throw new BenchError('E_USAGE', `${options.to} is ${String(files.length)} files`, {
				hint: `Name a folder for them: --out FOLDER`
			});
		}
		context.print(only.text.trimEnd());
		return;
	}
	await makeFolder(options.out);
	const there = await readdir(options.out);
	const taken = files.filter(({ name }) => there.includes(name)).map(({ name }) => name);
	if (taken.length > 0) {
		throw new BenchError('E_USAGE', `${options.out} has ${taken.join(' and ')} already`, {
			hint: 'Nothing was written. Name another folder, or remove what is there.'
		});
	}
	const written = files.map(({ name }) => join(options.out ?? '', name));
	for (const { name, text } of files) await writeFileAtomically(join(options.out, name), text);
	context.print(
		options.json ? JSON.stringify({ files: written, differences }, null, '\t') : written.join('\n')
	);
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command.command('list').description('the scenarios of this project')).action(
		(options: CommonOptions) => list(options, context)
	);
	addCommonOptions(
		command.command('show').description('what is in a scenario, or one of its items')
	)
		.argument('<scenario>', 'id of a scenario of this project, or a folder')
		.option('--item <id>', 'one item as a model gets it, with its reference')
		.action((use: string, options: CommonOptions & { item?: string }) =>
			show(use, options, context)
		);
	addCommonOptions(
		command
			.command('validate')
			.description('grade every reference, which must pass, and wrong answers, which must not')
	)
		.argument('[scenarios...]', 'ids or folders; all of this project where absent')
		.action((uses: string[], options: CommonOptions) => validate(uses, options, context));
	addCommonOptions(command.command('export').description('a scenario in the form of another tool'))
		.argument('<scenario>', 'id of a scenario of this project, or a folder')
		.addOption(
			new Option('--to <form>', 'what for').choices(Object.keys(exporters)).makeOptionMandatory()
		)
		.option('--out <folder>', 'where to write it; a single file goes to stdout where absent')
		.addHelpText(
			'after',
			`
environment keeps every grader: one JSON object a line with messages (images in them), reference and grader, to train and check a model with.
The others keep what they can express, and say what they grade otherwise.

Example:
  bench scenario export support-triage --to promptfoo --out triage`
		)
		.action((use: string, options: CommonOptions & { to: string; out?: string }) =>
			exportTo(use, options, context)
		);
};
