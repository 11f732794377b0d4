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
import { quoteKinds } from '#core/quote/quote-line.ts';
import { quoteTermsSchema } from '#core/quote/quote-terms.ts';
import {
	checkValue,
	renderPath,
	type DocumentPath,
	type ValueProblem
} from '#core/schema-problems.ts';
import { parseYaml } from '#core/yaml-problems.ts';
import { readTextFile } from '../text-file.ts';
import { linesFromGrid, type MappedQuote } from './lines-from-grid.ts';
import { proposeMapping } from './propose-mapping.ts';
import { gridFromCsv, gridFromSheets, type QuoteGrid } from './quote-grid.ts';
import { readSheets } from './read-workbook-file.ts';
import { writtenDay } from './written-day.ts';
import { quoteZipLimits } from './zip-directory.ts';

/** One line of a table as it was understood, for a person to check. */
export interface PreviewLine {
	/** Such as `Quote!7` or `line 7`. */
	place: string;
	item: string;
	description: string;
	quantity: string | null;
	unit: string;
	unitPrice: string | null;
	/** Share; decimal text. */
	discountShare: string | null;
	total: string | null;
	recurring: string;
}

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
	| (ReadFile & {
			state: 'proposed';
			mapping: QuoteMapping;
			preview: PreviewLine[];
			remarks: string[];
			/** Null where the guess does not give a whole quote; `problems` says what is missing. */
			quote: Quote | null;
			problems: Problem[];
	  });

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

const previewOf = ({ written, placeOf }: MappedQuote): PreviewLine[] =>
	(written['lines'] as Record<string, unknown>[]).map((line, index) => {
		const place = placeOf(['lines', index]);
		const text = (key: string): string | null => {
			const value = line[key];
			return typeof value === 'string' ? value : null;
		};
		return {
			place: place?.line === null ? place.path : `line ${String(place?.line ?? 0)}`,
			item: text('item') ?? '',
			description: text('description') ?? '',
			quantity: text('quantity'),
			unit: text('unit') ?? '',
			unitPrice: text('unitPrice'),
			discountShare: text('discountShare'),
			total: text('total'),
			recurring: text('recurring') ?? ''
		};
	});

const remarksOf = ({ computedCells, leftOut }: MappedQuote): string[] => [
	...(computedCells.length === 0
		? []
		: [
				`the results stored for formulas were taken in ${computedCells.slice(0, 8).join(', ')}${computedCells.length > 8 ? ` and ${String(computedCells.length - 8)} more` : ''}`
			]),
	...leftOut.map(
		({ row, text, reason }) => `row ${String(row)} "${text.slice(0, 40)}" was left out: ${reason}`
	)
];

/** Both readings of a day whose month is not clear; null for other problems. */
const dayProblem = (path: DocumentPath, written: Record<string, unknown>): string | null => {
	const value = path.length === 1 ? written[String(path[0])] : undefined;
	const day = typeof value === 'string' ? writtenDay(value) : null;
	if (day === null) return null;
	return day.state === 'ambiguous'
		? `"${String(value)}" is ${day.monthFirst} (month first) or ${day.dayFirst} (day first); write it as YYYY-MM-DD`
		: null;
};

/** A field can fail by itself and again beside another; one place and sentence is said once. */
const distinct = (problems: readonly Problem[]): Problem[] => [
	...new Map(problems.map((each) => [JSON.stringify([each.path, each.message]), each])).values()
];

/** A mapped table as a checked quote, every problem at its cell. */
const checkMapped = (
	file: string,
	mapped: MappedQuote
): { quote: Quote | null; problems: Problem[] } => {
	const { written, placeOf } = mapped;
	const placed = ({ path, message }: ValueProblem): Problem => ({
		...(placeOf(path) ?? { file, line: null, path: `quote.${renderPath(path)}` }),
		message: dayProblem(path, written) ?? message
	});
	const hasKind = quoteKinds.some((kind) => kind === written['kind']);
	const checked = checkValue(written, quoteSchema);
	// Cells that cannot be read would be reported a second time as lines; the terms beside the table are not.
	if (mapped.problems.length > 0 || !hasKind) {
		const kind = checked.ok || hasKind ? [] : checked.problems;
		const terms = checkValue(written, quoteTermsSchema);
		const beside = [...kind, ...(terms.ok ? [] : terms.problems)];
		return { quote: null, problems: [...mapped.problems, ...distinct(beside.map(placed))] };
	}
	if (checked.ok) return { quote: checked.value, problems: [] };
	return { quote: null, problems: distinct(checked.problems.map(placed)) };
};

const mapGrid = (
	grid: QuoteGrid,
	read: ReadFile,
	file: string,
	mapping: QuoteMapping | undefined
): QuoteFile => {
	const proposal = mapping === undefined ? proposeMapping(grid) : null;
	const used = mapping ?? proposal?.mapping;
	if (used === undefined) {
		throw new BenchError(
			'E_CONFIG',
			`no table of prices was found in ${file}; nothing was imported`,
			{
				hint: 'It needs a row of titles such as Description, Quantity, Unit, Unit price. Otherwise say with --mapping which column is which.'
			}
		);
	}
	const mapped = linesFromGrid(grid, used);
	const { quote, problems } = checkMapped(file, mapped);
	const remarks = [...(proposal?.questions ?? []), ...remarksOf(mapped)];
	if (mapping === undefined) {
		return {
			...read,
			state: 'proposed',
			mapping: used,
			preview: previewOf(mapped),
			remarks,
			quote,
			problems
		};
	}
	if (quote === null) {
		throw problemsError(
			file,
			problems,
			'Correct the mapping or the file; paths that begin with "quote." stand in the mapping.'
		);
	}
	return { ...read, state: 'read', quote, remarks };
};

/**
 * Reads an offer by the ending of its name: .yaml, .yml, .json, .csv, .tsv or .xlsx. Throws `E_FILE` where it cannot be read,
 * `E_USAGE` for other endings, and `E_CONFIG` with all problems.
 */
export const readQuoteFile = async (
	file: string,
	{ mapping }: { mapping?: QuoteMapping } = {}
): Promise<QuoteFile> => {
	const ending = extname(file).toLowerCase();
	const fileName = basename(file);
	switch (ending) {
		case '.yaml':
		case '.yml':
		case '.json': {
			if (mapping !== undefined) {
				throw new BenchError('E_USAGE', 'a mapping is for CSV and XLSX, this file needs none');
			}
			const { text, sha256 } = await readTextFile(file, maxQuoteBytes);
			const parsed = parseYaml(text, quoteSchema, file);
			if (!parsed.ok) throw problemsError(file, parsed.problems, schemaHint);
			return { state: 'read', quote: parsed.value, fileName, fileHash: sha256, remarks: [] };
		}
		case '.csv':
		case '.tsv': {
			const { text, sha256 } = await readTextFile(file, maxQuoteBytes);
			const read = { fileName, fileHash: sha256 };
			return mapGrid(gridFromCsv(text, file), read, file, mapping);
		}
		case '.xlsx': {
			const bytes = await readBytes(file, quoteZipLimits.maxFileBytes);
			const sheets = await readSheets(bytes, file);
			const grid = gridFromSheets(sheets, file, mapping?.sheet);
			return mapGrid(grid, { fileName, fileHash: hashOf(bytes) }, file, mapping);
		}
		default:
			throw new BenchError('E_USAGE', `${fileName} is not a file that quotes are read from`, {
				hint: `Expected .yaml, .json, .csv or .xlsx.${ending === '.xls' ? ' Save the old .xls as .xlsx.' : ''}`
			});
	}
};
