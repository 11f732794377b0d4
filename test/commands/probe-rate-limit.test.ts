/** What a probe makes of an endpoint that turns it away for its rate limits. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBench } from './support/bench-process.ts';
import type { ChatReply } from './support/chat-server.ts';
import {
	chatServer,
	checkOf,
	flags,
	openWorkplace,
	probe,
	probed,
	reportOf,
	serve,
	statusesOf
} from './support/probe.ts';
import { response, serveRaw } from './support/raw-server.ts';

const limited = (headers: Record<string, string>): ChatReply => ({
	status: '429 Too Many Requests',
	headers,
	raw: JSON.stringify({ error: { code: 'rate_limit_exceeded', message: 'Slow down.' } })
});

describe('bench probe of an endpoint with rate limits', () => {
	it('waits as long as it is asked to, asks again, and finds what it would have found', async () => {
		const plain = await chatServer(() => ({}));
		const server = await chatServer(({ index }) =>
			index === 1 || index === 6 ? limited({ 'retry-after-ms': '120' }) : {}
		);
		const startMs = performance.now();
		const recorded = await probe(server.port, ['--json']);
		const report = reportOf(recorded);
		expect(performance.now() - startMs).toBeGreaterThanOrEqual(240);
		expect(report.requests).toBe(server.requests().length);
		const unlimited = await probed(plain.port);
		expect(report.requests).toBe(unlimited.requests + 2);
		const volatile = ['delivery', 'time-to-headers'];
		const steady = (statuses: Record<string, string>): [string, string][] =>
			Object.entries(statuses).filter(([id]) => !volatile.includes(id));
		expect(steady(statusesOf(report))).toEqual(steady(statusesOf(unlimited)));
		expect(recorded.stderr.match(/rate limited; waiting 0\.12 s and asking again/gu)).toHaveLength(
			2
		);
	});

	it('does not know of what is turned away for longer than it waits, and goes on', async () => {
		const server = await chatServer(({ body }) =>
			body['stop'] ? limited({ 'retry-after': '3600' }) : {}
		);
		const report = await probed(server.port);
		expect(checkOf(report, 'stop-text')).toMatchObject({
			status: 'not known',
			came: 'rate-limited: HTTP 429 rate_limit_exceeded: Slow down.'
		});
		expect(statusesOf(report)).toMatchObject({ 'usage-whole': 'ok', determinism: 'ok' });
		expect(
			Object.values(statusesOf(report)).filter((status) => status === 'not known')
		).toHaveLength(1);
	});

	it('asks nothing more where two questions in a row stay turned away, and calls nothing failed', async () => {
		const { port } = await serve({ faults: { rateLimited: 1 } });
		const recorded = await probe(port, ['--json']);
		const report = reportOf(recorded);
		expect(report.requests).toBe(4);
		const statuses = statusesOf(report);
		expect(Object.values(statuses)).not.toContain('failed');
		expect(statuses).toMatchObject({
			'usage-stream': 'not known',
			'unknown-model': 'not known',
			'wrong-key': 'not asked',
			'tool-call': 'not known'
		});
		expect(checkOf(report, 'tool-call').came).toMatch(
			/^rate-limited: nothing more was asked, as 2 requests in a row were turned away for good \(.*Emulated rate limit\./u
		);
		const { stdout } = await probe(port);
		expect(stdout).toMatch(/\d+ not known/u);
		expect(stdout).toMatch(/\nnot known: Usage in a streamed answer; /u);
	});

	it('waits as long as a provider says in its own words', async () => {
		const detail = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.1s' };
		const error = { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Quota.', details: [detail] };
		const server = await serveRaw((socket) => {
			socket.write(response('429 Too Many Requests', {}, JSON.stringify({ error })));
		});
		onTestFinished(() => server.close());
		const { stderr, error: none } = await probe(server.port, ['--protocol', 'gemini', '--json']);
		expect(none).toBeNull();
		expect(stderr.match(/rate limited; waiting 0\.1 s and asking again/gu)).toHaveLength(2);
		expect(server.requests()).toHaveLength(4);
	});

	it('is interrupted while it waits', async () => {
		const workplace = openWorkplace();
		const body = JSON.stringify({ error: { message: 'Slow down.' } });
		const server = await serveRaw((socket) => {
			socket.write(response('429 Too Many Requests', { 'retry-after': '50' }, body));
		});
		onTestFinished(() => server.close());
		const bench = startBench(['probe', ...flags(server.port)], { workplace });
		await expect.poll(() => server.requests().length).toBe(1);
		await bench.untilStderr(/waiting 50 s/u);
		bench.child.kill('SIGINT');
		const { code, stderr } = await bench.ended;
		expect(code).toBe(130);
		expect(stderr).toMatch(/after 1 request; nobody is paid for them/u);
	});

	it('has no database, and shows no flag for one', async () => {
		const workplace = openWorkplace();
		const help = await startBench(['probe', '--help'], { workplace }).ended;
		expect(help.stdout).toContain('--json');
		expect(help.stdout).not.toContain('--db');
		const { code, stderr } = await startBench(['probe', ...flags(1), '--db', 'file:a.db'], {
			workplace
		}).ended;
		expect(code).toBe(2);
		expect(stderr).toContain("unknown option '--db'");
	});
});
