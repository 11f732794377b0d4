/** What a reader feels while a page loads, as Chromium tells it: the figures that Lighthouse reports, read from the same sources. */
import type { Browser } from 'playwright-core';

export interface PageVitals {
	/** First and largest contentful paint after the navigation began, ms; null where nothing was painted. */
	fcpMs: number | null;
	lcpMs: number | null;
	/** Σ of what tasks of more than 50 ms take beyond 50 ms, from the first paint on, ms. */
	blockedMs: number;
	/** Σ of layout shifts without an input. */
	shift: number;
}

interface Observed {
	fcp: number | null;
	lcp: number | null;
	shift: number;
	tasks: { start: number; ms: number }[];
}

const observe = (): void => {
	const seen: Observed = { fcp: null, lcp: null, shift: 0, tasks: [] };
	(globalThis as unknown as { seen: Observed }).seen = seen;
	const watch = (type: string, take: (entry: PerformanceEntry) => void): void => {
		new PerformanceObserver((list) => {
			list.getEntries().forEach(take);
		}).observe({ type, buffered: true });
	};
	watch('paint', (entry) => {
		if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime;
	});
	watch('largest-contentful-paint', (entry) => {
		seen.lcp = entry.startTime;
	});
	watch('layout-shift', (entry) => {
		const { value, hadRecentInput } = entry as PerformanceEntry & {
			value: number;
			hadRecentInput: boolean;
		};
		if (!hadRecentInput) seen.shift += value;
	});
	watch('longtask', ({ startTime, duration }) => {
		seen.tasks.push({ start: startTime, ms: duration });
	});
};

const longTaskMs = 50;
/** So long after the load whatever a page does by itself has begun. */
const settleMs = 1_000;

/** Opens a page as a first visit, with a processor that is `slowdown` times as slow. */
export const pageVitals = async (
	browser: Browser,
	url: string,
	slowdown: number
): Promise<PageVitals> => {
	const context = await browser.newContext();
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
	await page.addInitScript(observe);
	await page.goto(url, { waitUntil: 'load' });
	await page.waitForSelector('#svelte-announcer', { state: 'attached' });
	await page.waitForTimeout(settleMs);
	const seen = await page.evaluate(() => (globalThis as unknown as { seen: Observed }).seen);
	await context.close();
	const from = seen.fcp ?? 0;
	return {
		fcpMs: seen.fcp,
		lcpMs: seen.lcp,
		blockedMs: seen.tasks
			.filter(({ start, ms }) => start + ms > from)
			.reduce((sum, { ms }) => sum + ms - longTaskMs, 0),
		shift: seen.shift
	};
};
