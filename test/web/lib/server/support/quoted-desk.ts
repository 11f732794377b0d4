/** A site with the offers and the cost spec of the demo, asked by those who may see confidential quotes and by those who may not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Quote } from '#core/quote.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { insertQuote } from '#db/quotes.server.ts';
import { readQuoteFile } from '#bench/importers/quotes/read-quote-file.ts';
import { createApi, type Api } from '#lib/server/api/index.ts';
import type { DecisionToday } from '#lib/server/decision-today.ts';
import { readSettings } from '#lib/server/settings.ts';
import { createSite, openSiteOf } from '#lib/server/site.ts';
import { temporaryPath } from '../../../../db/support/temporary-database.ts';

export const quoteNames = [
	'server-meridian',
	'colocation-halden',
	'gpu-cloud-northlake',
	'api-corvid'
];

const offers = new Map<string, Quote>();
for (const name of quoteNames) {
	const read = await readQuoteFile(`scenarios/quotes/${name}.yaml`);
	if (read.state !== 'read') throw new Error(`${name} is not a quote`);
	offers.set(name, read.quote);
}

export const quoteOf = (name: string): Quote => {
	const quote = offers.get(name);
	if (!quote) throw new Error(`no offer ${name}`);
	return quote;
};

export const useCaseId = 'contract-questions';
export const caseOf = `/api/use-cases/${useCaseId}`;

export interface QuotedDesk {
	database: Database;
	/** As procurement asks, and as an analyst does. */
	whole: Api;
	open: Api;
	ids: Record<string, string>;
}

/** The site over the offers and the spec of the demo, none of which is confidential yet. */
export const openQuotedDesk = async (): Promise<QuotedDesk> => {
	const path = temporaryPath();
	const url = `file:${path}`;
	// What is told of a quote does not hang on how often is drawn.
	const spec = join(dirname(path), 'quoted.yaml');
	writeFileSync(spec, `${readFileSync('scenarios/costs/quoted.yaml', 'utf8')}\ndraws: 200\n`);
	const database = await openDatabase(url);
	const ids: Record<string, string> = {};
	for (const [index, name] of quoteNames.entries()) {
		const { id } = await insertQuote(database, quoteOf(name), {
			fileName: 'offer.yaml',
			fileHash: `hash-${index}`,
			importedAtUtc: '2026-11-20T10:00:00.000Z',
			enteredBy: 'Ines'
		});
		ids[name] = id;
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

/** What the API answers; sends a body where there is one. */
export const ask = async (
	api: Api,
	path: string,
	body?: object
): Promise<{ status: number; text: string }> => {
	const response = await api.request(
		path,
		body && {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body)
		}
	);
	return { status: response.status, text: await response.text() };
};

export const decisionsOf = async (api: Api): Promise<DecisionToday[]> =>
	(JSON.parse((await ask(api, '/api/decisions')).text) as { decisions: DecisionToday[] }).decisions;
