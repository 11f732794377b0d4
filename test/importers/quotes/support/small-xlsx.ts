/** Writes small XLSX files, and zips that lie about themselves, without any library. */
import { crc32, deflateRawSync } from 'node:zlib';

/** What a cell holds: text, a number, or a formula with the result that was stored for it (none where null). */
export type CellValue = string | number | null | { formula: string; result: number | null };

export interface ZipPart {
	name: string;
	data: Buffer;
	/** What the directory says of its size; the truth where absent. */
	claimedBytes?: number;
}

/** A zip with deflated parts. */
export const deflatedZip = (parts: readonly ZipPart[]): Buffer => {
	const bodies: Buffer[] = [];
	const entries: Buffer[] = [];
	let offset = 0;
	for (const { name, data, claimedBytes = data.length } of parts) {
		const packed = deflateRawSync(data);
		const fields = Buffer.alloc(26);
		fields.writeUInt16LE(20, 0);
		fields.writeUInt16LE(8, 4);
		fields.writeUInt32LE(crc32(data), 10);
		fields.writeUInt32LE(packed.length, 14);
		fields.writeUInt32LE(claimedBytes, 18);
		fields.writeUInt16LE(name.length, 22);
		bodies.push(Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed);
		const tail = Buffer.alloc(14);
		tail.writeUInt32LE(offset, 10);
		entries.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, Buffer.from(name));
		offset += 30 + name.length + packed.length;
	}
	const directory = Buffer.concat(entries);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(parts.length, 8);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...bodies, directory, end]);
};

const xml = (text: string): Buffer =>
	Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
const escaped = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const cellXml = (value: CellValue, reference: string): string => {
	if (value === null) return '';
	if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
	if (typeof value === 'string') {
		return `<c r="${reference}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
	}
	const result = value.result === null ? '' : `<v>${value.result}</v>`;
	return `<c r="${reference}"><f>${escaped(value.formula)}</f>${result}</c>`;
};

/** The XML of a sheet; rows count from 1 and columns from A. */
export const sheetXml = (rows: readonly (readonly CellValue[])[]): Buffer =>
	xml(
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
			.map(
				(cells, i) =>
					`<row r="${i + 1}">${cells.map((cell, j) => cellXml(cell, `${String.fromCharCode(65 + j)}${i + 1}`)).join('')}</row>`
			)
			.join('')}</sheetData></worksheet>`
	);

/** The parts of a workbook with one sheet, to be changed before they are zipped. */
export const workbookParts = (sheet: Buffer, name = 'Quote'): ZipPart[] => [
	{
		name: '[Content_Types].xml',
		data: xml('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
	},
	{
		name: 'xl/workbook.xml',
		data: xml(
			`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`
		)
	},
	{
		name: 'xl/_rels/workbook.xml.rels',
		data: xml(
			'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
		)
	},
	{ name: 'xl/worksheets/sheet1.xml', data: sheet }
];

/** An XLSX file with one sheet. */
export const smallXlsx = (rows: readonly (readonly CellValue[])[], name?: string): Buffer =>
	deflatedZip(workbookParts(sheetXml(rows), name));
