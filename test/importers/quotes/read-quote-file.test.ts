import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { BenchError, renderProblem } from '#core/errors.ts';
import { quoteMappingSchema, type QuoteMapping } from '#core/quote/quote-mapping.ts';
import {
	readQuoteFile,
	readQuoteMapping,
	type QuoteFile
} from '#bench/importers/quotes/read-quote-file.ts';
import { written } from '../../core/quote/sample-quote.ts';
import { smallXlsx, type CellValue } from './support/small-xlsx.ts';

const fileWith = (name: string, content: string | Buffer): string => {
	const folder = mkdtempSync(join(tmpdir(), 'breakeven-quotes-'));
	onTestFinished(() => {
		rmSync(folder, { recursive: true, force: true });
	});
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
};

/** Problems of a file that is refused, without its folder. */
const refusal = async (file: string, mapping?: QuoteMapping): Promise<string[]> => {
	const error: unknown = await readQuoteFile(file, mapping ? { mapping } : {}).catch(
		(caught: unknown) => caught
	);
	if (!(error instanceof BenchError)) throw new Error(`not refused: ${JSON.stringify(error)}`);
	const folder = file.slice(0, file.lastIndexOf('/') + 1);
	return [error.code, ...error.problems.map((each) => renderProblem(each).replace(folder, ''))];
};

const proposed = async (file: string): Promise<Extract<QuoteFile, { state: 'proposed' }>> => {
	const read = await readQuoteFile(file);
	if (read.state !== 'proposed') throw new Error('was not a proposal');
	return read;
};

const quoteFields = {
	kind: 'server-purchase',
	vendor: 'Acme',
	number: 'Q-9',
	quotedOn: '2026-11-01',
	validUntil: '2026-12-31',
	currency: 'USD'
};

const mapping = (changes: Partial<QuoteMapping> = {}): QuoteMapping =>
	quoteMappingSchema.parse({
		headerRow: 1,
		columns: { description: 'Product', quantity: 'Qty', unitPrice: 'Price', total: 'Amount' },
		quote: quoteFields,
		...changes
	});

const table = [
	'Product,Qty,Price,Amount',
	'GPU server,2,"300,000.00","600,000.00"',
	'Switch with cables,1,"40,000.00","40,000.00"',
	'Total,,,"640,000.00"'
].join('\n');

describe('quotes in the form of bench', () => {
	it.each(['yaml', 'json'])('are read from %s', async (ending) => {
		const value = written['gpu-cloud'];
		const text = ending === 'json' ? JSON.stringify(value) : stringify(value);
		const read = await readQuoteFile(fileWith(`offer.${ending}`, text));
		expect(read).toMatchObject({
			state: 'read',
			fileName: `offer.${ending}`,
			quote: { kind: 'gpu-cloud', lines: [{ unitPrice: '2.35' }, {}, {}, {}] }
		});
		expect(read.fileHash).toMatch(/^[0-9a-f]{64}$/);
	});

	it('are refused with line and path of every problem', async () => {
		const text = stringify({ ...written['gpu-cloud'], currency: 'EUR', mode: 'borrowed' });
		const [code, ...problems] = await refusal(fileWith('offer.yaml', text));
		expect(code).toBe('E_CONFIG');
		expect(problems[0]).toMatch(/^offer\.yaml:\d+ mode: expected "on-demand"/);
	});

	it('are read from no other endings', async () => {
		expect(await refusal(fileWith('offer.xls', 'x'))).toEqual(['E_USAGE']);
		expect(await refusal('/nowhere/offer.xlsx')).toEqual(['E_FILE']);
	});
});

describe('a CSV table with a mapping', () => {
	it('becomes a quote whose total is checked', async () => {
		const read = await readQuoteFile(fileWith('offer.csv', table), { mapping: mapping() });
		expect(read).toMatchObject({
			state: 'read',
			quote: {
				statedTotal: '640000',
				lines: [
					{
						id: '1',
						item: 'server',
						quantity: '2',
						unit: 'each',
						unitPrice: '300000',
						total: '600000'
					},
					{ id: '2', item: 'network', recurring: 'once' }
				]
			}
		});
	});

	it('is refused at the cell where an amount, a total or a price is wrong', async () => {
		const wrong = table
			.replace('"600,000.00"', '"610,000.00"')
			.replace('"640,000.00"', '"650,000.00"');
		expect(await refusal(fileWith('offer.csv', wrong), mapping())).toEqual([
			'E_CONFIG',
			'offer.csv:2 column "D": 2 × 300000 is 600000.00 USD, the line says 610000.00 (10000.00 more)'
		]);
		const total = table.replace('"640,000.00"', '"650,000.00"');
		expect(await refusal(fileWith('offer.csv', total), mapping())).toEqual([
			'E_CONFIG',
			'offer.csv:4 column "D": the 2 lines add up to 640000.00 USD, the quote says 650000.00 (10000.00 more)'
		]);
		const negative = 'Product,Qty,Price,Amount\nGPU server,2,-5,-10';
		expect(await refusal(fileWith('offer.csv', negative), mapping())).toEqual([
			'E_CONFIG',
			'offer.csv:2 column "C": a negative price, -5; a reduction is a line of its own with item "discount"',
			'offer.csv:2 column "D": a negative price, -10; a reduction is a line of its own with item "discount"'
		]);
		const words = 'Product,Qty,Price,Amount\nGPU server,two,"1,5",3';
		expect(await refusal(fileWith('offer.csv', words), mapping())).toEqual([
			'E_CONFIG',
			'offer.csv:2 column "B": "two" is not an amount with "." before the decimals',
			'offer.csv:2 column "C": "1,5" is not an amount with "." before the decimals'
		]);
	});

	it('is refused with formulas, naming each cell', async () => {
		const formulas = [
			'Product,Qty,Price,Amount',
			'=HYPERLINK("x"),1,1,1',
			'a,+1+1,@SUM(A1),-1+cmd'
		].join('\n');
		const [code, ...problems] = await refusal(fileWith('offer.csv', formulas), mapping());
		expect(code).toBe('E_CONFIG');
		expect(problems.map((each) => each.split(': ')[0])).toEqual([
			'offer.csv:2 column "A"',
			'offer.csv:3 column "B"',
			'offer.csv:3 column "C"',
			'offer.csv:3 column "D"'
		]);
	});

	it('says which column is missing and which there are', async () => {
		const columns = { unitPrice: 'Cost', description: 'Product' };
		expect(await refusal(fileWith('offer.csv', table), mapping({ columns }))).toEqual([
			'E_CONFIG',
			'offer.csv:1: there is no column "Cost" for unitPrice; found Product, Qty, Price, Amount'
		]);
	});

	it('reads decimal commas, words of the vendor and columns by letter', async () => {
		const german = [
			'Position;Menge;Einheit;Preis;Gesamt',
			'Rechenknoten;2;Stk;"1.234,50";"2.469,00"',
			'Wartung;3;Jahr;100,00;300,00'
		].join('\n');
		const read = await readQuoteFile(fileWith('offer.csv', german), {
			mapping: mapping({
				columns: {
					description: 'A',
					quantity: 'Menge',
					unit: 'Einheit',
					unitPrice: 'Preis',
					total: 'Gesamt'
				},
				items: { Rechenknoten: 'server', wartung: 'support' },
				units: { Jahr: 'year' },
				decimalMark: ','
			})
		});
		expect(read.quote?.lines).toMatchObject([
			{ item: 'server', unitPrice: '1234.5', total: '2469' },
			{ item: 'support', unit: 'year', quantity: '3', total: '300' }
		]);
	});

	it('points to the mapping for what the table does not say', async () => {
		const quote = { ...quoteFields, currency: 'EUR' };
		expect(await refusal(fileWith('offer.csv', table), mapping({ quote }))).toEqual([
			'E_CONFIG',
			'offer.csv quote.fx: missing; EUR needs a rate: fx: { usdPerUnit, asOf, source }'
		]);
	});
});

const offer = (price: string, total: string, until = '2026-12-31'): string =>
	[
		'Vendor,Quote no.,Date,Valid until,Description,Qty,Unit price EUR,Total EUR',
		`Acme,Q-1,2026-11-01,${until},GPU server,2,${price},${total}`
	].join('\n');

describe('a CSV table without a mapping', () => {
	it('asks whether 265.000 has a point before the decimals or between thousands', async () => {
		const file = fileWith('offer.csv', offer('265.000', '530.000'));
		const { mapping: guess, quote, problems, remarks } = await proposed(file);
		expect(quote).toBeNull();
		expect(guess.decimalMark).toBeUndefined();
		expect(remarks[0]).toMatch(/^question: is "265\.000" with a point before the decimals/u);
		expect(problems[0]).toMatchObject({ line: 2, path: 'column "G"' });
		const given = { ...guess.quote, currency: 'USD' };
		const readWith = async (decimalMark: '.' | ',') =>
			(await readQuoteFile(file, { mapping: { ...guess, quote: given, decimalMark } })).quote;
		expect((await readWith(','))?.lines[0]).toMatchObject({ unitPrice: '265000' });
		expect((await readWith('.'))?.lines[0]).toMatchObject({ unitPrice: '265' });
		// A mapping that does not say is asked as well.
		expect((await refusal(file, { ...guess, quote: given })).join()).toContain('decimalMark');
	});

	it('takes the currency from a title, and a day of another form as a question', async () => {
		const file = fileWith('offer.csv', offer('265000.00', '530000.00', '31.12.2026'));
		const { mapping: guess, remarks } = await proposed(file);
		expect(guess.quote).toMatchObject({ currency: 'EUR', validUntil: '2026-12-31' });
		expect(remarks).toContain('question: is validUntil "31.12.2026" the day 2026-12-31?');
	});

	it('refuses a day that could be two, naming both', async () => {
		const file = fileWith('offer.csv', offer('265000.00', '530000.00', '11/12/2026'));
		const { quote, problems } = await proposed(file);
		expect(quote).toBeNull();
		expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
			'quote.validUntil: "11/12/2026" is 2026-11-12 (month first) or 2026-12-11 (day first); write it as YYYY-MM-DD',
			'quote.fx: missing; EUR needs a rate: fx: { usdPerUnit, asOf, source }'
		]);
	});

	it('says in one pass what is missing beside the lines, also where the kind or a cell is not known', async () => {
		const bare = 'Description,Qty,Unit price\nThing,2,n/a\n';
		const { problems } = await proposed(fileWith('offer.csv', bare));
		expect(problems.map(({ path }) => path)).toEqual([
			'column "C"',
			'quote.kind',
			'quote.vendor',
			'quote.number',
			'quote.quotedOn',
			'quote.validUntil',
			'quote.currency'
		]);
	});

	it('shows the discount of each line', async () => {
		const text = 'Product,Qty,Price,Discount,Amount\nGPU server,2,300000.00,10 %,540000.00\n';
		const { preview } = await proposed(fileWith('offer.csv', text));
		expect(preview[0]?.discountShare).toBe('0.10');
	});
});

const sheet: CellValue[][] = [
	['Vendor', 'Acme Systems'],
	['Quote no.', 'Q-77'],
	['Date', '2026-11-01'],
	['Valid until: 2026-12-31'],
	['Currency', 'USD'],
	[],
	['Pos', 'Description', 'Qty', 'Unit', 'Unit price', 'Total'],
	[1, 'HGX server 8 × H200', 2, 'each', 300000, { formula: 'C8*E8', result: 600000 }],
	[2, 'Infiniband switch', 1, 'each', 40000, { formula: 'C9*E9', result: 40000 }],
	[3, 'Rack and stack installation', 1, 'lot', 8000, 8000],
	[null, 'Subtotal', null, null, null, 648000],
	[null, 'Total', null, null, null, { formula: 'SUM(F8:F10)', result: 648000 }]
];

describe('an XLSX table without a mapping', () => {
	it('is proposed with its lines, and is a whole quote where the sheet says enough', async () => {
		const {
			mapping: guess,
			quote,
			preview,
			remarks,
			problems
		} = await proposed(fileWith('offer.xlsx', smallXlsx(sheet)));
		expect(problems).toEqual([]);
		expect(guess).toEqual({
			sheet: 'Quote',
			headerRow: 7,
			columns: {
				id: 'Pos',
				description: 'Description',
				quantity: 'Qty',
				unit: 'Unit',
				unitPrice: 'Unit price',
				total: 'Total'
			},
			decimalMark: '.',
			quote: {
				kind: 'server-purchase',
				vendor: 'Acme Systems',
				number: 'Q-77',
				quotedOn: '2026-11-01',
				validUntil: '2026-12-31',
				currency: 'USD'
			}
		});
		expect(quote?.lines.map(({ item }) => item)).toEqual(['server', 'network', 'install']);
		expect(quote?.statedTotal).toBe('648000');
		expect(preview[0]).toMatchObject({ place: 'Quote!8', item: 'server', total: '600000' });
		expect(remarks).toEqual([
			'the results stored for formulas were taken in Quote!F8, Quote!F9',
			'row 11 "Subtotal" was left out: not a line'
		]);
	});

	it('names the cell of what is wrong', async () => {
		const changed = sheet.map((row) => [...row]);
		changed[8]![5] = 41000;
		const { quote, problems } = await proposed(fileWith('offer.xlsx', smallXlsx(changed)));
		expect(quote).toBeNull();
		expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
			'Quote!F9: 1 × 40000 is 40000.00 USD, the line says 41000.00 (1000.00 more)',
			'Quote!F12: the 3 lines add up to 649000.00 USD, the quote says 648000.00 (1000.00 less)'
		]);
	});

	it('says what the sheet does not', async () => {
		const { quote, problems } = await proposed(fileWith('offer.xlsx', smallXlsx(sheet.slice(6))));
		expect(quote).toBeNull();
		expect(problems.map(({ path }) => path)).toEqual([
			'quote.vendor',
			'quote.number',
			'quote.quotedOn',
			'quote.validUntil',
			'quote.currency'
		]);
	});

	it('is refused where text would be a formula, naming the cell', async () => {
		const changed = sheet.map((row) => [...row]);
		changed[8]![1] = '=cmd|calc';
		changed[9]![1] = '- bullet';
		const phone: CellValue[] = ['Phone', '+49 30 123-456'];
		expect(await refusal(fileWith('offer.xlsx', smallXlsx([...changed, phone])))).toEqual([
			'E_CONFIG',
			'offer.xlsx Quote!B9: "=cmd|calc" would be a formula; expected plain text or a number',
			'offer.xlsx Quote!B10: "- bullet" would be a formula; expected plain text or a number'
		]);
	});

	it('is read by its own proposal as by a mapping', async () => {
		const file = fileWith('offer.xlsx', smallXlsx(sheet));
		const { mapping: guess, quote } = await proposed(file);
		const saved = fileWith('mapping.yaml', stringify(guess));
		const read = await readQuoteFile(file, { mapping: await readQuoteMapping(saved) });
		expect(read.state).toBe('read');
		expect(read.quote).toEqual(quote);
	});

	it('is refused where no row looks like titles, and where a sheet is not there', async () => {
		expect(await refusal(fileWith('offer.xlsx', smallXlsx([['hello'], ['world']])))).toEqual([
			'E_CONFIG'
		]);
		const other = mapping({ sheet: 'Prices' });
		expect(await refusal(fileWith('offer.xlsx', smallXlsx(sheet)), other)).toEqual(['E_CONFIG']);
	});
});

describe('a mapping', () => {
	it('is refused with line and path where it is wrong', async () => {
		const file = fileWith('mapping.yaml', 'headerRow: 1\ncolumns: { price: Price }\nquote: {}\n');
		await expect(readQuoteMapping(file)).rejects.toMatchObject({ code: 'E_CONFIG' });
	});
});
