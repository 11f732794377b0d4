import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { quoteWorkbookLimits, readSheets } from '#bench/importers/quotes/read-workbook-file.ts';
import { readZipDirectory } from '#bench/importers/quotes/zip-directory.ts';
import { deflatedZip, sheetXml, smallXlsx, workbookParts } from './support/small-xlsx.ts';

const mib = 1_048_576;

/** What is said about a file that is refused. */
const refusal = async (
	bytes: Buffer,
	limits = quoteWorkbookLimits
): Promise<string | undefined> => {
	const error: unknown = await readSheets(bytes, 'offer.xlsx', limits).catch(
		(caught: unknown) => caught
	);
	if (!(error instanceof BenchError)) throw new Error(`not refused: ${JSON.stringify(error)}`);
	expect(error.code).toBe('E_CONFIG');
	return error.problems[0]?.message;
};

describe('reading an XLSX file', () => {
	it('gives text for text, plain decimals for numbers, and says which cells are formulas', async () => {
		const bytes = smallXlsx(
			[
				['Item & more', 'Price', null],
				['<server>', 0.1, { formula: 'B2*3', result: 0.30000000000000004 }],
				[null, 1e-7, 1234567.25]
			],
			'R&D "offer"'
		);
		expect(await readSheets(bytes, 'offer.xlsx')).toEqual([
			{
				name: 'R&D "offer"',
				rows: [
					['Item & more', 'Price', ''],
					['<server>', '0.1', '0.3'],
					['', '0.0000001', '1234567.25']
				],
				formulaCells: ['C2']
			}
		]);
	});

	it('gives dates as days', async () => {
		const text = sheetXml([['a']])
			.toString()
			.replace(/<c r="A1".*?<\/c>/, '<c r="A1" t="d"><v>2026-12-31T00:00:00Z</v></c>');
		const [sheet] = await readSheets(deflatedZip(workbookParts(Buffer.from(text))), 'offer.xlsx');
		expect(sheet?.rows).toEqual([['2026-12-31']]);
	});

	it('refuses a formula without a stored result, naming the cell', async () => {
		const bytes = smallXlsx([['a'], [{ formula: 'HYPERLINK("x")', result: null }]]);
		expect(await refusal(bytes)).toContain(
			'the cell Quote!A2 is a formula without a stored result'
		);
	});

	it('refuses what is not a zip, and a zip that is not a workbook', async () => {
		expect(await refusal(Buffer.from('Item,Price'))).toContain('not an XLSX file');
		const other = deflatedZip([{ name: 'a.xml', data: Buffer.from('<a/>') }]);
		expect(await refusal(other)).toContain('cannot be read as XLSX');
	});
});

describe('a spreadsheet bomb', () => {
	const bomb = (bytes: number) => ({
		name: 'xl/worksheets/sheet1.xml',
		data: Buffer.alloc(bytes, 32)
	});

	it('is refused from its directory by ratio and by size, before anything is unpacked', async () => {
		expect(await refusal(deflatedZip([bomb(4 * mib)]))).toMatch(
			/would unpack to \d+ times its size/
		);
		expect(await refusal(deflatedZip([bomb(21 * mib)]))).toContain('would unpack to 21.0 MiB');
	});

	it('is refused where it lies about its size', async () => {
		const parts = workbookParts(Buffer.alloc(4 * mib, 32));
		const lying = parts.map((part) =>
			part.name.endsWith('sheet1.xml') ? { ...part, claimedBytes: 1_000 } : part
		);
		expect(await refusal(deflatedZip(lying))).toBe('its part xl/worksheets/sheet1.xml is damaged');
	});

	it('is refused by size of the file and by number of parts', () => {
		const limits = { ...quoteWorkbookLimits.zip, maxFileBytes: 100, maxEntries: 3 };
		expect(readZipDirectory(Buffer.alloc(101), limits)).toMatchObject({ ok: false });
		const many = deflatedZip(
			[0, 1, 2, 3].map((i) => ({ name: `${i}.xml`, data: Buffer.from('') }))
		);
		expect(readZipDirectory(many, { ...limits, maxFileBytes: mib })).toEqual({
			ok: false,
			message: 'it holds 4 files, more than the 3 that are read'
		});
	});

	it('is refused where cells lie far out, or entities are defined', async () => {
		const far = sheetXml([['a']])
			.toString()
			.replace('<row r="1">', '<row r="1048576">');
		expect(await refusal(deflatedZip(workbookParts(Buffer.from(far))))).toContain('reaches to row');
		const wide = sheetXml([['a']])
			.toString()
			.replace('r="A1"', 'r="XFD1"');
		expect(await refusal(deflatedZip(workbookParts(Buffer.from(wide))))).toContain('cell XFD1');
		const entity = `<!DOCTYPE a [<!ENTITY b "c">]>${sheetXml([['a']]).toString()}`;
		expect(await refusal(deflatedZip(workbookParts(Buffer.from(entity))))).toContain('entities');
	});

	it('is refused where it holds macros, of either kind', async () => {
		for (const name of ['xl/vbaProject.bin', 'XL\\vbaproject.BIN', 'xl/macrosheets/sheet1.xml']) {
			const parts = [...workbookParts(sheetXml([['a']])), { name, data: Buffer.from('macro') }];
			expect(await refusal(deflatedZip(parts))).toBe(
				`it holds a macro (${name}), which no offer needs`
			);
		}
	});

	it('is refused where its entities are in another encoding, which would hide them from who looks for their names', async () => {
		const entity = `<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${sheetXml([['a']]).toString()}`;
		const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(entity, 'utf16le')]);
		expect(await refusal(deflatedZip(workbookParts(utf16)))).toMatch(/cannot be read as XLSX/u);
	});

	it('takes nothing from other workbooks, other hosts or other folders that it names', async () => {
		let asked = 0;
		const server = createServer((_, response) => {
			asked++;
			response.end('<worksheet/>');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as { port: number };
		const target = `http://127.0.0.1:${String(port)}/prices.xml`;
		const linked = `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="${target}" TargetMode="External"/></Relationships>`;
		const parts = [
			...workbookParts(sheetXml([['a', { formula: '[1]Prices!A1', result: 7 }]])),
			{
				name: 'xl/externalLinks/externalLink1.xml',
				data: Buffer.from(`<externalLink r:id="rId1"/>`)
			},
			{ name: 'xl/externalLinks/_rels/externalLink1.xml.rels', data: Buffer.from(linked) },
			{ name: '../../xl/worksheets/sheet2.xml', data: sheetXml([['b']]) }
		];
		const [sheet] = await readSheets(deflatedZip(parts), 'offer.xlsx');
		expect(sheet).toMatchObject({ rows: [['a', '7']], formulaCells: ['B1'] });
		const outside = workbookParts(sheetXml([['a']])).map((part) =>
			part.name.endsWith('workbook.xml.rels')
				? {
						...part,
						data: Buffer.from(part.data.toString().replace('worksheets/sheet1.xml', target))
					}
				: part
		);
		expect(await refusal(deflatedZip(outside))).toBeDefined();
		server.close();
		expect(asked).toBe(0);
	});

	it('gives sheets and cells that are named like a prototype as what they are', async () => {
		const sheets = await readSheets(
			smallXlsx(
				[
					['__proto__', 'constructor'],
					['polluted', 1]
				],
				'__proto__'
			),
			'offer.xlsx'
		);
		expect(sheets).toEqual([
			{
				name: '__proto__',
				rows: [
					['__proto__', 'constructor'],
					['polluted', '1']
				],
				formulaCells: []
			}
		]);
		expect('polluted' in {}).toBe(false);
	});

	it('is ended where reading it takes too long', async () => {
		const limits = { ...quoteWorkbookLimits, timeoutMs: 1 };
		expect(await refusal(smallXlsx([['a']]), limits)).toBe('reading it took longer than 0.001 s');
	});

	it('is ended where reading it takes too much memory', async () => {
		const rows = Array.from({ length: 9_000 }, (_, i) => [`text ${i}`, `other ${i * 7}`, i * 1.5]);
		const limits = { ...quoteWorkbookLimits, heapMib: 6 };
		expect(await refusal(smallXlsx(rows), limits)).toBe(
			'reading it takes more than 6 MiB of memory'
		);
	});
});
