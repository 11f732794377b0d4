/** How soon the answers of two cells stand side by side, and how soon the cells are compared: server and browser. */
import type { Browser } from 'playwright-core';
import { describe, type Distribution } from '#core/statistics/distribution.ts';
import { openDatabase } from '#db/client.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { cellRefOf } from '#lib/runs/cell-ref.ts';
import { answerTimes } from './answer-times.ts';
import type { LargeSite } from './large-site.ts';

export interface ComparisonTimes {
	scenario: string;
	/** Items that both targets were asked. */
	items: number;
	/** Items with a right answer of one target and a wrong one of the other. */
	flipped: number;
	pages: PageTimes[];
}

export interface PageTimes {
	/** What is looked at, such as `answers, flipped`. */
	name: string;
	path: string;
	/** The first answer after the start of the site or of its scenario: what is read once is read then, ms. */
	firstMs: number;
	/** Page as the server renders it, from the moment before the request is written to the end of the answer, ms. */
	documentMs: Distribution;
	/** Data alone, as a change of page within the site asks for it, ms. */
	dataMs: Distribution;
	/** Start of the navigation of a first visit to the frame with the first row, ms; null where the page lists no answers. */
	rowMs: Distribution | null;
	failures: number;
}

const requests = 20;
const visits = 5;

/** What marks a row: the heading of an item. */
const row = '[id^="item-"]';

const watchRow = (selector: string): void => {
	const seen = globalThis as unknown as { rowMs?: number };
	const observer = new MutationObserver(() => {
		if (!document.querySelector(selector)) return;
		observer.disconnect();
		requestAnimationFrame(() => {
			// A message is handed over after the frame that was asked for.
			const channel = new MessageChannel();
			channel.port1.onmessage = () => {
				seen.rowMs = performance.now();
			};
			channel.port2.postMessage(null);
		});
	});
	observer.observe(document, { childList: true, subtree: true });
};

/** Visits an address for the first time, over and over. */
const rowTimes = async (browser: Browser, url: string): Promise<Distribution> => {
	const times: number[] = [];
	for (let visit = 0; visit < visits; visit++) {
		const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
		const page = await context.newPage();
		await page.addInitScript(watchRow, row);
		await page.goto(url, { waitUntil: 'load' });
		const seen = await page.waitForFunction(
			() => (globalThis as unknown as { rowMs?: number }).rowMs
		);
		times.push((await seen.jsonValue()) ?? Number.NaN);
		await context.close();
	}
	return describe(times);
};

const pageTimes = async (
	browser: Browser,
	site: LargeSite,
	page: { name: string; path: string; dataPath: string; hasRows: boolean }
): Promise<PageTimes> => {
	const { name, path, dataPath, hasRows } = page;
	const url = `${site.url}${path}`;
	const startedMs = performance.now();
	await (await fetch(url)).text();
	const firstMs = performance.now() - startedMs;
	const documents = await answerTimes(url, { connections: 1, amount: requests });
	const data = await answerTimes(`${site.url}${dataPath}`, { connections: 1, amount: requests });
	return {
		name,
		path,
		firstMs,
		documentMs: documents.ms,
		dataMs: data.ms,
		rowMs: hasRows ? await rowTimes(browser, url) : null,
		failures: documents.failures + data.failures
	};
};

interface Pair {
	scenario: string;
	runId: string;
	a: string;
	b: string;
}

/** The first two cells of each scenario of the newest run. */
const pairsOf = async (databaseUrl: string): Promise<Pair[]> => {
	const database = await openDatabase(databaseUrl);
	try {
		const [run] = await listRuns(database, { limit: 1 });
		if (!run) throw new RangeError(`${databaseUrl} has no run`);
		const cells = await cellsOfRun(database, run.id);
		return [...Map.groupBy(cells, ({ scenarioId }) => scenarioId)].flatMap(([scenario, both]) => {
			const [a, b] = both.map(({ id }) => cellRefOf(run.id, id));
			return a === undefined || b === undefined ? [] : [{ scenario, runId: run.id, a, b }];
		});
	} finally {
		await database.close();
	}
};

/** Measures the pages of a comparison, scenario by scenario, as the first of their kind that a new site is asked for. */
export const comparisonTimes = async (
	browser: Browser,
	site: LargeSite,
	note: (text: string) => void
): Promise<ComparisonTimes[]> => {
	const found: ComparisonTimes[] = [];
	for (const { scenario, runId, a, b } of await pairsOf(site.database)) {
		const answers = (filter: string) => {
			const query = new URLSearchParams([
				['cell', a],
				['cell', b],
				['filter', filter]
			]).toString();
			return {
				name: `answers, ${filter}`,
				path: `/runs/${runId}/answers?${query}`,
				dataPath: `/api/answers?${query}`,
				hasRows: true
			};
		};
		const compare = `compare?${new URLSearchParams({ a, b }).toString()}`;
		const pages = [
			...['all', 'flipped'].map(answers),
			{ name: 'compare', path: `/${compare}`, dataPath: `/api/${compare}`, hasRows: false }
		];
		const times: PageTimes[] = [];
		for (const page of pages) {
			note(`${scenario}: ${page.name}`);
			times.push(await pageTimes(browser, site, page));
		}
		const { totals } = (await (await fetch(`${site.url}${answers('all').dataPath}`)).json()) as {
			totals: { all: number; flipped: number };
		};
		found.push({ scenario, items: totals.all, flipped: totals.flipped, pages: times });
	}
	return found;
};
