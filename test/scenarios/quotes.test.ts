import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readQuoteFile } from '#bench/importers/quotes/read-quote-file.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import { quoteKinds } from '#core/quote/quote-line.ts';
import type { Quote } from '#core/quote.ts';

const folder = fileURLToPath(new URL('../../scenarios/quotes/', import.meta.url));
const files = readdirSync(folder).filter((name) => !name.endsWith('.md'));

const read = async (file: string): Promise<Quote | null> =>
	(await readQuoteFile(`${folder}${file}`)).quote;

describe('the example quotes', () => {
	it.each(files)('%s is whole, marked as fictional, and can be levelled', async (file) => {
		const quote = await read(file);
		expect(quote?.fictional === true || quote?.vendor.includes('fictional')).toBe(true);
		const levelled = levelQuote(quote!, { months: 36, waccPerYear: '0.08', asOf: '2026-11-20' });
		expect(Number(levelled.levelMonthlyUsd)).toBeGreaterThan(0);
		const hasRunOut = file === 'managed-endpoint-tessera.yaml';
		expect(levelled.validity.state).toBe(hasRunOut ? 'expired' : 'valid');
	});

	it('cover every kind', async () => {
		const kinds = await Promise.all(files.map(async (file) => (await read(file))?.kind));
		expect(new Set(kinds)).toEqual(new Set(quoteKinds));
	});
});
