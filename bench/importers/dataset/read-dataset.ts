/** Reads a data set in one of the forms in which people have them; which one is told by its content. */
import { BenchError, errorMessage } from '#core/errors.ts';
import { parseJson, isObject } from '#core/json.ts';
import { createProblemList } from '../problem-list.ts';
import { readTextFile } from '../text-file.ts';
import { chatRows, readChatLines } from './chat-lines.ts';
import type { JsonLine } from './json-lines.ts';
import { readLmEvalSamples } from './lm-eval-samples.ts';
import { isParquet, readParquetRows } from './parquet-rows.ts';
import { readPromptfooTests } from './promptfoo-tests.ts';
import type { ColumnChoice, RawDataset } from './raw-item.ts';
import { objectRows, readObjectLines, readTable } from './rows.ts';

export const datasetForms = [
	'jsonl',
	'csv',
	'parquet',
	'openai-chat',
	'promptfoo',
	'lm-eval'
] as const;
export type DatasetForm = (typeof datasetForms)[number];

const readers: Readonly<
	Record<Exclude<DatasetForm, 'parquet'>, (text: string, choice: ColumnChoice) => RawDataset>
> = {
	jsonl: readObjectLines,
	csv: readTable,
	'openai-chat': readChatLines,
	promptfoo: readPromptfooTests,
	'lm-eval': readLmEvalSamples
};

const maxBytes = 512 * 1_048_576;

/** By the name of the file and its first line. */
const formOf = (file: string, text: string): keyof typeof readers => {
	if (/\.ya?ml$/iu.test(file)) return 'promptfoo';
	if (/\.(?:csv|tsv)$/iu.test(file)) return 'csv';
	const [first = ''] = text.split('\n').filter((line) => line.trim() !== '');
	const value = parseJson(first);
	if (!isObject(value)) return /\.jsonl?$/iu.test(file) ? 'jsonl' : 'csv';
	if ('messages' in value) return 'openai-chat';
	return 'doc_id' in value && 'arguments' in value ? 'lm-eval' : 'jsonl';
};

export interface ReadDataset extends Omit<RawDataset, 'bad'> {
	form: DatasetForm;
	/** Lines that were left out, by leave of the user. */
	skipped: number;
}

export interface ReadDatasetOptions extends ColumnChoice {
	/** Null: told by the content. */
	form: DatasetForm | null;
	/** Whether broken lines are left out and counted; otherwise one of them stops all. */
	skipBad: boolean;
}

/** Conversations where rows have messages and no column is named, else questions with references. */
const rowsOf = (rows: readonly JsonLine[], choice: ColumnChoice): RawDataset => {
	const isChat = choice.inputs.length === 0 && choice.reference === null;
	return isChat && Array.isArray(rows[0]?.value['messages'])
		? chatRows(rows, [])
		: objectRows(rows, [], choice);
};

const readText = async (
	file: string,
	form: keyof typeof readers | null,
	choice: ColumnChoice
): Promise<{ found: DatasetForm; raw: RawDataset }> => {
	const { text } = await readTextFile(file, maxBytes);
	const found = form ?? formOf(file, text);
	try {
		return { found, raw: readers[found](text, choice) };
	} catch (cause) {
		throw new BenchError('E_CONFIG', `${file} cannot be read as ${found}: ${errorMessage(cause)}`, {
			hint: 'Another form is named with --form.',
			cause
		});
	}
};

/** Throws E_FILE, or E_CONFIG with the lines that are broken. */
export const readDataset = async (
	file: string,
	{ form, skipBad, ...choice }: ReadDatasetOptions
): Promise<ReadDataset> => {
	const { found, raw } =
		form === 'parquet' || (form === null && (await isParquet(file)))
			? { found: 'parquet' as const, raw: rowsOf(await readParquetRows(file), choice) }
			: await readText(file, form, choice);
	const { bad, ...read } = raw;
	const problems = createProblemList(file);
	for (const { line, path, message } of bad) problems.add(line, path, message);
	if (!skipBad || read.items.length === 0) {
		if (read.items.length === 0 && bad.length === 0)
			problems.add(null, '', 'there is no item in it');
		problems.throwIfAny(
			read.items.length === 0
				? 'Name its form with --form, and its fields with --input and --reference.'
				: 'Repair these lines, or leave them out with --skip-bad, which counts them.'
		);
	}
	return { ...read, form: found, skipped: bad.length };
};
