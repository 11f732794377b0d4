/** What readers see who may not see confidential quotes: over the quotes and the spec of the demo, whatever route they ask. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Quote } from '#core/quote.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { recordDecision } from '#db/decisions.server.ts';
import { insertQuote, markConfidential } from '#db/quotes.server.ts';
import { readQuoteFile } from '#bench/importers/quotes/read-quote-file.ts';
import { createApi, type Api } from '#lib/server/api/index.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite, openSiteOf } from '#lib/server/site.ts';
import { temporaryPath } from '../../../db/support/temporary-database.ts';

const quoteNames = ['server-meridian', 'colocation-halden', 'gpu-cloud-northlake', 'api-corvid'];
const offers: Quote[] = [];

beforeAll(async () => {
	for (const name of quoteNames) {
		const read = await readQuoteFile(`scenarios/quotes/${name}.yaml`);
		if (read.state !== 'read') throw new Error(`${name} is not a quote`);
		offers.push(read.quote);
	}
});

interface Desk {
	database: Database;
	/** As procurement asks, and as an analyst does. */
	whole: Api;
	open: Api;
	ids: Record<string, string>;
}

const openDesk = async (): Promise<Desk> => {
	const path = temporaryPath();
	const url = `file:${path}`;
	// What is told of a quote does not hang on how often is drawn.
	const spec = join(dirname(path), 'quoted.yaml');
	writeFileSync(spec, `${readFileSync('scenarios/costs/quoted.yaml', 'utf8')}\ndraws: 200\n`);
	const database = await openDatabase(url);
	const ids: Record<string, string> = {};
	for (const [index, quote] of offers.entries()) {
		const { id } = await insertQuote(database, quote, {
			fileName: 'offer.yaml',
			fileHash: `hash-${index}`,
			importedAtUtc: '2026-11-20T10:00:00.000Z',
			enteredBy: 'Ines'
		});
		ids[quoteNames[index] ?? ''] = id;
	}
	const site = createSite(readSettings({ BENCH_SITE_DB: url, BENCH_SITE_SPECS: spec }));
	onTestFinished(async () => {
		await site.close();
		await database.close();
	});
	const faults: unknown[] = [];
	const log = (_: string, error: unknown): void => void faults.push(error);
	return {
		database,
		whole: createApi(site, { log }),
		open: createApi(openSiteOf(site), { log }),
		ids
	};
};

const ask = async (api: Api, path: string): Promise<{ status: number; text: string }> => {
	const response = await api.request(path);
	return { status: response.status, text: await response.text() };
};

const quoteOf = (name: string): Quote => {
	const quote = offers[quoteNames.indexOf(name)];
	if (!quote) throw new Error(`no offer ${name}`);
	return quote;
};

/** Every route that tells of quotes, or of figures that may rest on one. */
const pathsOf = (ids: Record<string, string>): string[] => {
	const all = Object.values(ids);
	const caseOf = '/api/use-cases/contract-questions';
	return [
		'/api/quotes',
		...all.flatMap((id) => [
			`/api/quotes/${id}`,
			`/api/quotes/${id}/targets?useCase=contract-questions`,
			`/api/quotes/${id}/rfp?targets=include&useCase=contract-questions`,
			`/api/quotes/${id}/rfp.csv?targets=include&useCase=contract-questions`
		]),
		`/api/quotes/compare?ids=${ids['server-meridian']},${ids['api-corvid']}`,
		'/api/use-cases',
		`${caseOf}/case`,
		`${caseOf}/answer`,
		`${caseOf}/stages`,
		`${caseOf}/hybrids`,
		`${caseOf}/evidence`,
		'/api/portfolio',
		'/api/decisions'
	];
};

describe('a confidential quote', () => {
	test.each(quoteNames)(
		'of %s is told by no route to who may not see it, neither its vendor nor its number, while others are told',
		async (name) => {
			const { database, whole, open, ids } = await openDesk();
			const { vendor, number } = quoteOf(name);
			await markConfidential(database, quoteOf(name), true);
			const [brand = ''] = vendor.split(' ');
			// What was asked for is said again where it is not found.
			const asked = ids[name] ?? '';
			for (const path of pathsOf(ids)) {
				const seen = await ask(open, path);
				expect(seen.status, path).not.toBe(500);
				const text = path.includes(asked) ? seen.text.replaceAll(asked, '') : seen.text;
				expect(text.toLowerCase(), path).not.toContain(brand.toLowerCase());
				expect(text, path).not.toContain(number);
			}
			// The same routes do tell it to who may see it.
			const toldIn = ['/api/quotes', `/api/quotes/${asked}`];
			for (const path of [...toldIn, '/api/use-cases/contract-questions/case']) {
				expect((await ask(whole, path)).text, path).toContain(vendor);
			}
		},
		120_000
	);

	test('leaves its option out of the figures of others, and says why without a name', async () => {
		const { database, whole, open } = await openDesk();
		await markConfidential(database, quoteOf('api-corvid'), true);
		const path = '/api/use-cases/contract-questions/case';
		const seen = JSON.parse((await ask(open, path)).text) as {
			costCase: { options: { id: string }[]; unavailable: object[] };
		};
		expect(seen.costCase.options.map(({ id }) => id)).toEqual(['own', 'northlake']);
		expect(seen.costCase.unavailable).toMatchObject([
			{
				id: 'confidential-1',
				title: 'an option with a confidential quote',
				reason: 'a price of it is from a confidential quote'
			}
		]);
		expect((await ask(whole, path)).text).toContain('"id":"corvid"');
	});

	test('is seen again by all once it is opened, without a restart', async () => {
		const { database, open, ids } = await openDesk();
		const path = `/api/quotes/${ids['api-corvid']}`;
		const casePath = '/api/use-cases/contract-questions/case';
		expect((await ask(open, casePath)).text).toContain('"id":"corvid"');
		await markConfidential(database, quoteOf('api-corvid'), true);
		expect((await ask(open, path)).status).toBe(404);
		expect((await ask(open, casePath)).text).not.toContain('"id":"corvid"');
		await markConfidential(database, quoteOf('api-corvid'), false);
		expect((await ask(open, path)).status).toBe(200);
		expect((await ask(open, casePath)).text).toContain('"id":"corvid"');
	});

	test('hides the decisions that rested on it, those from before it was marked too', async () => {
		const { database, whole, open, ids } = await openDesk();
		const evidence = JSON.parse(
			(await ask(whole, '/api/use-cases/contract-questions/evidence')).text
		) as { evidence: Parameters<typeof recordDecision>[1]['evidence'] };
		expect(evidence.evidence.quoteIds).toContain(ids['api-corvid']);
		await recordDecision(
			database,
			{
				useCaseId: 'contract-questions',
				choice: 'buy',
				optionId: 'corvid',
				decidedBy: 'Jo',
				note: '',
				evidence: evidence.evidence
			},
			{ decidedAtUtc: '2026-11-21T10:00:00.000Z', supersedesId: null }
		);
		const decisionsOf = async (api: Api): Promise<number> => {
			const { text } = await ask(api, '/api/decisions');
			return (JSON.parse(text) as { decisions: object[] }).decisions.length;
		};
		expect([await decisionsOf(whole), await decisionsOf(open)]).toEqual([1, 1]);
		await markConfidential(database, quoteOf('api-corvid'), true);
		expect([await decisionsOf(whole), await decisionsOf(open)]).toEqual([1, 0]);
		expect((await ask(open, '/api/portfolio')).text).toContain('"decision":null');
	});
});

test('The spec of the demo names the vendor of a quote as its option, which the tests above rest on.', () => {
	expect(readFileSync('scenarios/costs/quoted.yaml', 'utf8')).toContain('title: Corvid API');
});
