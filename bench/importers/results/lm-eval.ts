/**
 * Samples of lm-evaluation-harness (`--log_samples`): a line for each document, with its metrics beside it. With several filters a
 * document has a line for each of them.
 */
import { isObject } from '#core/json.ts';
import { createFieldReader } from './field-reader.ts';
import { linesOfJson, type ResultLine } from './result-lines.ts';
import type { BadResult, ReadChoice, ReadRows, ResultRow } from './result-row.ts';

/** Metrics of one answer that say whether it is right, the surest first. */
const usualMetrics = ['exact_match', 'acc', 'pass@1', 'em'];

/** Fields of a line that are no metrics, in old and new versions. */
const ownFields = new Set(['doc_id', 'doc', 'target', 'arguments', 'resps', 'filtered_resps']);

const metricsOf = ({ value }: ResultLine): string[] => {
	const named = value['metrics'];
	if (Array.isArray(named)) return named.filter((each): each is string => typeof each === 'string');
	return Object.keys(value).filter(
		(name) => !ownFields.has(name) && ['number', 'boolean'].includes(typeof value[name])
	);
};

const filterOf = ({ value }: ResultLine): string =>
	typeof value['filter'] === 'string' ? value['filter'] : 'none';

const answerOf = (value: Record<string, unknown>): string | null => {
	let answer: unknown = value['filtered_resps'] ?? value['resps'];
	while (Array.isArray(answer) && answer.length === 1) answer = (answer as unknown[])[0];
	if (answer === undefined || answer === null) return null;
	return typeof answer === 'string' ? answer : JSON.stringify(answer);
};

const whole = (message: string, reason: string): BadResult => ({
	line: null,
	path: '',
	message,
	reason,
	isQuestion: true
});

/** The metric or filter that counts, or what is wrong with the choice. */
const chosen = (
	what: 'metric' | 'filter',
	wanted: string | null,
	there: readonly string[],
	usual: readonly string[]
): { name: string } | { bad: BadResult } => {
	if (wanted !== null) {
		return there.includes(wanted)
			? { name: wanted }
			: {
					bad: whole(
						`there is no ${what} "${wanted}"; there are ${there.join(', ') || 'none'}`,
						`no such ${what}`
					)
				};
	}
	const [only, ...others] = there;
	const name = others.length === 0 ? only : usual.find((each) => there.includes(each));
	return name === undefined
		? {
				bad: whole(
					`has several of them, ${there.join(', ') || 'or none'}: say which counts with --${what} NAME`,
					`no ${what} is chosen`
				)
			}
		: { name };
};

/** The id of the document: its position, or a field of it that the user names. */
const itemValue = (value: Record<string, unknown>, item: string | null): unknown => {
	if (item === null) return value['doc_id'];
	const { doc } = value;
	return isObject(doc) && item in doc ? doc[item] : value[item];
};

export const readLmEvalRows = (text: string, choice: ReadChoice): ReadRows => {
	const { lines, bad: broken } = linesOfJson(text);
	const itemsBy =
		choice.item === null ? 'field "doc_id"' : `field "${choice.item}" of the document`;
	const bad = [...broken];
	if (choice.target === null) {
		bad.push(whole('does not say which model answered: name it with --target NAME', 'no target'));
	}
	const metric = chosen(
		'metric',
		choice.metric,
		[...new Set(lines.flatMap(metricsOf))],
		usualMetrics
	);
	const filter = chosen('filter', choice.filter, [...new Set(lines.map(filterOf))], []);
	if ('bad' in metric) bad.push(metric.bad);
	if ('bad' in filter) bad.push(filter.bad);
	if (choice.target === null || 'bad' in metric || 'bad' in filter) {
		return { rows: [], bad, itemsBy, notes: [] };
	}
	const rows: ResultRow[] = [];
	for (const each of lines.filter((line) => filterOf(line) === filter.name)) {
		const { line, value } = each;
		const place = { line, path: '' };
		const read = createFieldReader(place);
		const row: ResultRow = {
			...place,
			target: read.name('target', choice.target),
			item: read.name(choice.item ?? 'doc_id', itemValue(value, choice.item)),
			trial: 0,
			passed: null,
			score: read.score(metric.name, value[metric.name]),
			error: null,
			costUsd: null,
			latencyMs: null,
			inputTokens: null,
			cacheReadTokens: null,
			outputTokens: null,
			answer: answerOf(value)
		};
		if (read.bad.length > 0) bad.push(...read.bad);
		else rows.push(row);
	}
	const notes = [
		`What is right is told by "${metric.name}"${filter.name === 'none' ? '' : ` after the filter "${filter.name}"`}.`
	];
	return { rows, bad, itemsBy, notes };
};
