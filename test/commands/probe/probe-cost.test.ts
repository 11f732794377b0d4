import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affordable, type ReadyQuestion } from '#bench/commands/probe/probe-cost.ts';
import { usageOf } from '../support/chat-server.ts';
import { chatServer, probe, reportOf, probed, checkOf, price } from '../support/probe.ts';
import { callCommand } from '../support/recorded-context.ts';

describe('what bench probe costs', () => {
	it('is bounded before anything is sent, settled after it, and below the default cap', async () => {
		const server = await chatServer(() => ({ usage: usageOf(100, 10) }));
		const recorded = await probe(server.port, [...price, '--json']);
		const { cost, requests } = reportOf(recorded);
		expect(cost).toMatchObject({ paid: true, capUsd: '0.05', unpricedAnswers: 0 });
		expect(Number(cost.worstUsd)).toBeLessThanOrEqual(0.05);
		// Each: 100 × 3 USD and 10 × 15 USD a million tokens.
		expect(Number(cost.settledUsd)).toBeCloseTo(requests * 0.00045, 9);
		expect(recorded.stderr).toMatch(/at worst they cost 0\.0\d+ USD \(cap 0\.05 USD, the default/);
	});

	it('leaves out what does not fit under the cap, and says how much would allow it', async () => {
		const server = await chatServer(() => ({}));
		const [small, large] = await Promise.all([
			probed(server.port, [...price, '--max-spend', '0.03']),
			probed(server.port, [...price, '--max-spend', '1'])
		]);
		expect(small.requests).toBeLessThan(large.requests);
		expect(Number(small.cost.worstUsd)).toBeLessThanOrEqual(0.03);
		expect(checkOf(small, 'cached-tokens')).toMatchObject({ status: 'not asked' });
		expect(checkOf(small, 'cached-tokens').came).toMatch(
			/above the cap of 0\.03 USD; --max-spend 0\.\d+ allows it/
		);
		expect(checkOf(large, 'cached-tokens').status).not.toBe('not asked');
	});

	it('does not include a prompt without end, unless asked for and allowed', async () => {
		const server = await chatServer(() => ({}));
		const url = `http://127.0.0.1:${String(server.port)}/v1`;
		const args = [url, '--model', 'm', ...price, '--json'];
		const silent = reportOf(await callCommand('probe', args));
		expect(checkOf(silent, 'context').came).toMatch(/--max-context-probe asks for it/);
		const asked = reportOf(await callCommand('probe', [...args, '--max-context-probe']));
		expect(checkOf(asked, 'context').came).toMatch(/above the cap of 0\.05 USD/);
	});

	it('ends where the endpoint bills more than its worst case, with nothing more asked', async () => {
		const server = await chatServer(() => ({ usage: usageOf(1_000_000, 10) }));
		const { error } = await probe(server.port, [...price, '--json']);
		expect(error).toMatchObject({ code: 'E_BUDGET', exitCode: 6 });
		expect(error?.message).toMatch(
			/billed more than the worst case of a request: 3\.00015 USD are spent, above the cap of 0\.05 USD; nothing more is asked/u
		);
		expect(server.requests()).toHaveLength(1);
	});

	it('is not known where a gateway gives up on an answer, and nothing where a request is turned away', async () => {
		const server = await chatServer(({ body }) =>
			body['model'] === 'm'
				? {}
				: { status: '504 Gateway Timeout', raw: '{"error":{"message":"no"}}' }
		);
		expect((await probed(server.port, price)).cost).toMatchObject({ unpricedAnswers: 1 });
		const strict = await chatServer(({ body }) =>
			body['model'] === 'm' ? {} : { status: '404 X', raw: '{"error":{"message":"no"}}' }
		);
		expect((await probed(strict.port, price)).cost).toMatchObject({ unpricedAnswers: 0 });
	});

	it('is told apart from what cannot be known, where answers come without usage', async () => {
		const server = await chatServer(() => ({ usage: null }));
		const { cost, requests } = await probed(server.port, price);
		expect(cost).toMatchObject({ settledUsd: '0', unpricedAnswers: requests });
		expect(cost.unpricedWorstUsd).toBe(cost.worstUsd);
	});
});

describe('the questions that fit under a cap', () => {
	const question = (worstUsd: string): ReadyQuestion => ({
		id: 'whole',
		call: {
			...{ system: null, messages: [], maxOutputTokens: 1, stream: false },
			...{ temperature: null, seed: null, extraBody: {} }
		},
		endpoint: { baseUrl: 'http://127.0.0.1', model: 'm', apiKey: null },
		onNew: false,
		request: new Uint8Array(),
		worstUsd
	});
	const cents = fc.integer({ min: 0, max: 50 });

	it('never cost more than it together, and leave out none that would still fit', () => {
		fc.assert(
			fc.property(fc.array(fc.array(cents, { minLength: 1 })), cents, (parts, cap) => {
				const made = parts.map((each) => ({
					isNeeded: false,
					questions: each.map((cent) => question((cent / 100).toFixed(2)))
				}));
				const { asked, worstUsd } = affordable(
					made,
					(cap / 100).toFixed(2),
					(each) => each as ReadyQuestion
				);
				let spent = 0;
				let expected = 0;
				for (const each of parts) {
					const sum = each.reduce((all, cent) => all + cent, 0);
					if (spent + sum > cap) continue;
					spent += sum;
					expected += each.length;
				}
				expect(Math.round(Number(worstUsd) * 100)).toBe(spent);
				expect(spent).toBeLessThanOrEqual(cap);
				expect(asked).toHaveLength(expected);
			})
		);
	});

	it('are all of them where nobody is paid', () => {
		const parts = [{ isNeeded: false, questions: [question('9'), question('9')] }];
		expect(affordable(parts, null, (each) => each as ReadyQuestion)).toMatchObject({
			asked: [{ worstUsd: '9' }, { worstUsd: '9' }],
			worstUsd: '18'
		});
	});
});
