/** The figures of a stage as other tools would tell them, as text and data. */
import { formatMs, formatNumber, missing, renderTable, wrapText, type Column } from './format.ts';
import {
	dialectNames,
	type CommonFigures,
	type DialectFigures,
	type DialectName,
	type ResultFields,
	type Spread
} from './dialects/dialect.ts';
import { dialects } from './dialects/index.ts';
import { isKnown, orNull, Unknown, type Known } from './dialects/known.ts';
import { ourDefinition, ourFigures } from './dialects/ours.ts';
import type { Recording } from './dialects/recording.ts';
import { differencesAs, tellAs } from './dialects/tell.ts';

/** A stage whose attempts are stored. */
export interface RecordedStage {
	runId: string;
	stageId: string;
	scenarioId: string;
	/** EMULATED behind it where no model answered. */
	target: string;
	targetId: string;
	/** The load in words. */
	load: string;
	recording: Recording;
}

const headingOf = ({ scenarioId, target, load, stageId }: RecordedStage): string =>
	`${scenarioId} on ${target}, ${load} (stage ${stageId})`;

/** Where text is not cut to a terminal it is wrapped at this width all the same. */
const proseColumns = 110;

const prose = (text: string, maxWidth: number | null): string[] =>
	wrapText(text, Math.min(maxWidth ?? proseColumns, proseColumns), '  ');

const formatFigure = (figure: Known<number>, digits: number): string => {
	const value = orNull(figure);
	if (value === null) return missing;
	return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(digits);
};

/** Why figures are missing, each reason once with what it is about; `whole` is said where that is everything. */
const reasonLines = (
	figures: readonly (readonly [label: string, figure: Known<unknown>])[],
	whole: string,
	maxWidth: number | null
): string[] => {
	const everything = new Set(figures.map(([label]) => label)).size;
	const labels = new Map<string, string[]>();
	for (const [label, figure] of figures) {
		if (!(figure instanceof Unknown)) continue;
		const about = labels.get(figure.reason) ?? [];
		if (!about.includes(label)) about.push(label);
		labels.set(figure.reason, about);
	}
	return [...labels].flatMap(([reason, about]) =>
		prose(
			`${missing} ${about.length === everything ? whole : about.join(', ')}: ${reason}.`,
			maxWidth
		)
	);
};

const sentenceOf = (name: DialectName, recording: Recording): string => {
	const parts = differencesAs(name, recording);
	return parts.length === 0 ? 'counts as we do here' : parts.join('; ');
};

/** One stage in the words and units of one tool. */
export const renderDialect = (
	stage: RecordedStage,
	name: DialectName,
	maxWidth: number | null
): string => {
	const { title, source } = dialects[name];
	const { columns, rows, notes } = tellAs(name, stage.recording);
	const table = renderTable(
		[
			{ title: title, align: 'left' },
			...columns.map((column): Column => ({ title: column, align: 'right' }))
		],
		rows.map(({ label, values, digits }) => [
			label,
			...columns.map((_, i) => {
				const value = values[i];
				return value === undefined ? '' : formatFigure(value, digits);
			})
		]),
		{ maxWidth }
	);
	const reasons = reasonLines(
		rows.flatMap(({ label, values }) => values.map((value) => [label, value] as const)),
		title,
		maxWidth
	);
	return [
		...prose(headingOf(stage), maxWidth),
		'',
		table,
		...(reasons.length === 0 ? [] : ['', ...reasons]),
		'',
		...prose(`In what it differs from bench: ${sentenceOf(name, stage.recording)}.`, maxWidth),
		...notes.flatMap((note) => prose(note, maxWidth)),
		...prose(`Rules: ${source}.`, maxWidth)
	].join('\n');
};

const spreadCell = (spread: Known<Spread>): string =>
	isKnown(spread)
		? [spread.mean, spread.p50, spread.p99].map((value) => formatMs(value)).join(' / ')
		: missing;

const latencies = ['ttftMs', 'itlMs', 'tpotMs', 'e2eMs'] as const;
const rates = ['requestsPerS', 'outputTokensPerS', 'goodputPerS'] as const;
const latencyTitles = { ttftMs: 'TTFT', itlMs: 'ITL', tpotMs: 'TPOT', e2eMs: 'E2E' } as const;
const rateTitles = {
	requestsPerS: 'requests/s',
	outputTokensPerS: 'output tokens/s',
	goodputPerS: 'goodput/s'
} as const;

const ourTitle = 'bench';

const allFigures = (
	recording: Recording
): { title: string; name: DialectName | null; figures: CommonFigures }[] => [
	{ title: ourTitle, name: null, figures: ourFigures(recording) },
	...dialectNames.map((name) => ({
		title: dialects[name].title,
		name,
		figures: tellAs(name, recording).common
	}))
];

/** One stage as all tools tell it, ours first, and a sentence for each that says why. */
export const renderAllDialects = (stage: RecordedStage, maxWidth: number | null): string => {
	const told = allFigures(stage.recording);
	const table = renderTable(
		[
			{ title: 'ms: mean / p50 / p99', align: 'left' },
			...latencies.map((name): Column => ({ title: latencyTitles[name], align: 'right' })),
			...rates.map((name, i): Column => ({
				title: rateTitles[name],
				align: 'right',
				dropOrder: i + 1
			}))
		],
		told.map(({ title, figures }) => [
			title,
			...latencies.map((name) => spreadCell(figures[name])),
			...rates.map((name) => formatNumber(orNull(figures[name])))
		]),
		{ maxWidth }
	);
	const reasons = told.flatMap(({ title, figures }) =>
		reasonLines(
			[
				...latencies.map((name) => [`${title} ${latencyTitles[name]}`, figures[name]] as const),
				...rates.map((name) => [`${title} ${rateTitles[name]}`, figures[name]] as const)
			],
			title,
			maxWidth
		)
	);
	return [
		...prose(headingOf(stage), maxWidth),
		'',
		table,
		'',
		...told.flatMap(({ title, name }) =>
			prose(
				`${title}: ${name === null ? ourDefinition : sentenceOf(name, stage.recording)}.`,
				maxWidth
			)
		),
		'',
		...reasons
	].join('\n');
};

interface PlainFields {
	[field: string]: number | null | PlainFields;
}

/** Fields as JSON holds them, and the reasons of those that are null by their paths. */
const plainFields = (
	fields: ResultFields,
	path: readonly string[] = []
): { plain: PlainFields; reasons: Record<string, string> } => {
	const plain: PlainFields = {};
	const reasons: Record<string, string> = {};
	for (const [field, value] of Object.entries(fields)) {
		if (value instanceof Unknown) {
			plain[field] = null;
			reasons[[...path, field].join('.')] = value.reason;
		} else if (typeof value === 'number') plain[field] = value;
		else {
			const inner = plainFields(value, [...path, field]);
			plain[field] = inner.plain;
			Object.assign(reasons, inner.reasons);
		}
	}
	return { plain, reasons };
};

const identityOf = ({ runId, stageId, scenarioId, targetId, load }: RecordedStage) => ({
	run: runId,
	stage: stageId,
	scenario: scenarioId,
	target: targetId,
	load
});

const resultOf = (figures: DialectFigures) => {
	const { plain, reasons } = plainFields(figures.result);
	return { result: plain, missing: reasons, notes: figures.notes };
};

/** `result` has the fields of the tool's own result file; `missing` says by path why one is null. */
export const dialectJson = (stage: RecordedStage, name: DialectName): Record<string, unknown> => ({
	...identityOf(stage),
	tool: name,
	source: dialects[name].source,
	differences: differencesAs(name, stage.recording),
	...resultOf(tellAs(name, stage.recording))
});

const commonJson = (figures: CommonFigures) => {
	const { plain, reasons } = plainFields({
		...Object.fromEntries(
			latencies.map((name) => {
				const spread = figures[name];
				return [name, isKnown(spread) ? { ...spread } : spread] as const;
			})
		),
		...Object.fromEntries(rates.map((name) => [name, figures[name]] as const))
	});
	return { ...plain, missing: reasons };
};

/** Latencies in ms and rates per second of `bench` and every tool, and why each differs. */
export const allDialectsJson = (stage: RecordedStage): Record<string, unknown> => ({
	...identityOf(stage),
	tools: Object.fromEntries(
		allFigures(stage.recording).map(({ name, figures }) => [
			name ?? ourTitle,
			{
				...commonJson(figures),
				differences: name === null ? [] : differencesAs(name, stage.recording)
			}
		])
	)
});
