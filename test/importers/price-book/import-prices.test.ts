/** Importing prices: everything or nothing, with every problem named by its place. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { priceFileSchema } from '#core/price-list.ts';
import { importPrices } from '#bench/importers/price-book/import-prices.ts';
import { parsePriceCsv } from '#bench/importers/price-book/price-csv.ts';
import { parsePriceFile } from '#bench/importers/price-book/price-file.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'price-import-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const path = (name: string): string => join(folder, name);
const write = (name: string, text: string): string => {
	writeFileSync(path(name), text);
	return path(name);
};

const header =
	'providerId,modelId,terms,inputUsdPerMtok,cacheWriteUsdPerMtok.5m,outputUsdPerMtok,sourceUrl,asOf,enteredBy';
const row = 'acme,m1,negotiated,0.50,0.7,0.0000001,contract 12,2026-11-01,procurement';

/** The problems of a call that is refused, as they are printed. */
const problemsOf = async (call: Promise<unknown>): Promise<string[]> => {
	const error: unknown = await call.then(
		() => null,
		(reason: unknown) => reason
	);
	const { problems } = error as { problems: { line: number; path: string; message: string }[] };
	return problems.map((each) => `${String(each.line)} ${each.path}: ${each.message}`);
};

describe('a price file in CSV', () => {
	it('is imported into a new file that the book can read', async () => {
		const into = path('prices.yaml');
		const result = await importPrices(write('p.csv', `${header}\n${row}\n`), into);
		expect(result).toEqual({ into, added: 1, replaced: 0, unchanged: 0 });
		expect(readFileSync(into, 'utf8')).toMatchInlineSnapshot(`
			"entries:
			  - providerId: acme
			    modelId: m1
			    terms: negotiated
			    inputUsdPerMtok: "0.5"
			    cacheWriteUsdPerMtok:
			      5m: "0.7"
			    outputUsdPerMtok: "0.0000001"
			    sourceUrl: contract 12
			    asOf: 2026-11-01
			    enteredBy: procurement
			"
		`);
	});

	it('is refused with line and column of everything that is wrong, and nothing is written', async () => {
		const text = [
			header,
			'acme,m1,negotiated,-0.5,x,"2,5",contract,2026-13-01,',
			'acme,m2,negotiated,=1+1,,1,contract,2026-01-01,me',
			'acme,m3,list,1,,1,no address,2026-01-01,me',
			'acme,m4,negotiated,1,,1,contract,2026-01-01,me',
			'acme,m4,negotiated,2,,1,contract,2026-01-01,me'
		].join('\n');
		expect(await problemsOf(importPrices(write('p.csv', text), path('prices.yaml')))).toEqual([
			'2 column "inputUsdPerMtok": a price is never negative, found -0.5',
			'2 column "cacheWriteUsdPerMtok.5m": expected a plain non-negative decimal such as 2.50, found "x"',
			'2 column "outputUsdPerMtok": expected a plain non-negative decimal such as 2.50, found "2,5"',
			'2 column "asOf": expected a day as YYYY-MM-DD, found "2026-13-01"',
			'2 column "enteredBy": missing; expected text',
			'3 column "inputUsdPerMtok": "=1+1" would be a formula in a spreadsheet; expected plain text or a number',
			'3 column "inputUsdPerMtok": expected a plain non-negative decimal such as 2.50, found "=1+1"',
			'4 column "sourceUrl": expected the http:// or https:// address of the price page; a contract or quote is a source for terms: negotiated',
			'6 : is the same version as line 5: provider, model, terms and validFrom are equal'
		]);
		expect(readdirSync(folder)).toEqual(['p.csv']);
	});

	it.each([
		['inputUsdPer1k', 'multiply by 1,000'],
		['input_price_per_1k_tokens', 'multiply by 1,000'],
		['inputUsdPerKtok', 'multiply by 1,000'],
		['input_cost_per_token', 'multiply by 1,000,000'],
		['outputUsdPerToken', 'multiply by 1,000,000']
	])('with a column %s is refused as another unit', async (name, advice) => {
		const file = write('p.csv', `${header},${name}\n${row},1\n`);
		const [problem, ...more] = await problemsOf(importPrices(file, path('prices.yaml')));
		expect(more).toEqual([]);
		expect(problem).toMatch(`1 column "${name}": is in another unit`);
		expect(problem?.endsWith(advice)).toBe(true);
	});

	it('with columns that are not known is refused, and the known ones are named once', async () => {
		const file = write('p.csv', `${header},colour,shape\n${row},red,round\n`);
		const call = () => importPrices(file, path('prices.yaml'));
		expect(await problemsOf(call())).toEqual([
			'1 column "colour": unknown column',
			'1 column "shape": unknown column'
		]);
		await expect(call()).rejects.toMatchObject({
			hint: expect.stringMatching(
				/^Columns of a CSV file: providerId, modelId, .*contract/u
			) as string
		});
		const ragged = write('r.csv', `${header}\n${row},more\n`);
		await expect(importPrices(ragged, path('prices.yaml'))).rejects.toMatchObject({
			hint: expect.stringContaining('Export the table again as CSV') as string
		});
	});

	it('takes a contract as the source and the evidence of a negotiated price', async () => {
		const text = `${header},evidence\n${row.replace(/,list,/u, ',negotiated,')},contract\n`;
		await importPrices(write('p.csv', text), path('prices.yaml'));
		expect(readFileSync(path('prices.yaml'), 'utf8')).toContain('evidence: contract');
	});

	it('keeps any price exactly', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.nat({ max: 20 }), (units, places) => {
				const text = toDecimal(String(units))
					.times(`1e-${String(places)}`)
					.toFixed();
				const csv = `providerId,modelId,outputUsdPerMtok,sourceUrl,asOf,enteredBy\na,m,${text},https://x.y,2026-01-01,me`;
				expect(parsePriceCsv(csv, 'p.csv').entries[0]?.outputUsdPerMtok).toBe(text);
			})
		);
	});
});

describe('an import into a file that is there', () => {
	const existing = `# Our contracts.
entries:
  - providerId: acme # since 2024
    modelId: m1
    terms: negotiated
    inputUsdPerMtok: 0.4
    sourceUrl: contract 11
    asOf: 2026-01-01
    enteredBy: procurement
`;

	it('replaces the same version, adds others, keeps comments, and does nothing the second time', async () => {
		const into = write('prices.yaml', existing);
		const file = write(
			'more.yaml',
			`entries:
  - { providerId: acme, modelId: m1, terms: negotiated, inputUsdPerMtok: 0.3, sourceUrl: contract 12, asOf: 2026-11-01, enteredBy: me }
  - { providerId: acme, modelId: m1, terms: negotiated, validFrom: 2027-01-01, inputUsdPerMtok: 0.2, sourceUrl: contract 12, asOf: 2026-11-01, enteredBy: me }
additions:
  - providerId: acme
    modelIds: ['*']
    serviceTiers: [{ tier: batch, factor: 0.5 }]
    sourceUrl: contract 12
    asOf: 2026-11-01
    enteredBy: me
`
		);
		expect(await importPrices(file, into)).toMatchObject({ added: 2, replaced: 1, unchanged: 0 });
		const text = readFileSync(into, 'utf8');
		expect(text).toMatch(/^# Our contracts\.\n/);
		const parsed = parsePriceFile(text, into);
		expect(parsed.ok && parsed.value.entries.map(({ inputUsdPerMtok }) => inputUsdPerMtok)).toEqual(
			['0.3', '0.2']
		);
		expect(await importPrices(file, into)).toMatchObject({ added: 0, replaced: 0, unchanged: 3 });
		expect(readFileSync(into, 'utf8')).toBe(text);
	});

	it('leaves a file with problems as it is', async () => {
		const broken = existing.replace('inputUsdPerMtok', 'inputUsdPerKtok');
		const into = write('prices.yaml', broken);
		const file = write('p.csv', `${header}\n${row}\n`);
		expect(await problemsOf(importPrices(file, into))).toEqual([
			'6 entries[0].inputUsdPerKtok: is in another unit: prices are in USD per million tokens, named such as inputUsdPerMtok; multiply by 1,000'
		]);
		expect(readFileSync(into, 'utf8')).toBe(broken);
	});

	it('leaves it as it is where the prices have problems', async () => {
		const into = write('prices.yaml', existing);
		const file = write('p.json', '{ "entries": [{ "providerId": "acme" }] }');
		await expect(importPrices(file, into)).rejects.toMatchObject({ code: 'E_CONFIG' });
		expect(readFileSync(into, 'utf8')).toBe(existing);
	});

	it('says which file cannot be read or written', async () => {
		const file = write('p.csv', `${header}\n${row}\n`);
		await expect(importPrices(path('none.csv'), path('prices.yaml'))).rejects.toMatchObject({
			code: 'E_FILE',
			message: expect.stringContaining('none.csv') as string
		});
		await expect(importPrices(file, path('no-folder/prices.yaml'))).rejects.toMatchObject({
			code: 'E_FILE',
			message: expect.stringContaining('no-folder') as string
		});
		expect(existsSync(path('no-folder'))).toBe(false);
	});
});

describe('what is written', () => {
	it('reads back as the same prices, whatever they are', async () => {
		const amount = fc.nat({ max: 1e9 }).map((n) => toDecimal(n).times('1e-7').toFixed());
		const entry = fc.record({
			providerId: fc.constantFrom('acme', 'true', '12'),
			modelId: fc.constantFrom('m: 1', '#m', '~m/2', '- x'),
			terms: fc.constant('negotiated' as const),
			inputUsdPerMtok: fc.option(amount, { nil: null }),
			cacheWriteUsdPerMtok: fc.dictionary(fc.constantFrom('5m', '1h', 'any'), amount),
			validFrom: fc.option(fc.constantFrom('2026-01-01', '2026-02-01'), { nil: null }),
			sourceUrl: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
			asOf: fc.constant('2026-11-01'),
			enteredBy: fc.constantFrom('null', 'me', 'a "b" \'c\'')
		});
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(entry, {
					minLength: 1,
					maxLength: 4,
					selector: ({ providerId, modelId, validFrom }) =>
						JSON.stringify([providerId, modelId, validFrom])
				}),
				async (entries) => {
					const into = path('round.yaml');
					rmSync(into, { force: true });
					await importPrices(write('given.json', JSON.stringify({ entries })), into);
					const parsed = parsePriceFile(readFileSync(into, 'utf8'), into);
					expect(parsed).toEqual({ ok: true, value: priceFileSchema.parse({ entries }) });
				}
			),
			{ numRuns: 15 }
		);
	});
});
