/** How `bench serve` is run as a service: its log, its health and metrics, and how it stops. */
import { once } from 'node:events';
import { readFileSync, renameSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { parseExposition, samplesOf } from '#bench/telemetry/prometheus-text.ts';
import { storeRunWithStage } from '../db/support/samples.ts';
import { createWorkplace, type Ended, type Workplace } from './support/bench-process.ts';
import { serveSite, type Served } from './support/served-site.ts';

const workplace = createWorkplace();
const runId = '20261120T100000-aaaa';
const token = 'a-token-for-tests-0123';
const bearer = { headers: { authorization: `Bearer ${token}` } };

const serve = (args: readonly string[], env: Record<string, string> = {}): Promise<Served> =>
	serveSite(args, { workplace, env });

const stopped = async ({ bench }: Served, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> => {
	bench.child.kill(signal);
	return bench.ended;
};

/** An upload that has begun and not ended; `end` sends the rest and gives the answer. */
const beginUpload = async ({ url }: Served) => {
	const body = readFileSync(new URL('../../scenarios/quotes/api-corvid.yaml', import.meta.url));
	const asked = httpRequest(`${url}/api/quotes/preview`, {
		method: 'POST',
		headers: {
			'x-file-name': 'api-corvid.yaml',
			'content-type': 'application/octet-stream',
			'content-length': String(body.byteLength),
			expect: '100-continue'
		}
	});
	const answer = once(asked, 'response') as Promise<[IncomingMessage]>;
	answer.catch(() => undefined);
	asked.flushHeaders();
	// The server has the head, and waits for the body.
	await once(asked, 'continue');
	return {
		asked,
		end: async (): Promise<{ status: number | undefined; body: string }> => {
			asked.end(body);
			const [response] = await answer;
			return { status: response.statusCode, body: await text(response) };
		}
	};
};

/** Resolves once nobody can connect any more. */
const untilClosed = async ({ url }: Served): Promise<void> => {
	for (;;) {
		const socket = connect(Number(new URL(url).port), '127.0.0.1');
		const isOpen = await new Promise<boolean>((resolve) => {
			socket.once('connect', () => {
				resolve(true);
			});
			socket.once('error', () => {
				resolve(false);
			});
		});
		socket.destroy();
		if (!isOpen) return;
	}
};

const storeRun = async ({ databaseUrl }: Workplace): Promise<void> => {
	const database = await openDatabase(databaseUrl);
	await storeRunWithStage(database, runId);
	await database.close();
};

beforeAll(async () => {
	await buildSite({ force: false, note: () => undefined });
	await storeRun(workplace);
}, 120_000);
afterAll(() => {
	workplace[Symbol.dispose]();
});

describe.concurrent('bench serve as a service', () => {
	it('logs each request by route as JSON, with its status, time and id, and none of its secrets', async ({
		expect
	}) => {
		const served = await serve(['--log', 'json'], { BENCH_SERVE_TOKEN: token });
		const secret = 'a-secret-in-the-query';
		const first = await fetch(`${served.url}/runs/${runId}?note=${secret}`, {
			headers: { ...bearer.headers, cookie: `theme=dark; other=${secret}` }
		});
		expect(first.status).toBe(200);
		await fetch(`${served.url}/api/runs/${runId}?token=${token}`, bearer);
		await fetch(`${served.url}/api/runs`);
		await fetch(`${served.url}/no/such/page`, bearer);
		const { stderr, code } = await stopped(served);
		expect(code).toBe(0);
		expect(stderr).not.toContain(token);
		expect(stderr).not.toContain(secret);
		const lines = stderr
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as Record<string, unknown>);
		expect(lines.map(({ method, route, path, status }) => [method, route, path, status])).toEqual([
			['GET', '/runs/[id]', `/runs/${runId}`, 200],
			['GET', '/api/runs/:id', `/api/runs/${runId}`, 200],
			['GET', '/api/[...path]', '/api/runs', 401],
			['GET', 'unmatched', '/no/such/page', 404]
		]);
		expect(lines.every(({ durationMs }) => Number(durationMs) > 0)).toBe(true);
		expect(lines[0]!['requestId']).toBe(first.headers.get('x-request-id'));
		expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(lines.length);
	});

	it('tells its health and its metrics to who has the token, and nobody else', async ({
		expect
	}) => {
		const served = await serve([], { BENCH_SERVE_TOKEN: token });
		for (const path of ['/healthz', '/metrics']) {
			const refused = await fetch(served.url + path, { redirect: 'manual' });
			expect(refused.status).toBe(401);
			expect(await refused.json()).toMatchObject({ error: { code: 'E_AUTH' } });
		}
		const health = await fetch(`${served.url}/healthz`, bearer);
		expect(health.status).toBe(200);
		expect(await health.json()).toEqual({ status: 'ok', database: 'ok' });
		const metrics = await fetch(`${served.url}/metrics`, bearer);
		expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
		const { samples, problems } = parseExposition(await metrics.text());
		expect(problems).toEqual([]);
		const requests = samples
			.filter(({ name }) => name === 'bench_http_requests_total')
			.map(({ labels, value }) => [labels.get('route'), labels.get('status'), value]);
		expect(requests).toEqual([
			['/healthz', '401', 1],
			['/metrics', '401', 1],
			['/healthz', '200', 1]
		]);
		for (const name of [
			'bench_build_info',
			'bench_open_event_streams',
			'bench_database_busy_retries_total',
			'process_resident_memory_bytes',
			'process_cpu_seconds_total'
		]) {
			expect(samples.filter((sample) => sample.name === name)).toHaveLength(1);
		}
		await stopped(served);
	});

	it('tells its health to everybody where that is asked for, and nothing else', async ({
		expect
	}) => {
		const served = await serve(['--public-health'], { BENCH_SERVE_TOKEN: token });
		const { port } = new URL(served.url);
		const asked = httpRequest({ port, path: '/healthz', headers: { host: 'probe.example' } }).end();
		const [response] = (await once(asked, 'response')) as [IncomingMessage];
		expect(response.statusCode).toBe(200);
		response.resume();
		expect((await fetch(`${served.url}/metrics`)).status).toBe(401);
		expect((await fetch(`${served.url}/api/runs`)).status).toBe(401);
		await stopped(served);
	});

	it('answers 503 when its database is gone', async ({ expect }) => {
		using place = createWorkplace();
		await storeRun(place);
		const served = await serveSite([], { workplace: place });
		expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
		renameSync(place.file('bench.db'), place.file('elsewhere.db'));
		const health = await fetch(`${served.url}/healthz`);
		expect(health.status).toBe(503);
		expect(await health.json()).toEqual({ status: 'failing', database: 'unreadable' });
		await stopped(served);
	});

	it('counts the streams of events that are open, and ends them when it stops', async ({
		expect
	}) => {
		const served = await serve([]);
		// It asks for headers alone, and leaves no stream open.
		const head = await fetch(`${served.url}/api/runs/${runId}/events`, { method: 'HEAD' });
		expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
		const stream = await fetch(`${served.url}/api/runs/${runId}/events`);
		const events = stream.text();
		const metrics = parseExposition(await (await fetch(`${served.url}/metrics`)).text());
		expect(samplesOf(metrics, 'bench_open_event_streams')).toMatchObject([{ value: 1 }]);
		const { code, stderr } = await stopped(served);
		expect([code, stderr]).toEqual([0, '']);
		// It came to its end; one that was cut off would be rejected.
		expect(await events).toContain('event: progress');
	});

	it('answers what it was asked before SIGTERM, lets in nobody after it, and ends with 0', async ({
		expect
	}) => {
		const served = await serve([]);
		const upload = await beginUpload(served);
		served.bench.child.kill('SIGTERM');
		await untilClosed(served);
		const { status, body } = await upload.end();
		expect(status).toBe(200);
		expect(body).toContain('Corvid Models');
		const { code, signal, stderr } = await served.bench.ended;
		expect([code, signal, stderr]).toEqual([0, null, '']);
	});

	it('ends at once at a second signal, whatever is still unanswered', async ({ expect }) => {
		const served = await serve([]);
		const upload = await beginUpload(served);
		upload.asked.on('error', () => undefined);
		served.bench.child.kill('SIGTERM');
		await untilClosed(served);
		served.bench.child.kill('SIGTERM');
		const { code } = await served.bench.ended;
		expect(code).toBe(143);
	});
});
