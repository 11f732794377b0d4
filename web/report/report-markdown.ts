/** A report as Markdown: the sentence first, then its tables, then what it rests on. */
import { showsEmulated } from '#bench/economics/case/shows-emulated.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { cashTable } from '#lib/charts/cash-table.ts';
import { swingName } from '#lib/charts/tornado-table.ts';
import { changedInWords, decidedInWords } from '#lib/decisions/decision-in-words.ts';
import { formatParameter, formatParameterValue } from '#lib/format-parameter.ts';
import { formatShare, formatTime, formatUsd, formatVolume, missing } from '#lib/format.ts';
import { cashData } from '#lib/use-case/chart-data.ts';
import {
	numbersInWords,
	qualityInWords,
	reportEvidence,
	reportNumberGroups
} from '#lib/use-case/report-facts.ts';
import { sourceInWords } from '#lib/use-case/source-in-words.ts';
import { stateInWords } from '#lib/use-case/verdict-in-words.ts';
import type { ReportFileData } from './report-file-data.ts';

/** Text that says in Markdown what it says in itself: no markup of its own, on one line. */
export const markdownText = (text: string): string =>
	text.replaceAll(/\s*\n\s*/gu, ' ').replaceAll(/[\\`*_{}[\]<>|#~&]/gu, String.raw`\$&`);

const table = (
	heads: readonly (readonly [title: string, align: 'left' | 'right'])[],
	rows: readonly (readonly string[])[]
): string =>
	[
		heads.map(([title]) => markdownText(title)),
		heads.map(([, align]) => (align === 'right' ? '---:' : '---')),
		...rows.map((row) => row.map(markdownText))
	]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');

const list = (sentences: readonly string[]): string =>
	sentences.map((sentence) => `- ${markdownText(sentence)}`).join('\n');

const optionsPart = ({ costCase, decision }: ReportFileData): string[] => [
	`## Options at ${formatVolume(decision.evaluated.requestsPerMonth)} requests a month`,
	table(
		[
			['Option', 'left'],
			['$ a month', 'right'],
			['90 % of draws, $', 'right'],
			['$ a request', 'right'],
			['Right, %', 'right']
		],
		decision.evaluated.options.map(({ option, today }) => {
			const band = decision.bands[option.id];
			return [
				markEmulated(option.title, option.emulated),
				formatUsd(today.totalUsdPerMonth),
				band ? `${formatUsd(band.low)} – ${formatUsd(band.high)}` : missing,
				formatUsd(today.usdPerRequest),
				formatShare(costCase.quality[option.id]?.acceptShare?.value ?? null)
			];
		})
	)
];

const dependencePart = ({ costCase, decision }: ReportFileData): string[] => {
	const swings = decision.dependence?.sensitivity.swings.slice(0, 5) ?? [];
	if (swings.length === 0) return [];
	return [
		'## What it depends on most',
		table(
			[
				['Number', 'left'],
				['Moved from – to', 'right'],
				['Making saves, $ a month', 'right'],
				['Decision', 'left']
			],
			swings.map((swing) => {
				const { low, high, parameter, flipsDecision } = swing;
				return [
					swingName(swing, costCase.options),
					`${formatParameterValue(low.value, parameter.unit)} – ${formatParameter(high.value, parameter.unit)}`,
					`${formatUsd(low.savingUsdPerMonth)} to ${formatUsd(high.savingUsdPerMonth)}`,
					flipsDecision ? 'turns' : 'stays'
				];
			})
		)
	];
};

const sentence = (text: string): string => (/[.!?]$/u.test(text) ? text : `${text}.`);

const leftOutPart = ({ costCase, decision }: ReportFileData): string[] => {
	const left = [
		...decision.evaluated.excluded.map(
			({ option, reasons }) =>
				`${optionTitle(option)} may not be used: ${sentence(reasons.join('; '))}`
		),
		...costCase.unavailable.map(
			(option) =>
				`${optionTitle(option)} cannot be computed: ${sentence(option.reason)} ${sentence(option.remedy)}`
		)
	];
	return left.length === 0 ? [] : ['## Left out', list(left)];
};

const decisionPart = ({ decided }: ReportFileData): string[] => {
	if (!decided) return ['## Decision', 'Nothing has been decided about it yet.'];
	const changed = changedInWords(decided, 3);
	return [
		'## Decision',
		markdownText(decided.evidence.verdict.sentence),
		markdownText(decidedInWords(decided, 3)),
		...(changed === null ? [] : [markdownText(changed)])
	];
};

const evidencePart = ({ costCase, changes }: ReportFileData): string[] => {
	const { sources, assumedNumbers } = reportEvidence(costCase);
	return [
		'## Evidence',
		list([
			...sources.map(
				({ source, asOf, numbers }) =>
					`${source}${asOf === null || source.includes(asOf) ? '' : ` (${asOf})`}: ${String(numbers)} ${numbers === 1 ? 'number' : 'numbers'}`
			),
			`Typed or assumed, not measured or offered: ${String(assumedNumbers)} numbers`,
			...changes
		])
	];
};

const numbersPart = ({ costCase }: ReportFileData): string[] => [
	'## The numbers, and who says them',
	table(
		[
			['Of', 'left'],
			['Number', 'left'],
			['Value', 'right'],
			['Range given or assumed', 'right'],
			['From', 'left']
		],
		reportNumberGroups(costCase).flatMap(({ owner, parameters }) =>
			parameters.map((parameter) => {
				const { label, value, unit, spread } = parameter;
				return [
					owner ?? 'all options, or several',
					label,
					formatParameter(value, unit),
					spread.kind === 'fixed'
						? missing
						: `${formatParameterValue(spread.low, unit)} – ${formatParameterValue(spread.high, unit)}`,
					sourceInWords(parameter)
				];
			})
		)
	)
];

export const reportMarkdown = (file: ReportFileData): string => {
	const { costCase, decision, madeFrom, madeAtUtc, version } = file;
	const { verdict } = decision;
	const cash = cashData(costCase, decision);
	const isComputed = decision.evaluated.options.length > 0;
	const state = `${stateInWords[verdict.state]}${showsEmulated(costCase, decision) ? ', EMULATED' : ''}`;
	const parts = [
		`# ${markdownText(costCase.title)}`,
		`**${markdownText(verdict.sentence)}** (${state})`,
		markdownText(verdict.reason),
		...(isComputed ? [numbersInWords(costCase)] : []),
		...decisionPart(file),
		...(isComputed ? [...optionsPart(file), ...dependencePart(file)] : []),
		...(isComputed && cash ? ['## Cash', markdownText(cashTable(cash).caption)] : []),
		...(isComputed ? ['## Quality', list(qualityInWords(costCase, decision))] : []),
		...leftOutPart(file),
		...evidencePart(file),
		...(isComputed ? numbersPart(file) : []),
		markdownText(
			`Made by breakeven ${version}, ${formatTime(madeAtUtc)}, from ${madeFrom.join('; ')}.`
		)
	];
	return `${parts.join('\n\n')}\n`;
};
