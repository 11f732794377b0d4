/** Reads a file of per-item results that another tool measured; which format it is in is told by its content. */
import { basename } from 'node:path';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { ResultFormat } from '#core/imported-target.ts';
import { isObject, parseJson } from '#core/json.ts';
import { createProblemList } from '../problem-list.ts';
import { readTextFile } from '../text-file.ts';
import { checkRows, type CheckOptions, type GradedRow } from './check-rows.ts';
import { readInspectLog } from './inspect.ts';
import { readLmEvalRows } from './lm-eval.ts';
import { readPlainRows } from './plain-rows.ts';
import { readPromptfooResults } from './promptfoo.ts';
import { linesOfCsv, linesOfJson } from './result-lines.ts';
import type { BadResult, ReadChoice, ReadRows } from './result-row.ts';

const maxBytes = 512 * 1_048_576;

export interface ReadResultsOptions extends CheckOptions {
	/** Null: told by the content. */
	format: ResultFormat | null;
	choice: ReadChoice;
	/** Whether broken results are left out and counted; otherwise one of them stops all. */
	skipBad: boolean;
}

export interface SkippedResults {
	/** Results that were left out, by leave of the user. */
	count: number;
	/** The most frequent first. A result with several problems is told by each. */
	reasons: { reason: string; count: number; firstLine: number | null }[];
}

export interface ReadResults {
	format: ResultFormat;
	/** Without its folder. */
	fileName: string;
	fileHash: string;
	rows: GradedRow[];
	skipped: SkippedResults;
	itemsBy: string;
	notes: string[];
}

/** By the content alone: names of files say little about who wrote them. */
const formatOf = (text: string): ResultFormat => {
	const [first = ''] = text.trimStart().split('\n', 1);
	const line = parseJson(first);
	if (isObject(line) && 'doc_id' in line) return 'lm-eval';
	if (isObject(line) && !isWholeLog(line)) return 'jsonl';
	if (!/^\s*[{[]/u.test(text)) return 'csv';
	const whole = parseJson(text);
	if (isObject(whole))
		return isPromptfoo(whole) ? 'promptfoo' : isInspect(whole) ? 'inspect' : 'jsonl';
	return 'jsonl';
};

const isPromptfoo = (value: Record<string, unknown>): boolean => {
	const { results } = value;
	return Array.isArray(results) || (isObject(results) && Array.isArray(results['results']));
};

const isInspect = (value: Record<string, unknown>): boolean =>
	isObject(value['eval']) && 'status' in value;

/** A whole document on one line. */
const isWholeLog = (value: Record<string, unknown>): boolean =>
	isPromptfoo(value) || isInspect(value);

const readers: Readonly<Record<ResultFormat, (text: string, choice: ReadChoice) => ReadRows>> = {
	jsonl: (text, choice) => readPlainRows(linesOfJson(text), choice),
	csv: (text, choice) => readPlainRows(linesOfCsv(text), choice),
	promptfoo: readPromptfooResults,
	'lm-eval': readLmEvalRows,
	inspect: readInspectLog
};

const skippedOf = (bad: readonly BadResult[]): SkippedResults => {
	const places = new Set(
		bad.flatMap(({ line, path, lineCount = 1 }) =>
			line === null ? [path] : Array.from({ length: lineCount }, (_, after) => String(line + after))
		)
	);
	const reasons = [...Map.groupBy(bad, ({ reason }) => reason)].map(([reason, ofReason]) => ({
		reason,
		count: ofReason.length,
		firstLine: ofReason[0]?.line ?? null
	}));
	return { count: places.size, reasons: reasons.sort((a, b) => b.count - a.count) };
};

/** Results that say that they are right and that they failed: an error counts, which is to be known. */
const contradictionNotes = (rows: readonly GradedRow[]): string[] => {
	const both = rows.filter(({ error, passed }) => error !== null && passed === true);
	if (both.length === 0) return [];
	const [{ line, path } = { line: null, path: '' }] = both;
	return [
		`${both.length.toLocaleString('en-US')} ${both.length === 1 ? 'result says' : 'results say'} both that ${both.length === 1 ? 'it' : 'they'} passed and that there was an error (first: ${line === null ? path : `line ${String(line)}`}); the error counts, so that ${both.length === 1 ? 'it is' : 'they are'} missing, neither right nor wrong.`
	];
};

const zipHint =
	'An .eval file is packed; write it out as JSON first: inspect log dump FILE.eval > log.json (or inspect log convert FILE.eval --to json --output-dir OUT).';

/** What is refused before it is read as text. */
const refusePacked = (file: string): void => {
	if (!/\.eval$/iu.test(file)) return;
	throw new BenchError('E_CONFIG', `${file} is a packed log of inspect_ai; nothing was imported`, {
		hint: zipHint
	});
};

const refuse = (file: string, bad: readonly BadResult[], hint: string): void => {
	const problems = createProblemList(file);
	for (const { line, path, message } of bad) problems.add(line, path, message);
	problems.throwIfAny(hint);
};

const repairHint = (
	choice: ReadChoice,
	{ itemsBy }: ReadRows,
	bad: readonly BadResult[]
): string => {
	if (bad.every(({ isQuestion }) => isQuestion)) {
		return bad.some(({ reason }) => reason.includes('--pass-at'))
			? 'Say it, for example: --pass-at 0.5 takes scores from 0.5 up as right.'
			: 'Say it with the option that is named.';
	}
	const isItem = bad.every(({ reason }) => reason === 'the scenario has no such item');
	return isItem && choice.item === null
		? `Items are taken from ${itemsBy}; name the field, variable or metadata key that holds them with --item NAME. Results about items that the scenario has not are left out with --skip-bad, which counts them.`
		: 'Repair these results, or leave them out with --skip-bad, which counts them.';
};

/** Throws E_FILE, or E_CONFIG with every problem; nothing of the file is to be taken then. */
export const readResults = async (
	file: string,
	{ format, choice, skipBad, ...options }: ReadResultsOptions
): Promise<ReadResults> => {
	refusePacked(file);
	const { text, sha256 } = await readTextFile(file, maxBytes);
	const fileName = basename(file);
	if (text.trim() === '') {
		refuse(
			file,
			[{ line: null, path: '', message: 'the file is empty; expected results', reason: 'empty' }],
			'Expected a result for each item: { "target": …, "item": …, "passed": true } a line, or what promptfoo, lm-eval or inspect_ai write.'
		);
	}
	const found = format ?? formatOf(text);
	let read: ReadRows;
	try {
		read = readers[found](text, choice);
	} catch (cause) {
		if (cause instanceof BenchError) throw cause;
		throw new BenchError('E_CONFIG', `${file} cannot be read as ${found}: ${errorMessage(cause)}`, {
			hint: 'Another format is named with --format.',
			cause
		});
	}
	const { graded, bad: unlike } = checkRows(read.rows, options);
	const bad = [...read.bad, ...unlike].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
	if (graded.length === 0 && bad.length === 0) {
		bad.push({ line: null, path: '', message: 'there is no result in it', reason: 'empty' });
	}
	const questions = bad.filter(({ isQuestion }) => isQuestion);
	if (skipBad && questions.length > 0) refuse(file, questions, repairHint(choice, read, questions));
	if (!skipBad || graded.length === 0) refuse(file, bad, repairHint(choice, read, bad));
	if (graded.every(({ trial }) => trial > 0)) {
		refuse(
			file,
			[
				{
					line: graded[0]?.line ?? null,
					path: 'trial',
					message: 'no result of the file has trial 0; trials count from 0',
					reason: 'trials do not count from 0'
				}
			],
			'Number the askings of an item from 0: quality is counted on the first.'
		);
	}
	return {
		format: found,
		fileName,
		fileHash: sha256,
		rows: graded,
		skipped: skippedOf(bad),
		itemsBy: read.itemsBy,
		notes: [...read.notes, ...contradictionNotes(graded)]
	};
};
