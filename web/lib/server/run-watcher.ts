/**
 * Asks the database how far a run is, once a second for all who watch it, and tells them what has changed. What nobody watches is
 * not asked for.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { BenchError } from '#core/errors.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';
import type { Database } from '#db/client.server.ts';
import { runProgress } from '#db/run-progress.server.ts';
import type { RunReport } from '../runs/run-report.ts';

/** What is told of a run: how far it is, that it has ended, or why that cannot be said. */
export type RunNews =
	| { kind: 'progress'; report: RunReport }
	| { kind: 'end'; report: RunReport }
	| { kind: 'error'; error: unknown; isLast: boolean };

export interface RunWatcher {
	/** Tells `listener` the newest state at once where it is known, then every change; returns what stops that. */
	watch: (runId: string, listener: (news: RunNews) => void) => () => void;
	/** Runs that are being asked for, and who listens, for tests. */
	counts: () => { pollers: number; listeners: number };
	/** Stops all asking; nobody is told anything after it. */
	close: () => void;
}

interface Poller {
	listeners: Set<(news: RunNews) => void>;
	newest: RunNews | null;
	abort: AbortController;
}

const readNews = async (database: Database, runId: string): Promise<RunNews> => {
	const { owner, ...progress } = await runProgress(database, runId);
	const report = { ...progress, state: visibleRunState(progress, owner) };
	return { kind: report.state === 'running' ? 'progress' : 'end', report };
};

/** A deleted run does not come back; every other failure may pass. */
const failed = (error: unknown): RunNews => ({
	kind: 'error',
	error,
	isLast: error instanceof BenchError && error.code === 'E_NOT_FOUND'
});

const markOf = (news: RunNews | null): string | null =>
	news && (news.kind === 'error' ? `error ${String(news.error)}` : JSON.stringify(news));

export const isLast = (news: RunNews): boolean =>
	news.kind === 'end' || (news.kind === 'error' && news.isLast);

/** `everyMs` is the pause between two looks at a run. */
export const createRunWatcher = (
	database: () => Promise<Database>,
	{ everyMs = 1_000 }: { everyMs?: number } = {}
): RunWatcher => {
	const pollers = new Map<string, Poller>();
	const stop = (runId: string, poller: Poller): void => {
		poller.abort.abort();
		poller.listeners.clear();
		if (pollers.get(runId) === poller) pollers.delete(runId);
	};
	const poll = async (runId: string, poller: Poller): Promise<void> => {
		const { signal } = poller.abort;
		while (!signal.aborted) {
			const news = await database()
				.then((opened) => readNews(opened, runId))
				.catch(failed);
			const isNew = markOf(news) !== markOf(poller.newest);
			poller.newest = news;
			if (isNew) for (const listener of [...poller.listeners]) listener(news);
			if (isLast(news)) stop(runId, poller);
			// Stopped meanwhile: the pause ends at once.
			await wait(everyMs, undefined, { signal }).catch(() => undefined);
		}
	};
	const start = (runId: string): Poller => {
		const poller: Poller = { listeners: new Set(), newest: null, abort: new AbortController() };
		pollers.set(runId, poller);
		void poll(runId, poller);
		return poller;
	};
	return {
		watch: (runId, listener) => {
			const poller = pollers.get(runId) ?? start(runId);
			// Of its own, so that the same function may watch twice.
			const told = (news: RunNews): void => {
				listener(news);
			};
			poller.listeners.add(told);
			if (poller.newest) told(poller.newest);
			return () => {
				poller.listeners.delete(told);
				if (poller.listeners.size === 0) stop(runId, poller);
			};
		},
		counts: () => ({
			pollers: pollers.size,
			listeners: [...pollers.values()].reduce((sum, { listeners }) => sum + listeners.size, 0)
		}),
		close: () => {
			for (const [runId, poller] of pollers) stop(runId, poller);
		}
	};
};
