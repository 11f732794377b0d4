/**
 * Reads a vendor's offer: YAML and JSON in the form of bench itself, CSV and XLSX by a mapping that a person wrote or confirms.
 * Nothing is taken by half: a file is a quote that adds up, a proposal to confirm, or an error with every problem in it.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { BenchError, errorMessage, type Problem } from '#core/errors.ts';
import { quoteSchema, type Quote } from '#core/quote.ts';
import { quoteMappingSchema, type QuoteMapping } from '#core/quote/quote-mapping.ts';
import { parseYaml } from '#core/yaml-problems.ts';
import { readTextFile } from '../text-file.ts';
import { gridFromCsv, gridFromSheets, type QuoteGrid } from './quote-grid.ts';
import { readSheets } from './read-workbook-file.ts';
import { understandTable, type UnderstoodTable } from './understand-table.ts';
import { quoteZipLimits } from './zip-directory.ts';

interface ReadFile {
	fileName: string;
	/** SHA-256 of the file, hex. */
	fileHash: string;
}

export type QuoteFile =
	| (ReadFile & {
			state: 'read';
			quote: Quote;
			/** What a reader should know: cells whose value a formula made, rows that were left out. */
			remarks: string[];
	  })
	/** A table that was read by a guess; nothing may be stored before somebody has confirmed it. */
	| (ReadFile & { state: 'proposed' } & UnderstoodTable);

const maxQuoteBytes = 2 * 1_048_576;
const maxMappingBytes = 1_048_576;

const problemsError = (file: string, problems: readonly Problem[], hint: string): BenchError =>
	new BenchError(
		'E_CONFIG',
		`${file} has ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}; nothing was imported`,
		{ problems, hint }
	);

const schemaHint =
	'The schema for editors is scenarios/quote.schema.json; scenarios/quotes has examples.';

/** Reads a mapping file (YAML). Throws `E_FILE` and `E_CONFIG`. */
export const readQuoteMapping = async (file: string): Promise<QuoteMapping> => {
	const { text } = await readTextFile(file, maxMappingBytes);
	const parsed = parseYaml(text, quoteMappingSchema, file);
	if (parsed.ok) return parsed.value;
	throw problemsError(
		file,
		parsed.problems,
		'Import without --mapping to see a proposal, save it, and correct it.'
	);
};

/** The bytes of a file that is not too large. */
const readBytes = async (file: string, maxBytes: number): Promise<Buffer> => {
	try {
		await using handle = await open(file, 'r');
		const { size } = await handle.stat();
		if (size > maxBytes) {
			throw new BenchError(
				'E_FILE',
				`${file} has ${(size / 1_048_576).toFixed(1)} MiB, the most that is read is ${(maxBytes / 1_048_576).toFixed(1)} MiB`,
				{ hint: 'Save the sheet with the table alone as a file of its own.' }
			);
		}
		return await handle.readFile();
	} catch (cause) {
		if (cause instanceof BenchError) throw cause;
		throw new BenchError('E_FILE', `${file} cannot be read: ${errorMessage(cause)}`, {
			hint: 'Give the path of the file as it is from here.',
			cause
		});
	}
};

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A given mapping must give a whole quote; a guess is only proposed. */
const readTable = (
	grid: QuoteGrid,
	read: ReadFile,
	file: string,
	mapping: QuoteMapping | undefined
): QuoteFile => {
	const understood = understandTable(grid, file, mapping);
	if (mapping === undefined) return { ...read, state: 'proposed', ...understood };
	const { quote, problems, remarks } = understood;
	if (quote !== null) return { ...read, state: 'read', quote, remarks };
	throw problemsError(
		file,
		problems,
		'Correct the mapping or the file; paths that begin with "quote." stand in the mapping.'
	);
};

/** How a file is read, by the ending of its name. Throws `E_USAGE` for endings that quotes are not read from. */
export const quoteForm = (fileName: string): 'document' | 'csv' | 'workbook' => {
	const ending = extname(fileName).toLowerCase();
	switch (ending) {
		case '.yaml':
		case '.yml':
		case '.json':
			return 'document';
		case '.csv':
		case '.tsv':
			return 'csv';
		case '.xlsx':
			return 'workbook';
		default:
			throw new BenchError('E_USAGE', `${fileName} is not a file that quotes are read from`, {
				hint: `Expected .yaml, .json, .csv or .xlsx.${/^\.xl/u.test(ending) ? ` Save the ${ending} as .xlsx, without macros.` : ''}`
			});
	}
};

/** A quote in the form of bench itself, YAML or JSON. Throws `E_CONFIG` with all problems. */
export const quoteOfDocument = (text: string, file: string): Quote => {
	const parsed = parseYaml(text, quoteSchema, file);
	if (parsed.ok) return parsed.value;
	throw problemsError(file, parsed.problems, schemaHint);
};

/**
 * Reads an offer by the ending of its name: .yaml, .yml, .json, .csv, .tsv or .xlsx. Throws `E_FILE` where it cannot be read,
 * `E_USAGE` for other endings, and `E_CONFIG` with all problems.
 */
export const readQuoteFile = async (
	file: string,
	{ mapping }: { mapping?: QuoteMapping } = {}
): Promise<QuoteFile> => {
	const fileName = basename(file);
	const form = quoteForm(fileName);
	if (form === 'workbook') {
		const bytes = await readBytes(file, quoteZipLimits.maxFileBytes);
		const sheets = await readSheets(bytes, file);
		const grid = gridFromSheets(sheets, file, mapping?.sheet);
		return readTable(grid, { fileName, fileHash: hashOf(bytes) }, file, mapping);
	}
	if (form === 'document' && mapping !== undefined) {
		throw new BenchError('E_USAGE', 'a mapping is for CSV and XLSX, this file needs none');
	}
	const { text, sha256 } = await readTextFile(file, maxQuoteBytes);
	const read = { fileName, fileHash: sha256 };
	if (form === 'csv') return readTable(gridFromCsv(text, file), read, file, mapping);
	return { ...read, state: 'read', quote: quoteOfDocument(text, file), remarks: [] };
};
