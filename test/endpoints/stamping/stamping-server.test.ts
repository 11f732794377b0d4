/** The server that logs when it writes, in this process and over real sockets. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Serving } from '#bench/endpoints/served-endpoint.ts';
import {
	answerHeader,
	paceOfTarget,
	stampedEnd,
	stampedEventBytes,
	stampedTarget
} from '#bench/endpoints/stamping/stamped-request.ts';
import { serveStamping } from '#bench/endpoints/stamping/stamping-server.ts';

let serving: Serving;
let base: string;
beforeAll(async () => {
	serving = await serveStamping();
	base = `http://127.0.0.1:${String(serving.port)}`;
});
afterAll(() => serving.close());

const pace = { tokens: 4, gapMs: 3, firstMs: 5, spreadMs: 2 };
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const logged = async (): Promise<Float64Array> =>
	new Float64Array(await (await fetch(`${base}/log`)).arrayBuffer());

describe('the stamping server', () => {
	it('writes the events that were asked for and knows when, before they arrive', async () => {
		const fromMs = nowMs();
		const response = await fetch(`${base}${stampedTarget(pace)}`, {
			method: 'POST',
			body: '{"a":1}'
		});
		const body = await response.text();
		const untilMs = nowMs();
		expect(body).toHaveLength(4 * stampedEventBytes + stampedEnd.length);
		expect(response.headers.get(answerHeader)).toBe('0');
		const [events, ...sentMs] = await logged();
		expect(events).toBe(4);
		expect(sentMs).toHaveLength(4);
		expect([...sentMs].sort((a, b) => a - b)).toStrictEqual(sentMs);
		expect(sentMs[0]).toBeGreaterThanOrEqual(fromMs + pace.firstMs);
		expect(sentMs[3]).toBeGreaterThanOrEqual(fromMs + pace.firstMs + 3 * pace.gapMs);
		expect(sentMs[3]).toBeLessThan(untilMs);
	});

	it('answers requests of one connection in turn, and goes on after one that was broken off', async () => {
		const broken = request(`${base}${stampedTarget({ ...pace, tokens: 1_000 })}`, (response) =>
			response.once('data', () => response.destroy())
		);
		broken.end();
		await new Promise((resolve) => broken.once('close', resolve));
		const answers = await Promise.all(
			Array.from({ length: 6 }, async () => (await fetch(`${base}${stampedTarget(pace)}`)).text())
		);
		expect(answers.every((text) => text.endsWith(stampedEnd))).toBe(true);
		expect(Number(await (await fetch(`${base}/cpu`)).text())).toBeGreaterThan(0);
	});

	it('understands the pace that a target asks for', () => {
		expect(paceOfTarget(stampedTarget(pace))).toStrictEqual(pace);
		expect(paceOfTarget('/')).toStrictEqual({ tokens: 1, gapMs: 0, firstMs: 0, spreadMs: 0 });
		expect(paceOfTarget('/x?tokens=many&gap=-2')).toMatchObject({ tokens: 1, gapMs: 0 });
	});
});
