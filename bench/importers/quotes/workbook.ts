/**
 * Unpacks an XLSX file within limits and reads its sheets as text. Runs in a worker with little memory (see `workbook-worker.ts`),
 * never in the main thread: the parser is not made for hostile files.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import readXlsxFile, { type CellValue } from 'read-excel-file/node';
import { decimalText } from '#core/decimal.ts';
import { columnNumber } from './cell-reference.ts';
import { storedZip } from './stored-zip.ts';
import type { ZipEntry } from './zip-directory.ts';

export interface Sheet {
	name: string;
	/** Row by row, as text; empty cells are ''. Numbers are plain decimals, dates YYYY-MM-DD. */
	rows: string[][];
	/** Cells whose value a formula made, such as `C7`; its stored result is in `rows`. */
	formulaCells: string[];
}

export type Workbook = { ok: true; sheets: Sheet[] } | { ok: false; message: string };

/** More rows or columns than any offer has. */
const maxRows = 10_000;
const maxColumns = 200;

/** Digits that a spreadsheet keeps and shows of a number. */
const spreadsheetDigits = 15;

class Refused extends Error {}

const localHeaderBytes = 30;

/** The bytes of one entry, unpacked to exactly the size that the directory promised. */
const unpack = (zip: Buffer, entry: ZipEntry): Buffer => {
	const damaged = (): Refused => new Refused(`its part ${entry.name} is damaged`);
	const { offset } = entry;
	if (offset + localHeaderBytes > zip.length) throw damaged();
	const start =
		offset + localHeaderBytes + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
	if (start + entry.compressedBytes > zip.length) throw damaged();
	const packed = zip.subarray(start, start + entry.compressedBytes);
	let data: Buffer;
	try {
		data =
			entry.method === 0
				? packed
				: inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedBytes) });
	} catch {
		throw damaged();
	}
	if (data.length !== entry.uncompressedBytes || crc32(data) !== entry.crc32) throw damaged();
	return data;
};

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const attribute = (tag: string, name: string): string | undefined => {
	const [, , value] =
		new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(["'])(.*?)\\1`, 'su').exec(tag) ?? [];
	return value?.replaceAll(/&(\w+);/gu, (whole, entity: string) => entities[entity] ?? whole);
};

const cellTag = /<(?:\w+:)?(c|f|v|row)\b([^>]*?)\/?>/gu;

/** What of a sheet the parser does not tell: which cells are formulas, and how far the sheet reaches. */
const scanSheet = (xml: string, name: string): { formulas: string[]; empty: string[] } => {
	const formulas: string[] = [];
	const empty: string[] = [];
	let cell = '';
	let openFormula: string | null = null;
	for (const [, tag, attributes = ''] of xml.matchAll(cellTag)) {
		const reference = attribute(attributes, 'r') ?? '';
		if (tag === 'row') {
			if (Number(reference) > maxRows) {
				throw new Refused(
					`the sheet "${name}" reaches to row ${reference}, more than the ${String(maxRows)} that are read`
				);
			}
		} else if (tag === 'c') {
			if (openFormula !== null) empty.push(openFormula);
			openFormula = null;
			cell = reference;
			const [, letters = '', row = ''] = /^([A-Z]{1,3})(\d{1,7})$/u.exec(cell) ?? [];
			if (columnNumber(letters) > maxColumns || Number(row) > maxRows) {
				throw new Refused(
					`the sheet "${name}" reaches to cell ${cell}; at most ${String(maxRows)} rows and ${String(maxColumns)} columns are read`
				);
			}
		} else if (tag === 'f') {
			formulas.push(cell);
			openFormula = cell;
		} else openFormula = null;
	}
	if (openFormula !== null) empty.push(openFormula);
	return { formulas, empty };
};

/** Sheet names by the path of their XML. */
const sheetPaths = (parts: ReadonlyMap<string, Buffer>): Map<string, string> => {
	const text = (path: string): string => parts.get(path)?.toString('utf8') ?? '';
	const targets = new Map<string, string>();
	for (const [tag] of text('xl/_rels/workbook.xml.rels').matchAll(
		/<(?:\w+:)?Relationship\b[^>]*>/gu
	)) {
		const target = attribute(tag, 'Target') ?? '';
		targets.set(
			attribute(tag, 'Id') ?? '',
			target.startsWith('/') ? target.slice(1) : `xl/${target}`
		);
	}
	const paths = new Map<string, string>();
	for (const [tag] of text('xl/workbook.xml').matchAll(/<(?:\w+:)?sheet\b[^>]*>/gu)) {
		const path = targets.get(attribute(tag, 'id') ?? '');
		const name = attribute(tag, 'name');
		if (path !== undefined && name !== undefined) paths.set(path, name);
	}
	return paths;
};

const cellText = (value: CellValue | null): string => {
	if (value === null) return '';
	if (typeof value === 'number') return decimalText(Number(value.toPrecision(spreadsheetDigits)));
	if (typeof value === 'boolean') return value ? 'true' : 'false';
	if (typeof value === 'string') return value;
	// The library's types name the constructor where its values are dates.
	return (value as unknown as Date).toISOString().slice(0, 10);
};

/** The sheets of an XLSX file whose directory was checked; otherwise what is wrong with it. */
export const readWorkbook = async (
	zip: Buffer,
	entries: readonly ZipEntry[]
): Promise<Workbook> => {
	try {
		const parts = new Map<string, Buffer>();
		for (const entry of entries) {
			if (!entry.name.endsWith('.xml') && !entry.name.endsWith('.xml.rels')) continue;
			const data = unpack(zip, entry);
			if (data.includes('<!DOCTYPE') || data.includes('<!ENTITY')) {
				throw new Refused(`its part ${entry.name} defines entities, which no spreadsheet needs`);
			}
			parts.set(entry.name, data);
		}
		const formulas = new Map<string, string[]>();
		for (const [path, name] of sheetPaths(parts)) {
			const scan = scanSheet(parts.get(path)?.toString('utf8') ?? '', name);
			formulas.set(name, scan.formulas);
			const [empty] = scan.empty;
			if (empty !== undefined) {
				throw new Refused(
					`the cell ${name}!${empty} is a formula without a stored result; open the file in a spreadsheet and save it, or paste values`
				);
			}
		}
		// Repacked from what was checked: the parser reads the zip from its front and not by its directory.
		const checked = storedZip([...parts].map(([name, data]) => ({ name, data })));
		const sheets = await readXlsxFile(checked);
		return {
			ok: true,
			sheets: sheets.map(({ sheet, data }) => {
				const formulaCells = formulas.get(sheet);
				// Two readings of one file that disagree are how something is smuggled past a check.
				if (formulaCells === undefined) throw new Refused(`its sheet "${sheet}" is damaged`);
				return { name: sheet, rows: data.map((row) => row.map(cellText)), formulaCells };
			})
		};
	} catch (error) {
		if (error instanceof Refused) return { ok: false, message: error.message };
		return {
			ok: false,
			message: `it cannot be read as XLSX: ${error instanceof Error ? error.message : String(error)}`
		};
	}
};
