/** `bench validate`: checks a config and its scenarios, or any other file that bench reads, without sending anything. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { askedTargets } from '#core/config-judges.ts';
import { variablesOf } from '#core/endpoint-access.ts';
import { BenchError } from '#core/errors.ts';
import { checkScenario } from '#bench/graders/check-scenario.ts';
import { checkReference } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { isUngraded } from '#bench/graders/none.ts';
import { loadConfig } from '#bench/importers/config-file.ts';
import { loadCostSpec } from '#bench/importers/cost-spec-file.ts';
import { fileKindNames, fileKindOf, type FileKind } from '#bench/importers/file-kind.ts';
import { readPriceFiles } from '#bench/importers/price-book/price-file.ts';
import { readQuoteFile } from '#bench/importers/quotes/read-quote-file.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import type { CommandContext } from './context.ts';
import { notesOnJudges } from './judge/known-judges.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';
import { buildPlan } from './run/build-plan.ts';
import { loadScenarios } from './run/load-scenarios.ts';
import { proxyNotes } from './run/check-proxies.ts';
import { allLoads, checkBudget } from './run/plan.ts';
import { unknownScenarios } from './run/scenario-places.ts';
import { withReplays } from './run/read-replays.ts';

const problemCount = (count: number): string => `${String(count)} problem${count === 1 ? '' : 's'}`;

/** The same error, which says what the file was read as. */
const readAs = (error: unknown, kind: FileKind): unknown =>
	error instanceof BenchError && error.code === 'E_CONFIG'
		? new BenchError(error.code, error.message.replace(/; nothing was imported$/u, ''), {
				problems: error.problems,
				cause: error,
				hint: [
					`It was read as a ${fileKindNames[kind]}.`,
					...(error.hint === null ? [] : [error.hint])
				].join(' ')
			})
		: error;

/** The same error with the scenarios that are not there among its problems, which would otherwise be told only once these are mended. */
const withUnknownScenarios = async (error: unknown, configFile: string): Promise<unknown> => {
	if (!(error instanceof BenchError) || error.code !== 'E_CONFIG') return error;
	const unknown = await unknownScenarios(await readFile(configFile, 'utf8'), configFile);
	if (unknown.length === 0) return error;
	const problems = [...error.problems, ...unknown].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
	return new BenchError(error.code, `${configFile} has ${problemCount(problems.length)}`, {
		problems,
		cause: error,
		...(error.hint === null ? {} : { hint: error.hint })
	});
};

const validateConfig = async (
	configFile: string,
	options: CommonOptions,
	context: CommandContext
): Promise<void> => {
	const written = await loadConfig(configFile).catch(async (error: unknown) => {
		throw readAs(await withUnknownScenarios(error, configFile), 'config');
	});
	const config = await withReplays(written, configFile);
	const scenarios = await loadScenarios(config, configFile);
	const plan = buildPlan(config, scenarios);
	const asked = askedTargets(config);
	const notes = [
		...plan.notes,
		...proxyNotes(asked, context.env),
		...(await notesOnJudges(config, scenarios, options, context))
	];
	const cost = checkBudget(plan);
	const unsetVariables = asked.flatMap((target) =>
		'baseUrl' in target ? variablesOf(target).filter((name) => !context.env[name]?.trim()) : []
	);
	const cells = plan.cells.map((cell) => ({
		scenario: cell.scenarioId,
		target: cell.target.id,
		items: cell.items.length,
		stages: allLoads(cell).length,
		/** Null where only time ends a stage. */
		requests: allLoads(cell).map((load) => plannedRequests(load, config.seed))
	}));
	if (options.json) {
		context.print(
			JSON.stringify(
				{ ok: true, config: configFile, cells, paid: cost, unsetVariables, notes },
				null,
				'\t'
			)
		);
		return;
	}
	const lines = cells.map(
		({ scenario, target, items, stages }) =>
			`  ${scenario} on ${target}: ${String(items)} items, ${String(stages)} stage${stages === 1 ? '' : 's'}`
	);
	context.print(`${configFile} is valid\n${lines.join('\n')}`);
	if (cost.paidRequests > 0) {
		context.print(
			`  at worst ${String(cost.paidRequests)} paid requests cost ${cost.worstUsd} USD`
		);
	}
	for (const sentence of notes) context.note(`note: ${sentence}`);
	for (const name of unsetVariables) {
		context.note(`note: the environment variable ${name} is not set; bench run will need it`);
	}
};

/** Reads a file as what it is, all of it; what it holds, in a few words. Throws where it has problems. */
const readers: Readonly<Record<Exclude<FileKind, 'config'>, (file: string) => Promise<string>>> = {
	async scenario(file) {
		const loaded = await loadScenario(dirname(file), { checkReference });
		const { scenario, items } = loaded;
		const count = `${String(items.length)} items`;
		// What a program of the user does is for a run, which asks for leave.
		if (scenario.grader.kind === 'command') return `${count}; its command was not run`;
		const tools = openGradingTools({ allowCommands: false });
		try {
			const found = await checkScenario(loaded, { tools, seed: 1 });
			if (found.length > 0) {
				const itemsFile = join(dirname(file), 'items.jsonl');
				throw new BenchError('E_CONFIG', `${scenario.id} has ${problemCount(found.length)}`, {
					problems: found.map(({ itemId, message }) => ({
						file: itemsFile,
						line: null,
						path: itemId,
						message
					})),
					hint: 'A right answer must pass and a wrong one fail, or every pass rate is off.'
				});
			}
		} finally {
			tools.close();
		}
		return isUngraded(scenario.grader)
			? `${count}; nothing is graded`
			: isJudged(scenario.grader)
				? `${count}; judges grade it, none was asked`
				: `${count}, their references pass and wrong answers fail`;
	},
	async 'cost-spec'(file) {
		const loaded = await loadCostSpec(file);
		return loaded.form === 'plain'
			? 'plain form'
			: `full form, ${String(loaded.spec.options.length)} options`;
	},
	async quote(file) {
		const found = await readQuoteFile(file);
		if (found.state === 'proposed' && found.problems.length > 0) {
			const { problems } = found;
			throw new BenchError('E_CONFIG', `${file} has ${problemCount(problems.length)}`, {
				problems,
				hint: 'Its columns were guessed; bench quote import shows how, and takes a --mapping.'
			});
		}
		const lines = `${String(found.quote?.lines.length ?? 0)} lines`;
		return found.state === 'proposed' ? `${lines}, by columns that were guessed` : lines;
	},
	async 'price-file'(file) {
		const [read] = await readPriceFiles([file]);
		return `${String(read?.entries.length ?? 0)} entries, ${String(read?.additions.length ?? 0)} additions`;
	}
};

/** A file that cannot be read is meant as a config: reading it as one says why. */
const kindOf = async (file: string): Promise<FileKind> => {
	const text = await readFile(file, 'utf8').catch(() => '');
	return fileKindOf(file, text) ?? 'config';
};

const validate = async (
	file: string,
	options: CommonOptions,
	context: CommandContext
): Promise<void> => {
	const kind = await kindOf(file);
	if (kind === 'config') {
		await validateConfig(file, options, context);
		return;
	}
	let holds: string;
	try {
		holds = await readers[kind](file);
	} catch (error) {
		throw readAs(error, kind);
	}
	context.print(
		options.json
			? JSON.stringify({ ok: true, file, readAs: kind, holds }, null, '\t')
			: `${file} is valid, read as a ${fileKindNames[kind]}: ${holds}`
	);
};

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command)
		.argument(
			'[file]',
			'a config, scenario.yaml, cost spec, quote or price file; told apart by its keys',
			'bench.yaml'
		)
		.action((file: string, options: CommonOptions) => validate(file, options, context));
};
