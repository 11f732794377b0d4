import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkStatuses } from '#core/probe.ts';
import { protocolNames } from '#core/target.ts';
import { protocols } from '#bench/protocols/index.ts';
import { closedPort } from '../load/support/raw-server.ts';
import { startBench } from './support/bench-process.ts';
import {
	serve,
	chatServer,
	openWorkplace,
	flags,
	probe,
	reportOf,
	probed,
	checkOf,
	statusesOf,
	errorOf,
	price
} from './support/probe.ts';
import { response, serveRaw, streamOf } from './support/raw-server.ts';
import { callCommand } from './support/recorded-context.ts';
import { coloursConfig, writeScenario } from './support/small-scenario.ts';

describe('bench probe of an emulated endpoint', () => {
	it('over openai-chat finds what it sends, and says what it does not', async () => {
		const { port } = await serve();
		const report = await probed(port, ['--model', 'colours-model']);
		expect(report).toMatchObject({
			target: { id: 'endpoint', kind: 'self-hosted', protocol: 'openai-chat' },
			emulated: true,
			requests: 15,
			cost: { paid: false, capUsd: null, worstUsd: '0', settledUsd: '0', unpricedAnswers: 0 },
			floor: { connect: { n: 3 }, tls: { n: 0, minMs: null }, firstByte: { n: 3 } }
		});
		expect(report.floor.firstByte.minMs!).toBeGreaterThan(0);
		expect(report.floor.firstByte.medianMs!).toBeGreaterThanOrEqual(report.floor.firstByte.minMs!);
		expect(statusesOf(report)).toEqual({
			'usage-stream': 'ok',
			'usage-whole': 'ok',
			'usage-sum': 'ok',
			'usage-agrees': 'ok',
			'cached-tokens': 'ok',
			'reasoning-tokens': 'ok',
			'tokens-per-delta': 'ok',
			streams: 'ok',
			'first-event': 'ok',
			'time-to-first-token': 'ok',
			// A busy machine may read all of so short an answer at once.
			delivery: expect.stringMatching(/^(ok|differs)$/) as string,
			finish: 'ok',
			'end-event': 'ok',
			oddities: 'ok',
			'unknown-model': 'differs',
			'wrong-key': 'not asked',
			'output-limit': 'ok',
			// It has one answer, whatever is asked.
			'stop-text': 'failed',
			context: 'not asked',
			'latency-floor': 'ok',
			'keep-alive': 'ok',
			tls: 'not asked',
			'time-to-headers': 'ok',
			'rate-limits': 'missing',
			'server-timings': 'missing',
			gateway: 'not asked',
			model: 'ok',
			'tool-call': 'missing',
			'forced-tool': 'missing',
			'json-schema': 'differs',
			determinism: 'ok'
		});
		expect(checkOf(report, 'usage-stream').facts).toMatchObject({
			places: [{ event: 23, field: 'usage' }],
			events: 24,
			usage: { outputTokens: 20, source: 'provider' }
		});
		expect(checkOf(report, 'tokens-per-delta').facts).toMatchObject({ tokensPerDelta: 1 });
		expect(checkOf(report, 'end-event').came).toBe('data: [DONE] came as event 24 of 24.');
	});

	it('says of every check what was asked and what came, and why others were not asked', async () => {
		const { port } = await serve();
		const { checks } = await probed(port);
		expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
		for (const check of checks) {
			expect(checkStatuses).toContain(check.status);
			for (const text of [check.title, check.asked, check.came]) expect(text).toMatch(/\w/u);
			expect(`${check.came} ${check.means ?? ''}`).not.toMatch(/undefined|NaN|null/u);
		}
	});

	it('over anthropic-messages finds usage at both of its places', async () => {
		const { port } = await serve();
		const report = await probed(port, ['--protocol', 'anthropic-messages']);
		expect(checkOf(report, 'usage-stream').facts['places']).toEqual([
			{ event: 1, name: 'message_start', field: 'message.usage' },
			{ event: expect.any(Number) as number, name: 'message_delta', field: 'usage' }
		]);
		expect(statusesOf(report)).toMatchObject({
			'usage-agrees': 'ok',
			'reasoning-tokens': 'missing',
			'end-event': 'ok',
			determinism: 'ok'
		});
		expect(checkOf(report, 'first-event').facts).toMatchObject({ firstEvent: 'message_start' });
		expect(checkOf(report, 'end-event').came).toMatch(/^message_stop came as event/);
	});

	it.each(protocolNames)('over %s finds answers, their usage and nothing odd', async (protocol) => {
		const { port } = await serve({ protocol });
		const args = [`http://127.0.0.1:${String(port)}`, '--model', 'm', '--protocol', protocol];
		const report = reportOf(
			await callCommand('probe', [...args, '--no-max-context-probe', '--json'])
		);
		const { answers, streams } = protocols[protocol].capabilities;
		expect(report).toMatchObject({ target: { protocol }, emulated: true });
		expect(statusesOf(report)).toMatchObject({
			'usage-whole': 'ok',
			'usage-sum': 'ok',
			oddities: 'ok',
			'usage-stream': answers === 'text' && streams ? 'ok' : 'not asked'
		});
	});

	it('prints for a person what was asked, what came, and what is not asked and why', async () => {
		const { port } = await serve();
		const { stdout } = await probe(port);
		expect(stdout).toMatch(/^EMULATED: endpoint: m over openai-chat at http:/);
		expect(stdout).toMatch(/15 requests\. Nobody is paid for them\.\n\d+ ok, \d+ differs/);
		expect(stdout).toMatch(
			/\nToken counts\nok {9}Usage in a streamed answer\n {11}asked {2}A streamed/
		);
		expect(stdout).toMatch(/not asked {2}A wrong key\n {11}why {4}no key is configured/);
		const wide = Math.max(
			...(await callCommand('probe', flags(port), {}, 72)).stdout
				.split('\n')
				.map(({ length }) => length)
		);
		expect(wide).toBeLessThanOrEqual(72);
	});

	it('over a protocol that does not stream asks for less and says so', async () => {
		const { port } = await serve();
		const report = await probed(port, ['--protocol', 'openai-images']);
		expect(checkOf(report, 'usage-whole').status).toBe('ok');
		expect(checkOf(report, 'usage-stream')).toMatchObject({
			status: 'not asked',
			came: 'its answers are no text'
		});
		expect(report.requests).toBe(2);
	});

	it('over a protocol whose requests name no model asks for none that does not exist', async () => {
		const { port } = await serve({ protocol: 'tgi' });
		const args = [`http://127.0.0.1:${String(port)}`, '--model', 'm', '--protocol', 'tgi'];
		const report = reportOf(
			await callCommand('probe', [...args, '--no-max-context-probe', '--json'])
		);
		expect(checkOf(report, 'unknown-model')).toMatchObject({
			status: 'not asked',
			came: 'requests of tgi name no model'
		});
		expect(checkOf(report, 'model').status).toBe('missing');
	});

	it('is served for the probe where a config has it, as a run serves it', async () => {
		const workplace = openWorkplace();
		writeScenario(workplace);
		const file = workplace.file('bench.yaml');
		const emulated = {
			id: 'pretend',
			kind: 'emulated',
			protocol: 'anthropic-messages',
			model: 'pretend-1',
			performance: { prefillTokensPerS: 1e6, decodeStepMs: 0.5, slots: 4 },
			rateLimit: { requestsPerMinute: 900 },
			quality: 1
		};
		writeFileSync(file, JSON.stringify(coloursConfig([emulated])));
		const recorded = await callCommand('probe', ['pretend', '--config', file, '--json']);
		const report = reportOf(recorded);
		expect(report).toMatchObject({
			target: { id: 'pretend', kind: 'emulated', model: 'pretend-1' },
			emulated: true
		});
		expect(checkOf(report, 'rate-limits').facts).toMatchObject({
			allowances: [{ of: 'requests', limit: 900 }]
		});
		expect(checkOf(report, 'context').came).toMatch(/emulated endpoint has no context/);
		expect(recorded.stderr).toMatch(/probing "pretend" with 15 requests; nobody is paid/);
	});

	it.each([
		['serverError', { 'usage-stream': 'failed', 'unknown-model': 'failed', 'tool-call': 'failed' }],
		['midStreamError', { 'usage-stream': 'failed', finish: 'failed', streams: 'failed' }],
		['malformedChunk', { 'usage-stream': 'failed', finish: 'failed' }],
		['truncated', { 'usage-stream': 'failed', finish: 'missing', 'end-event': 'missing' }]
	] as const)(
		'that has the fault %s at every request is reported, not thrown',
		async (fault, expected) => {
			const { port } = await serve({ faults: { [fault]: 1 } });
			const recorded = await probe(port, ['--json']);
			expect(recorded.exitCode).toBe(null);
			expect(statusesOf(reportOf(recorded))).toMatchObject(expected);
		}
	);

	it('that falls silent in every answer ends each request at the limit of time', async () => {
		const { port } = await serve({ faults: { stalled: 1 } });
		const report = await probed(port, ['--timeout', '60ms']);
		expect(checkOf(report, 'usage-stream')).toMatchObject({ status: 'failed' });
		expect(checkOf(report, 'usage-stream').came).toMatch(
			/^timeout: no whole answer within 0\.06 s/
		);
		expect(report.requests).toBe(15);
	});
});

describe('the end of bench probe', () => {
	it('is 5 where nobody listens, and where nothing is answered', async () => {
		const refused = errorOf(await probe(await closedPort()));
		expect(refused).toMatchObject({ code: 'E_UNREACHABLE', exitCode: 5 });
		const server = await chatServer(() => undefined);
		const silent = errorOf(await probe(server.port));
		expect(silent).toMatchObject({ code: 'E_UNREACHABLE', exitCode: 5 });
		expect(silent.message).toMatch(
			/accepts connections and answers nothing: .*closed the connection/
		);
		expect(server.requests()).toHaveLength(3);
		const deaf = await serveRaw(() => undefined);
		onTestFinished(() => deaf.close());
		const unheard = errorOf(await probe(deaf.port, ['--timeout', '50ms']));
		expect(unheard.message).toMatch(/answers nothing: no whole answer within 0\.05 s/);
		expect(deaf.requests()).toHaveLength(1);
	});

	it('is 7 where the key is refused or missing, after one request', async () => {
		const server = await serve({ requiredKey: 'the-right-key-123' });
		const wrong = await probe(server.port, ['--api-key-env', 'KEY'], { KEY: 'another-key-456' });
		expect(errorOf(wrong)).toMatchObject({ code: 'E_AUTH', exitCode: 7 });
		expect(errorOf(wrong).message).toMatch(/refused the key/);
		const none = errorOf(await probe(server.port));
		expect(none.message).toMatch(/wants a key and got none/);
		expect(none.hint).toMatch(/--api-key-env of bench load and bench probe/);
		expect(errorOf(await probe(server.port, ['--api-key-env', 'KEY']))).toMatchObject({
			exitCode: 7
		});
		const right = await probed(server.port, ['--api-key-env', 'KEY'], { KEY: 'the-right-key-123' });
		expect(checkOf(right, 'wrong-key')).toMatchObject({ status: 'ok' });
	});

	it('is 6 where the cap is too small, and nothing was sent', async () => {
		const server = await chatServer(() => ({}));
		const error = errorOf(await probe(server.port, [...price, '--max-spend', '0.001']));
		expect(error).toMatchObject({ code: 'E_BUDGET', exitCode: 6 });
		expect(error.message).toMatch(
			/at worst the 5 requests .* cost 0\.0\d+ USD, above the cap of 0\.001 USD; nothing was sent/
		);
		expect(error.hint).toMatch(/--max-spend 0\.0\d+/);
		expect(server.connections()).toBe(1);
	});

	it.each([
		[['--config', 'x.yaml'], /--config does not belong to an address/],
		[['--api-key-env', 'KEY', '--input-usd-per-mtok', '3'], /a price needs both rates/],
		[['--no-stream'], /--no-stream belongs to --recording/],
		[['--recording', 'x'], /--recording reads a file/]
	])('is 2 for the flags %j', async (more, message) => {
		const recorded = await probe(1, more);
		expect(errorOf(recorded)).toMatchObject({ exitCode: 2 });
		expect(errorOf(recorded).message).toMatch(message);
	});

	it('is 2 for a target that is not there, for one that is missing, and for a stray flag', async () => {
		const workplace = openWorkplace();
		const file = workplace.file('bench.yaml');
		const target = { id: 'own-gpu', kind: 'self-hosted', protocol: 'openai-chat' };
		const place = { baseUrl: 'http://127.0.0.1:1/v1', model: 'm' };
		writeFileSync(file, JSON.stringify(coloursConfig([{ ...target, ...place }])));
		const unknown = errorOf(await callCommand('probe', ['own-gpus', '--config', file]));
		expect(unknown).toMatchObject({ code: 'E_USAGE', message: `${file} has no target "own-gpus"` });
		expect(unknown.hint).toMatch(/Did you mean "own-gpu"\?/);
		expect(errorOf(await callCommand('probe', []))).toMatchObject({ code: 'E_USAGE' });
		const stray = errorOf(
			await callCommand('probe', ['own-gpu', '--config', file, '--model', 'm'])
		);
		expect(stray.message).toMatch(/--model belongs to an address/);
		const noModel = errorOf(await callCommand('probe', ['http://127.0.0.1:1/v1']));
		expect(noModel.message).toMatch(/--model is missing/);
	});

	it('is 130 where it is interrupted while an answer is awaited', async () => {
		const workplace = openWorkplace();
		const server = await serveRaw(() => undefined);
		onTestFinished(() => server.close());
		const bench = startBench(['probe', ...flags(server.port)], { workplace });
		await expect.poll(() => server.requests().length).toBe(1);
		bench.child.kill('SIGINT');
		const { code, stdout, stderr } = await bench.ended;
		expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
		expect(stderr).toMatch(
			/the probe was stopped before its end, after 1 request; nobody is paid for them/
		);
	});

	it('is 130 with what was spent so far where somebody is paid', async () => {
		const workplace = openWorkplace();
		let asked = 0;
		const server = await serveRaw((socket) => {
			asked += 1;
			// Three tiny streams of 9 tokens in and 2 out, the last of them without usage; then silence.
			if (asked > 3) return;
			const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
			const headers = { 'content-type': 'text/event-stream' };
			socket.write(response('200 OK', headers, streamOf(['a', 'b'], asked < 3 ? { usage } : {})));
		});
		onTestFinished(() => server.close());
		const bench = startBench(['probe', ...flags(server.port), ...price, '--max-spend', '1'], {
			workplace
		});
		await expect.poll(() => server.requests().length).toBe(4);
		bench.child.kill('SIGINT');
		const { code, stderr } = await bench.ended;
		expect(code).toBe(130);
		// 2 × (9 × 3 + 2 × 15) millionths of a dollar.
		expect(stderr).toMatch(
			/after 4 requests: they cost 0\.000114 USD by the usage that came back, 1 answers? without usage at most 0\.\d+ USD, the one without an answer at most 0\.\d+ USD/
		);
	});
});
