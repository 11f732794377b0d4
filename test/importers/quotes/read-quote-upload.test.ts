/** A vendor's file as somebody sends it: what is understood, what is wrong at which cell, what is refused. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { BenchError } from '#core/errors.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import {
	maxDocumentBytes,
	maxUploadBytes,
	readQuoteUpload,
	type QuoteUpload
} from '#bench/importers/quotes/read-quote-upload.ts';
import { written } from '../../core/quote/sample-quote.ts';
import { deflatedZip, sheetXml, smallXlsx, workbookParts } from './support/small-xlsx.ts';

const table = [
	['Vendor', 'Acme'],
	['Quote number', 'Q-7'],
	['Quote date', '2026-11-01'],
	['Valid until', '2026-12-31'],
	['Description', 'Qty', 'Unit', 'Unit price USD', 'Total'],
	['GPU server 8 x H200', '2', 'node', '300000', '600000'],
	['Rack and stack', '1', 'lot', '8000', '8000']
];
const csv = (rows: readonly (readonly string[])[]): Buffer =>
	Buffer.from(rows.map((row) => [...row, '', '', ''].slice(0, 5).join(',')).join('\n'));

const read = async (
	bytes: Buffer,
	name = 'offer.csv',
	mapping?: QuoteMapping
): Promise<Extract<QuoteUpload, { state: 'table' }>> => {
	const upload = await readQuoteUpload(bytes, name, mapping);
	if (upload.state !== 'table') throw new Error('not a table');
	return upload;
};
const refusal = async (bytes: Buffer, name: string): Promise<BenchError> => {
	const error: unknown = await readQuoteUpload(bytes, name, undefined).catch(
		(thrown: unknown) => thrown
	);
	if (!(error instanceof BenchError)) throw new Error('was not refused');
	return error;
};

describe('a quote that is sent', () => {
	it('is understood from CSV: columns with titles and first values, lines, the whole quote', async () => {
		const bytes = csv(table);
		const upload = await read(bytes);
		expect(upload.fileHash).toBe(createHash('sha256').update(bytes).digest('hex'));
		expect(upload.columns).toEqual([
			{ letters: 'A', title: 'Description', sample: 'GPU server 8 x H200', field: 'description' },
			{ letters: 'B', title: 'Qty', sample: '2', field: 'quantity' },
			{ letters: 'C', title: 'Unit', sample: 'node', field: 'unit' },
			{ letters: 'D', title: 'Unit price USD', sample: '300000', field: 'unitPrice' },
			{ letters: 'E', title: 'Total', sample: '600000', field: 'total' }
		]);
		expect(upload.unitTexts).toEqual(['node', 'lot']);
		expect(upload.lines.map(({ row, item }) => [row, item])).toEqual([
			[6, 'server'],
			[7, 'install']
		]);
		expect(upload.quote).toMatchObject({ vendor: 'Acme', number: 'Q-7', currency: 'USD' });
		expect(upload.problems).toEqual([]);
	});

	it.each(['\n', '\r\n'])(
		'is understood where the lines above the table have fewer cells than it (%j)',
		async (lineEnd) => {
			const short = table.map((row) => row.map((cell) => `"${cell}"`).join(','));
			const upload = await read(Buffer.from(['', ...short].join(lineEnd)));
			expect(upload.quote).toMatchObject({ vendor: 'Acme', number: 'Q-7' });
			expect(upload.lines.map(({ row, item }) => [row, item])).toEqual([
				[7, 'server'],
				[8, 'install']
			]);
		}
	);

	it('is refused at each line of the table, or above it, that has other cells than its titles', async () => {
		const rows = table.map((row) => [...row]);
		rows[1] = ['Quote number', 'Q-7', '', '', '', 'too much'];
		rows[6] = ['Rack and stack', '1', 'lot', '8000'];
		const { problems } = await refusal(
			Buffer.from(rows.map((row) => row.join(',')).join('\n')),
			'offer.csv'
		);
		expect(problems.map(({ line, message }) => [line, message])).toEqual([
			[2, 'has 6 cells, the header has 5 columns'],
			[7, 'has 4 cells, the header has 5 columns']
		]);
	});

	it('asks whether several years are paid at once, and takes one year as paid by the year', async () => {
		const rows = [
			...table,
			['Support year 1-3', '3', 'year', '9000', '27000'],
			['Licence of the scheduler', '1', 'year', '500', '500']
		];
		const { lines, remarks } = await read(csv(rows));
		expect(lines.slice(2).map(({ recurring }) => recurring)).toEqual(['once', 'year']);
		expect(remarks).toEqual([
			'question: row 8: is "Support year 1-3", 3 year, paid once for all of them, as it is taken, or every year? For every year write quantity 1 and year in a column Billing'
		]);
	});

	it('says each problem at its cell or its field, and gives no quote', async () => {
		const wrong = table.map((row) => [...row]);
		wrong[3] = ['Valid until', '03/04/2026'];
		wrong[5]![3] = 'on request';
		wrong[6]![2] = 'furlong';
		const upload = await read(csv(wrong));
		expect(upload.quote).toBeNull();
		expect(upload.problems.map(({ row, column, quoteField }) => [row, column, quoteField])).toEqual(
			expect.arrayContaining([
				[6, 'D', null],
				[7, 'C', null],
				[null, null, 'validUntil']
			])
		);
	});

	it('is tried again by a corrected mapping', async () => {
		const wrong = table.map((row) => [...row]);
		wrong[6]![2] = 'furlong';
		const first = await read(csv(wrong));
		const mapping = { ...first.mapping, units: { furlong: 'lot' as const } };
		const second = await read(csv(wrong), 'offer.csv', mapping);
		expect(second.problems).toEqual([]);
		expect(second.quote?.lines.map(({ unit }) => unit)).toEqual(['node', 'lot']);
	});

	it('names the cell of a sheet, and the sheets that there are', async () => {
		const rows = table.map((row) => row.map((cell) => (/^\d+$/u.test(cell) ? Number(cell) : cell)));
		rows[5]![3] = 'on request';
		const upload = await read(smallXlsx(rows, 'Offer'), 'offer.xlsx');
		expect(upload.sheets).toEqual(['Offer']);
		expect(upload.problems).toMatchObject([{ row: 6, column: 'D', quoteField: null }]);
	});

	it('is read whole from YAML', async () => {
		const bytes = Buffer.from(stringify(written['server-purchase']));
		expect(await readQuoteUpload(bytes, 'offer.yaml', undefined)).toMatchObject({
			state: 'document',
			quote: { vendor: 'Acme' }
		});
	});

	it('is refused as a document that is longer than any offer, before it is parsed', async () => {
		for (const name of ['offer.json', 'offer.yaml']) {
			const error = await refusal(Buffer.from(`{"a":${'['.repeat(maxDocumentBytes)}`), name);
			expect([error.code, error.message]).toEqual([
				'E_FILE',
				`${name} is larger than 64 KiB, which a document of an offer may have here`
			]);
		}
	});

	it('is refused with what was expected: another type, nothing in it, too much, no text, a bomb', async () => {
		expect(await refusal(Buffer.from('%PDF'), 'offer.pdf')).toMatchObject({ code: 'E_USAGE' });
		expect(await refusal(Buffer.alloc(0), 'offer.csv')).toMatchObject({ code: 'E_FILE' });
		expect(await refusal(Buffer.alloc(maxUploadBytes + 1), 'offer.csv')).toMatchObject({
			code: 'E_FILE'
		});
		expect(await refusal(Buffer.from([0xff, 0xfe, 0x00]), 'offer.csv')).toMatchObject({
			code: 'E_CONFIG'
		});
		const bomb = deflatedZip([
			...workbookParts(sheetXml([['x']])),
			{ name: 'xl/media/zeros.xml', data: Buffer.alloc(60 * 1_048_576) }
		]);
		const error = await refusal(bomb, 'bomb.xlsx');
		expect(error.problems).toHaveLength(1);
	});
});
