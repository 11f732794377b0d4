/** `bench import dataset FILE`: a scenario out of questions with references, as people have them. */
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { GraderSpec } from '#core/grader-spec.ts';
import { importedGraders } from '#bench/importers/dataset/choose-grading.ts';
import {
	proposeScenario,
	type ProposedScenario
} from '#bench/importers/dataset/propose-scenario.ts';
import {
	datasetForms,
	readDataset,
	type DatasetForm
} from '#bench/importers/dataset/read-dataset.ts';
import { createDeidentifier } from '#bench/importers/de-identify.ts';
import { cleanerOf, cleanValue } from '#bench/importers/trace/clean-request.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions, parseSeed, type CommonOptions } from '../options.ts';
import {
	checkFolder,
	checkScenarioId,
	doubtsOf,
	folderFor,
	namesIn,
	namesStay,
	useOf,
	writeProposal
} from './proposed-folder.ts';

interface DatasetOptions extends CommonOptions {
	id?: string;
	out?: string;
	title?: string;
	form?: DatasetForm;
	input: string[];
	reference?: string;
	grader?: GraderSpec['kind'];
	language: string;
	seed: number;
	skipBad?: true;
	deIdentify?: true;
	names?: string;
	force?: true;
}

const idOf = (file: string): string =>
	basename(file)
		.replace(/\.[^.]+$/u, '')
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/gu, '-')
		.replaceAll(/^-+|-+$/gu, '')
		.slice(0, 80);

const readme = (
	{ scenario, items, reason }: ProposedScenario,
	{ file, form, skipped }: { file: string; form: string; skipped: number }
): string => `# ${scenario.id}

**The use case.** To be written: who uses this, and what a right answer is worth.

**The items.** ${String(items.length)} items out of \`${basename(file)}\` (${form}${skipped === 0 ? '' : `, ${String(skipped)} broken lines left out`}), in a shuffled order.

**Objective.** \`${scenario.slo}\` is an assumption; replace it with what your users put up with.

**Demand.** ${scenario.demand.requestsPerMonth.toLocaleString('en-US')} requests a month is an assumption; replace it with your own count.

**What the grader misses.** Answers are graded by \`${scenario.grader.kind}\`, as ${reason}. Read some answers and say here what it misses.
`;

const importDataset = async (
	file: string,
	options: DatasetOptions,
	context: CommandContext
): Promise<void> => {
	const id = options.id ?? idOf(file);
	checkScenarioId(id);
	const folder = folderFor(id, options);
	const read = await readDataset(file, {
		form: options.form ?? null,
		skipBad: options.skipBad ?? false,
		inputs: options.input,
		reference: options.reference ?? null
	});
	const names = await namesIn(options.names);
	const identities = options.deIdentify || names.length > 0 ? createDeidentifier(names) : null;
	const clean = cleanerOf(identities);
	const cleaned = read.items.map((item) => ({
		...item,
		input: Object.fromEntries(
			Object.entries(item.input).map(([name, text]) => [name, clean(text)])
		),
		reference: cleanValue(item.reference, clean)
	}));
	const prompt = read.prompt && {
		system: clean(read.prompt.system),
		user: clean(read.prompt.user)
	};
	const proposed = proposeScenario(
		{ items: cleaned, prompt },
		{
			id,
			title: options.title ?? id,
			grader: options.grader ?? null,
			language: options.language,
			seed: options.seed,
			today: new Date().toISOString().slice(0, 10)
		}
	);
	if (!proposed) {
		throw new BenchError(
			'E_CONFIG',
			`the references of ${file} fit no grader${options.grader === undefined ? '' : ` "${options.grader}"`}; nothing was imported`,
			{
				hint: `Name one with --grader (${importedGraders.join(', ')}), or another field with --reference.`
			}
		);
	}
	await writeProposal(
		folder,
		proposed,
		readme(proposed, { file, form: read.form, skipped: read.skipped })
	);
	await checkFolder(folder);
	const doubts = await doubtsOf(proposed);
	const found = identities?.counts() ?? null;
	if (options.json) {
		context.print(
			JSON.stringify(
				{
					folder,
					id,
					form: read.form,
					items: proposed.items.length,
					skipped: read.skipped,
					grader: proposed.scenario.grader.kind,
					reason: proposed.reason,
					deIdentified: found,
					doubts
				},
				null,
				'\t'
			)
		);
		return;
	}
	const taken = Object.entries(found ?? {}).map(([kind, count]) => `${String(count)} ${kind}`);
	context.print(
		[
			`${folder}: ${String(proposed.items.length)} items, read as ${read.form}${read.skipped === 0 ? '' : `; ${String(read.skipped)} broken lines left out`}`,
			`  graded by ${proposed.scenario.grader.kind}, as ${proposed.reason}`,
			...(identities
				? [
						`  taken out by rules: ${taken.join(', ') || 'nothing'}; rules find forms, not people, so read some items before you pass them on`,
						...(names.length === 0 ? [`  ${namesStay}`] : [])
					]
				: []),
			...doubts.slice(0, 5).map(({ itemId, message }) => `  ${itemId}: ${message}`),
			'  objective, traffic and demand are assumptions: edit scenario.yaml, then use it in a config as',
			`  scenarios: [{ use: ${useOf(folder)} }]`
		].join('\n')
	);
};

/** Adds the sub-command `dataset`. */
export const defineDataset = (command: Command, context: CommandContext): void => {
	addCommonOptions(
		command.command('dataset').description('a scenario out of questions with references')
	)
		.argument(
			'<file>',
			'JSONL, CSV, parquet, OpenAI chat JSONL, promptfoo YAML or samples of lm-eval'
		)
		.option('--id <id>', 'id of the scenario; from the name of the file where absent')
		.option('--out <folder>', 'where its folder is made; here where absent')
		.option('--title <text>', 'its title; the id where absent')
		.addOption(
			new Option('--form <form>', 'form of the file; told by its content where absent').choices([
				...datasetForms
			])
		)
		.option(
			'--input <field>',
			'a field that the model gets, also within another as context.text; may be given again; all but the reference where absent',
			(field: string, fields: string[]) => [...fields, field],
			[]
		)
		.option('--reference <field>', 'the field with the right answer; a usual name where absent')
		.addOption(
			new Option(
				'--grader <kind>',
				'how answers are graded; by the references where absent'
			).choices(importedGraders)
		)
		.option('--language <tag>', 'language of the items (BCP 47)', 'und')
		.option('--skip-bad', 'leave broken lines out and count them; otherwise one of them stops all')
		.option(
			'--de-identify',
			'take out e-mail and IP addresses, numbers of phones, cards and accounts, and keys'
		)
		.option(
			'--names <file>',
			'a list of names of people and companies to take out as well, one a line; without it names stay'
		)
		.option('--force', 'write over a scenario of that name')
		.option('--seed <n>', 'seed of the order of the items', parseSeed, 1)
		.action((file: string, options: DatasetOptions) => importDataset(file, options, context));
};
