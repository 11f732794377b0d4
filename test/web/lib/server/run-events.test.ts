/** Events of a run, over a real database file and real sockets. */
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { finishRun } from '#db/runs.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { runEventStream } from '#lib/server/run-event-stream.ts';
import { createRunWatcher, type RunNews } from '#lib/server/run-watcher.ts';
import { openTemporary, temporaryPath } from '../../../db/support/temporary-database.ts';
import { sampleRecord, storeRunWithStage } from '../../../db/support/samples.ts';
import { openApi } from './api/support.ts';

const ended = { state: 'complete', reason: null, endedAtUtc: '2026-11-20T10:02:00.000Z' } as const;
const log = (): void => undefined;
const eventually = (look: () => void): Promise<void> => vi.waitFor(look, { timeout: 60_000 });

const watched = async () => {
	const database = await openTemporary(temporaryPath());
	const { cellId, stageId } = await storeRunWithStage(database, 'run');
	const watcher = createRunWatcher(() => Promise.resolve(database), { everyMs: 5 });
	onTestFinished(() => {
		watcher.close();
	});
	return { database, watcher, cellId, stageId };
};

const nothing = { pollers: 0, listeners: 0 };
const attemptsOf = (news: RunNews | undefined): number | null =>
	news && news.kind !== 'error' ? news.report.attemptCount : null;

describe('a watched run', () => {
	it('is asked for once for all who watch, tells what changed, and ends', async () => {
		const { database, watcher, cellId, stageId } = await watched();
		const heard: RunNews[][] = [[], []];
		for (const list of heard) watcher.watch('run', (news) => list.push(news));
		expect(watcher.counts()).toStrictEqual({ pollers: 1, listeners: 2 });
		await eventually(() => {
			expect(heard.map((list) => attemptsOf(list.at(-1)))).toStrictEqual([0, 0]);
		});
		const writer = createWriter(database);
		await writer.enqueueAttempt(sampleRecord('run/0', stageId, cellId, 0));
		await writer.close();
		await eventually(() => {
			expect(heard.map((list) => attemptsOf(list.at(-1)))).toStrictEqual([1, 1]);
		});
		await finishRun(database, 'run', ended);
		await eventually(() => {
			expect(heard.map((list) => list.map(({ kind }) => kind))).toStrictEqual([
				['progress', 'progress', 'end'],
				['progress', 'progress', 'end']
			]);
		});
		expect(watcher.counts()).toStrictEqual(nothing);
	});

	it('tells who comes later at once, and is left alone when the last has gone', async () => {
		const { watcher } = await watched();
		const first: RunNews[] = [];
		const leave = watcher.watch('run', (news) => first.push(news));
		await eventually(() => {
			expect(first).toHaveLength(1);
		});
		const second: RunNews[] = [];
		const leaveToo = watcher.watch('run', (news) => second.push(news));
		expect(second).toStrictEqual(first);
		leave();
		expect(watcher.counts()).toStrictEqual({ pollers: 1, listeners: 1 });
		leaveToo();
		leaveToo();
		expect(watcher.counts()).toStrictEqual(nothing);
	});

	it('tells a failure of the database once, goes on, and gives up where the run is gone', async () => {
		const { database, watcher } = await watched();
		let isBroken = true;
		const flaky = createRunWatcher(
			() => (isBroken ? Promise.reject(new Error('no disk')) : Promise.resolve(database)),
			{ everyMs: 5 }
		);
		const heard: RunNews[] = [];
		const leave = flaky.watch('run', (news) => heard.push(news));
		await eventually(() => {
			expect(heard).toMatchObject([{ kind: 'error', isLast: false }]);
		});
		isBroken = false;
		await eventually(() => {
			expect(heard.map(({ kind }) => kind)).toStrictEqual(['error', 'progress']);
		});
		leave();
		const unknown: RunNews[] = [];
		watcher.watch('none', (news) => unknown.push(news));
		await eventually(() => {
			expect(unknown).toMatchObject([{ kind: 'error', isLast: true }]);
		});
		expect([watcher.counts(), flaky.counts()]).toStrictEqual([nothing, nothing]);
	});
});

describe('the stream of a run', () => {
	it('drops what a slow reader has not taken, and keeps the newest', async () => {
		const { database, watcher, cellId, stageId } = await watched();
		const reader = runEventStream(watcher, 'run', { log }).getReader();
		const heard: RunNews[] = [];
		watcher.watch('run', (news) => heard.push(news));
		for (let ordinal = 0; ordinal < 5; ordinal++) {
			const writer = createWriter(database);
			await writer.enqueueAttempt(sampleRecord(`run/${String(ordinal)}`, stageId, cellId, ordinal));
			await writer.close();
			await eventually(() => {
				expect(attemptsOf(heard.at(-1))).toBe(ordinal + 1);
			});
		}
		await reader.read();
		const text = new TextDecoder().decode((await reader.read()).value);
		expect(text).toContain('"attemptCount":5');
		expect(text.match(/event: progress/gu)).toHaveLength(1);
		await reader.cancel();
		expect(watcher.counts()).toStrictEqual({ pollers: 1, listeners: 1 });
	});

	it('sends comments while nothing changes', async () => {
		const { watcher } = await watched();
		const reader = runEventStream(watcher, 'run', { log, heartbeatMs: 5 }).getReader();
		let text = '';
		while (!text.includes(': still here')) {
			text += new TextDecoder().decode((await reader.read()).value);
		}
		await reader.cancel();
		expect(watcher.counts()).toStrictEqual(nothing);
	});

	it('ends where the site stops, and says when it was opened and ended, once each', async () => {
		const { watcher } = await watched();
		const stopping = new AbortController();
		const changes: number[] = [];
		const stream = runEventStream(watcher, 'run', {
			log,
			stopping: stopping.signal,
			onOpen: (change) => changes.push(change)
		});
		const text = new Response(stream).text();
		await eventually(() => {
			expect(watcher.counts().listeners).toBe(1);
		});
		expect(changes).toEqual([1]);
		stopping.abort();
		expect(await text).not.toContain('event: end');
		expect(changes).toEqual([1, -1]);
		expect(watcher.counts()).toStrictEqual(nothing);
	});

	it('gives a finished run with its end at once, and ends; an unknown one is refused as ever', async () => {
		const { api, database, get: ask } = await openApi();
		await storeRunWithStage(database, 'run');
		await finishRun(database, 'run', ended);
		const response = await api.request('/api/runs/run/events');
		expect(response.headers.get('content-type')).toBe('text/event-stream');
		const text = await response.text();
		expect(text.match(/^event: .*/gmu)).toStrictEqual(['event: progress', 'event: end']);
		expect(text).toContain('"state":"complete"');
		expect(await ask('/api/runs/none/events')).toMatchObject({
			status: 404,
			body: { error: { code: 'E_NOT_FOUND' } }
		});
	});
});

describe('connections that break off', () => {
	it('leave no poller, timer or listener behind', async () => {
		const { watcher } = await watched();
		let open = 0;
		const server = serve({
			port: 0,
			hostname: '127.0.0.1',
			createServer,
			fetch: () => {
				open++;
				return new Response(runEventStream(watcher, 'run', { log, heartbeatMs: 3 }), {
					headers: { 'content-type': 'text/event-stream' }
				});
			}
		});
		onTestFinished(() => {
			server.close();
		});
		await eventually(() => {
			expect(server.address()).not.toBeNull();
		});
		const { port } = server.address() as AddressInfo;
		const timers = (): number =>
			process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
		const before = timers();
		// Some break off before an answer, some at its head, some at what comes first, some a moment later.
		const readings = Array.from({ length: 50 }, (_, index) => {
			const request = get({ port, host: '127.0.0.1', agent: false });
			const breakOff = (): unknown => request.destroy();
			return new Promise<void>((gone) => {
				request.on('error', () => undefined);
				request.on('response', (response: IncomingMessage) => {
					response.on('error', () => undefined);
					if (index % 4 === 1) breakOff();
					if (index % 4 === 2) response.once('data', breakOff);
					if (index % 4 === 3) setTimeout(breakOff, index);
					response.resume();
				});
				request.on('close', gone);
				if (index % 4 === 0) setTimeout(breakOff, index);
			});
		});
		await Promise.all(readings);
		await eventually(() => {
			expect(watcher.counts()).toStrictEqual(nothing);
		});
		// Turn by turn: waiting by a timer would count its own.
		const untilMs = performance.now() + 60_000;
		while (timers() > before && performance.now() < untilMs) await nextTurn();
		expect(timers()).toBeLessThanOrEqual(before);
		expect(open).toBeGreaterThanOrEqual(37);
	});
});
