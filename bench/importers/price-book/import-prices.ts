/** Takes the prices of a file into a price file of the user: all of them, or none. Comments of the user's file stay. */
import { extname } from 'node:path';
import { Document, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { isObject } from '#core/json.ts';
import { BenchError } from '#core/errors.ts';
import { entryKey, type PriceFile } from '#core/price-list.ts';
import { readTextFile } from '../text-file.ts';
import { writeFileAtomically } from '../write-file-atomically.ts';
import { parsePriceCsv } from './price-csv.ts';
import { parsePriceFile, priceFileError, readPriceFiles } from './price-file.ts';
import { canonicalJson } from './price-version.ts';

export interface ImportedPrices {
	into: string;
	/** Price lists and additions that were not there before. */
	added: number;
	/** Price lists whose provider, model, terms and first day were there with other prices. */
	replaced: number;
	/** What was there already, exactly so. */
	unchanged: number;
}

/** Most bytes of a file to import. */
const maxBytes = 8 * 1_048_576;

/** Reads a price file, or a CSV file by its name. Throws `E_FILE` and `E_CONFIG`. */
const readPrices = async (file: string): Promise<PriceFile> => {
	if (extname(file).toLowerCase() !== '.csv') {
		const [read] = await readPriceFiles([file]);
		return read ?? { entries: [], additions: [] };
	}
	const { text } = await readTextFile(file, maxBytes);
	return parsePriceCsv(text, file);
};

/** Without what is empty or null, as the schema fills that in. */
const compact = (value: unknown): unknown => {
	if (Array.isArray(value)) return value.map(compact);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.map(([key, each]): [string, unknown] => [key, compact(each)])
			.filter(
				([, each]) =>
					each !== null &&
					!(Array.isArray(each) && each.length === 0) &&
					!(isObject(each) && Object.keys(each).length === 0)
			)
	);
};

const readExisting = async (file: string): Promise<string | null> => {
	try {
		return (await readTextFile(file, maxBytes)).text;
	} catch (error) {
		const cause = error instanceof BenchError ? (error.cause as { code?: unknown } | null) : null;
		if (cause?.code === 'ENOENT') return null;
		throw error;
	}
};

const listIn = (document: Document, name: 'entries' | 'additions'): YAMLSeq => {
	const found = document.get(name, true);
	if (isSeq(found)) return found;
	const list = document.createNode([]) as YAMLSeq;
	document.set(name, list);
	return list;
};

/** Adds to the document what is new or different, and counts. */
const merge = (document: Document, existing: PriceFile, given: PriceFile) => {
	const counts = { added: 0, replaced: 0, unchanged: 0 };
	const positions = new Map(existing.entries.map((entry, i) => [entryKey(entry), i]));
	for (const entry of given.entries) {
		const at = positions.get(entryKey(entry));
		if (at === undefined) {
			listIn(document, 'entries').add(document.createNode(compact(entry)));
			counts.added++;
		} else if (canonicalJson(existing.entries[at]) === canonicalJson(entry)) counts.unchanged++;
		else {
			listIn(document, 'entries').set(at, document.createNode(compact(entry)));
			counts.replaced++;
		}
	}
	const known = new Set(existing.additions.map(canonicalJson));
	for (const addition of given.additions) {
		if (known.has(canonicalJson(addition))) counts.unchanged++;
		else {
			listIn(document, 'additions').add(document.createNode(compact(addition)));
			counts.added++;
		}
	}
	return counts;
};

/**
 * Imports the prices of `file` (YAML, JSON or CSV) into the price file `into`, which is made where there is none. Throws
 * `E_FILE` and `E_CONFIG` with all problems of either file; `into` is untouched then.
 */
export const importPrices = async (file: string, into: string): Promise<ImportedPrices> => {
	const given = await readPrices(file);
	const text = await readExisting(into);
	const parsed = text === null ? null : parsePriceFile(text, into);
	if (parsed && !parsed.ok) {
		throw priceFileError(
			parsed.problems,
			`${into} is there and has problems; nothing was imported`
		);
	}
	const document = text === null ? new Document({}) : (parseDocument(text) as Document);
	const counts = merge(document, parsed?.value ?? { entries: [], additions: [] }, given);
	const result = document.toString({ lineWidth: 100 });
	const check = parsePriceFile(result, into);
	if (!check.ok) {
		throw priceFileError(check.problems, `${into} would not be valid; nothing was imported`);
	}
	if (counts.added + counts.replaced > 0) await writeFileAtomically(into, result);
	return { into, ...counts };
};
