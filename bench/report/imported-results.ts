/** What `bench import results` prints: target by target what was brought in, and what was not. */
import { resultFormatNames, type ResultFormat } from '#core/imported-target.ts';
import type { Proportion } from '#core/statistics/wilson.ts';
import { formatShareWithInterval, formatNumber, missing, renderTable, wrapText } from './format.ts';

export interface ReportedImport {
	runId: string;
	runName: string;
	format: ResultFormat;
	fileName: string;
	/** `version` is null where there is no scenario folder of that id. */
	scenario: { id: string; version: number | null };
	/** What was taken as the id of an item. */
	itemsBy: string;
	targets: readonly {
		id: string;
		/** As the file calls it. */
		name: string;
		/** Results, and those of them that are errors. */
		results: number;
		errors: number;
		/** Over the first asking of each item. */
		right: Proportion;
		/** Items of the scenario without a result; null where its items are not known. */
		missingItems: number | null;
		/** USD, decimal text; null where a result has none. */
		costUsd: string | null;
		usdPer1kRequests: number | null;
	}[];
	skipped: {
		count: number;
		reasons: { reason: string; count: number; firstLine: number | null }[];
	};
	notes: readonly string[];
	databaseName: string;
	/** Value of `--db` where it is not the default; null otherwise. */
	databaseFlag: string | null;
}

const table = ({ targets }: ReportedImport, maxWidth: number | null): string =>
	renderTable(
		[
			{ title: 'target', align: 'left' },
			{ title: 'results', align: 'right' },
			{ title: 'errors', align: 'right', dropOrder: 1 },
			{ title: 'right (95 %)', align: 'right' },
			{ title: 'items missing', align: 'right' },
			{ title: '$/1k req', align: 'right', dropOrder: 0 }
		],
		targets.map(({ id, results, errors, right, missingItems, usdPer1kRequests }) => [
			id,
			results.toLocaleString('en-US'),
			errors.toLocaleString('en-US'),
			formatShareWithInterval(right),
			missingItems === null ? missing : missingItems.toLocaleString('en-US'),
			formatNumber(usdPer1kRequests)
		]),
		{ maxWidth }
	);

const renamed = ({ targets }: ReportedImport): string[] => {
	const changed = targets.filter(({ id, name }) => id !== name);
	return changed.length === 0
		? []
		: [`Ids of targets: ${changed.map(({ id, name }) => `"${name}" is ${id}`).join(', ')}.`];
};

const skippedLines = ({ skipped }: ReportedImport): string[] =>
	skipped.count === 0
		? []
		: [
				`Left out: ${skipped.count.toLocaleString('en-US')} broken result${skipped.count === 1 ? '' : 's'}, as`,
				...skipped.reasons.map(
					({ reason, count, firstLine }) =>
						`  ${count.toLocaleString('en-US')} × ${reason}${firstLine === null ? '' : ` (first on line ${String(firstLine)})`}`
				)
			];

const whatNext = ({ targets, scenario, runId, databaseFlag }: ReportedImport): string => {
	const db = databaseFlag === null ? '' : ` --db ${databaseFlag}`;
	const [a, b] = targets;
	const compare =
		a && b
			? `; hold them against each other with: bench compare ${a.id} ${b.id} --scenario ${scenario.id}${db}`
			: '';
	return `look again with: bench runs show ${runId}${db}${compare}`;
};

/** `maxWidth`: columns of the terminal; null where there is none. */
export const renderImportedResults = (
	reported: ReportedImport,
	maxWidth: number | null
): string => {
	const { runId, runName, format, fileName, scenario, itemsBy, databaseName } = reported;
	const version = scenario.version === null ? '' : ` version ${String(scenario.version)}`;
	const isMissing = reported.targets.some(({ missingItems }) => (missingItems ?? 0) > 0);
	const sentences = [
		`Items by ${itemsBy}, taken as those of ${scenario.id}${version}.`,
		...(isMissing ? ['Items without a result are missing, not wrong.'] : []),
		...renamed(reported),
		...reported.notes,
		'Imported results say nothing about capacity, rates and time to first token: bench run measures them.'
	];
	return [
		`run ${runId} "${runName}": imported from ${resultFormatNames[format]} (${fileName})`,
		'',
		table(reported, maxWidth),
		'',
		...sentences.flatMap((sentence) => wrapText(sentence, maxWidth)),
		...skippedLines(reported),
		'',
		`stored in ${databaseName}; ${whatNext(reported)}`
	].join('\n');
};

/** The same as data. */
export const importedResultsJson = ({
	runId,
	runName,
	scenario,
	databaseName,
	targets,
	...rest
}: ReportedImport): string =>
	JSON.stringify(
		{
			run: { id: runId, name: runName },
			database: databaseName,
			format: rest.format,
			file: rest.fileName,
			scenario: scenario.id,
			/** Null where there is no scenario folder of that id. */
			scenarioVersion: scenario.version,
			itemsBy: rest.itemsBy,
			targets,
			skipped: rest.skipped,
			notes: rest.notes
		},
		null,
		'\t'
	);
