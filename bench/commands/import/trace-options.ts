/** The flags of `bench import trace`, and the reading of their values. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { GraderSpec } from '#core/grader-spec.ts';
import type { CoveredTime } from '#bench/economics/demand/trace-demand.ts';
import { importedGraders } from '#bench/importers/dataset/choose-grading.ts';
import type { WantedPrompt } from '#bench/importers/trace/choose-use.ts';
import { traceFormatNames, type TraceFormatName } from '#bench/importers/trace/trace-formats.ts';
import { writtenTime } from '#bench/importers/trace/written-time.ts';
import { addCommonOptions, parseCount, parseSeed, type CommonOptions } from '../options.ts';

export interface TraceOptions extends CommonOptions {
	id?: string;
	out?: string;
	folder?: string;
	title?: string;
	format?: TraceFormatName;
	items: number;
	system?: WantedPrompt;
	grader?: GraderSpec['kind'];
	language: string;
	seed: number;
	from?: number;
	to?: number;
	zone?: string;
	skipBad?: true;
	keepIdentifiers?: true;
	names?: string;
	measureOnly?: true;
	force?: true;
}

const parseSystem = (text: string): WantedPrompt => {
	if (text === 'all') return 'all';
	return parseCount(text);
};

const parseTime = (text: string): number => {
	const time = writtenTime(text, 'Z');
	if ('problem' in time) {
		throw new InvalidArgumentError(
			'expected a day or a time such as 2026-11-20 or 2026-11-20T08:00:00Z.'
		);
	}
	return time.ms;
};

const parseZone = (text: string): string => {
	if (/^(?:z|utc)$/iu.test(text)) return 'Z';
	if (!/^[+-]\d{2}:\d{2}$/u.test(text)) {
		throw new InvalidArgumentError('expected Z, or hours and minutes such as +02:00.');
	}
	return text;
};

/** Throws E_USAGE for a time that ends before it begins. */
export const coveredBy = ({ from, to }: TraceOptions): CoveredTime => {
	if (from !== undefined && to !== undefined && from >= to) {
		throw new BenchError('E_USAGE', '--from is not before --to; nothing was imported');
	}
	return { fromMs: from ?? null, toMs: to ?? null };
};

/** Adds the sub-command with its arguments and flags. */
export const addTraceCommand = (command: Command): Command =>
	addCommonOptions(
		command
			.command('trace')
			.description('a scenario out of production logs: items, traffic and measured demand')
	)
		.argument(
			'<files...>',
			'logs of any size, also packed with gzip: OpenTelemetry spans, LiteLLM, Langfuse, or requests in the form of OpenAI'
		)
		.option('--id <id>', 'id of the scenario')
		.option('--out <folder>', 'where its folder is made; here where absent')
		.addOption(new Option('--folder <folder>', 'the same as --out').hideHelp())
		.option('--title <text>', 'its title; the id where absent')
		.addOption(
			new Option(
				'--format <format>',
				'format of the logs; told by their content where absent'
			).choices([...traceFormatNames])
		)
		.option('--items <n>', 'items to sample, in proportion to the clusters', parseCount, 100)
		.option(
			'--system <n|all>',
			'the scenario has the n-th most frequent system prompt, or all requests; the most frequent where absent',
			parseSystem
		)
		.addOption(
			new Option('--grader <kind>', 'how answers are graded; by the answers where absent').choices(
				importedGraders
			)
		)
		.option('--language <tag>', 'language of the items (BCP 47)', 'und')
		.option(
			'--from <time>',
			'the logs cover the time from here on, and nothing before counts',
			parseTime
		)
		.option('--to <time>', 'the logs cover the time up to here', parseTime)
		.option(
			'--zone <zone>',
			'of times that name none: Z or such as +02:00; UTC where absent',
			parseZone
		)
		.option(
			'--skip-bad',
			'leave broken records out and count them; otherwise one of them stops all'
		)
		.option(
			'--keep-identifiers',
			'keep e-mail and IP addresses, numbers of phones, cards and accounts, and keys'
		)
		.option(
			'--names <file>',
			'a list of names of people and companies to take out as well, one a line; without it names stay'
		)
		.option('--measure-only', 'print what the logs say of traffic and demand, and write nothing')
		.option('--force', 'write over a scenario of that name')
		.option('--seed <n>', 'seed of the sample', parseSeed, 1);
