/**
 * How heavy and how quick the site is, over a database of 200 runs and 1,000,000 attempts: bytes of script, server answers, a slider,
 * and what a reader feels; and over a comparison of 10,000 items. `npm run perf:web`, or `-- --comparison` for the latter alone. Prints
 * figures beside what is aimed at; judges nothing.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { buildSite } from '../../bench/commands/serve/build-site.ts';
import { findBrowser } from '../e2e/support/find-browser.ts';
import { sitePaths } from '../e2e/support/pages.ts';
import { largeDatabaseDefaults } from './large-database.ts';
import { answerTimes, type AnswerTimes } from './web/answer-times.ts';
import { comparisonDefaults } from './large-database/comparison.ts';
import { comparisonReport } from './web/comparison-report.ts';
import { comparisonTimes, type ComparisonTimes } from './web/comparison-times.ts';
import { openComparisonSite, openLargeSite } from './web/large-site.ts';
import { ms, table } from './web/text-table.ts';
import { pageVitals, type PageVitals } from './web/page-vitals.ts';
import { pageWeight, type PageWeight } from './web/page-weight.ts';
import { sliderTimes, type SliderTimes } from './web/slider-times.ts';

const aims = { scriptKb: 150, answerP95Ms: 100, redrawP95Ms: 50, comparisonMs: 150 };
const slowdown = 4;
const requests = { alone: 40, together: 80 };

interface PageFigures {
	path: string;
	weight: PageWeight;
	/** One connection, then four. */
	answers: AnswerTimes[];
	vitals: PageVitals;
	slowVitals: PageVitals;
}

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: String(largeDatabaseDefaults.runs) },
		attempts: { type: 'string', default: String(largeDatabaseDefaults.attempts) },
		seed: { type: 'string', default: String(largeDatabaseDefaults.seed) },
		/** Only paths with this in them, and no comparison. */
		only: { type: 'string', default: '' },
		/** Nothing but the comparison of two cells of so many items. */
		comparison: { type: 'boolean', default: false },
		items: { type: 'string', default: String(comparisonDefaults.items) },
		json: { type: 'boolean', default: false }
	}
});
const note = (text: string): void => {
	process.stderr.write(`${text}\n`);
};

await buildSite({ force: false, note });
const browser = await chromium.launch({
	executablePath: findBrowser(),
	args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
});
const pages: PageFigures[] = [];
const sliders: SliderTimes[] = [];
if (!values.comparison) {
	await using site = await openLargeSite(
		{
			runs: Number(values.runs),
			attempts: Number(values.attempts),
			seed: Number(values.seed)
		},
		note
	);
	const paths = (await sitePaths(site.database)).filter(
		(path) => path !== '/nothing-here' && path.includes(values.only)
	);

	for (const path of paths) {
		note(path);
		const url = `${site.url}${path}`;
		// The first request of all opens what later ones find open.
		await (await fetch(url)).text();
		const answers = [
			await answerTimes(url, { connections: 1, amount: requests.alone }),
			await answerTimes(url, { connections: 4, amount: requests.together })
		];
		pages.push({
			path,
			weight: await pageWeight(browser, url),
			answers,
			vitals: await pageVitals(browser, url, 1),
			slowVitals: await pageVitals(browser, url, slowdown)
		});
	}
	for (const path of paths.filter((each) => /^\/use-cases\/[^/]+$/u.test(each))) {
		sliders.push(await sliderTimes(browser, `${site.url}${path}`, /requests|volume/iu));
	}
}
let comparisons: ComparisonTimes[] = [];
if (values.only === '') {
	const options = { items: Number(values.items), seed: Number(values.seed) };
	await using site = await openComparisonSite(options, note);
	comparisons = await comparisonTimes(browser, site, note);
}
await browser.close();

const kb = (bytes: number): string => (bytes / 1_000).toFixed(0);

if (values.json) {
	console.log(JSON.stringify({ aims, slowdown, pages, sliders, comparisons }, null, '\t'));
} else {
	const [load = 0] = loadavg();
	console.log(
		`${cpus()[0]?.model ?? 'unknown processor'}, ${String(cpus().length)} cores shared by server, driver and browser; Node ${process.version}; load ${load.toFixed(1)}`
	);
	if (pages.length > 0) {
		console.log(
			`\nScript of a first visit, gzip; the heaviest page should stay at ${String(aims.scriptKb)} kB`
		);
		const byWeight = pages.toSorted((a, b) => b.weight.scriptBytes - a.weight.scriptBytes);
		console.log(
			table(
				['script kB', 'files', 'style kB', 'document kB', 'raw kB', 'page'],
				byWeight.map(({ path, weight }) => [
					kb(weight.scriptBytes),
					String(weight.scripts),
					kb(weight.styleBytes),
					kb(weight.documentBytes),
					kb(weight.documentRawBytes),
					path
				])
			)
		);
		console.log(
			`\nServer answers, ms: ${String(requests.alone)} one after the other, then ${String(requests.together)} over four connections; p95 should stay at ${String(aims.answerP95Ms)}`
		);
		console.log(
			table(
				['p50', 'p95', 'p99', 'four p50', 'p95', 'p99', 'per s', 'failed', 'page'],
				pages.map(({ path, answers: [alone, together] }) => [
					ms(alone?.ms.p50 ?? null),
					ms(alone?.ms.p95 ?? null),
					ms(alone?.ms.p99 ?? null),
					ms(together?.ms.p50 ?? null),
					ms(together?.ms.p95 ?? null),
					ms(together?.ms.p99 ?? null),
					(together?.requestsPerS ?? 0).toFixed(0),
					String((alone?.failures ?? 0) + (together?.failures ?? 0)),
					path
				])
			)
		);
		console.log(
			`\nA page as it loads, ms: first and largest paint, blocked time, layout shift; then on a processor ${String(slowdown)} times as slow`
		);
		const vitals = ({ fcpMs, lcpMs, blockedMs, shift }: PageVitals): string[] => [
			ms(fcpMs),
			ms(lcpMs),
			ms(blockedMs),
			shift.toFixed(3)
		];
		console.log(
			table(
				['FCP', 'LCP', 'blocked', 'CLS', 'slow FCP', 'LCP', 'blocked', 'CLS', 'page'],
				pages.map((page) => [...vitals(page.vitals), ...vitals(page.slowVitals), page.path])
			)
		);
	}
	if (sliders.length > 0) {
		console.log(
			`\nA slider to what is drawn, ms; p95 should stay at ${String(aims.redrawP95Ms)}. Then to the frame after it`
		);
		console.log(
			table(
				['n', 'p50', 'p95', 'max', 'frame p50', 'p95', 'max', 'slider'],
				sliders.map(({ slider, redrawMs, frameMs }) => [
					String(redrawMs?.n ?? 0),
					...[redrawMs?.p50, redrawMs?.p95, redrawMs?.max].map((value) => ms(value ?? null)),
					...[frameMs.p50, frameMs.p95, frameMs.max].map(ms),
					slider
				])
			)
		);
	}
	for (const comparison of comparisons) {
		console.log(`\n${comparisonReport(comparison, { aimMs: aims.comparisonMs })}`);
	}
}
