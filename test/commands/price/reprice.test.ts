/** `bench price reprice`: what the stored answers of a run would cost at other prices. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { jsonOf, openDesk, outputOf, refusalOf, usageErrorOf } from '../support/cost-desk.ts';
import { boughtTarget, rentedTarget, storeMeasuredRun } from '../support/measured-run.ts';
import { callCommand, type Recorded } from '../support/recorded-context.ts';

interface Repriced {
	run: string;
	at: string;
	cells: {
		scenarioId: string;
		targetId: string;
		emulated: boolean;
		before: { usd: string | null; priced: number };
		after: { usd: string | null; priced: number };
		unpriced: number;
		missing: { what: string; count: number }[];
		price: { providerId: string; modelId: string; version: string };
	}[];
}

const list = (modelId: string, terms: Record<string, unknown>) => ({
	providerId: 'acme',
	modelId,
	terms: 'negotiated',
	inputUsdPerMtok: '1',
	outputUsdPerMtok: '4',
	sourceUrl: 'contract 4711',
	asOf: '2026-11-01',
	enteredBy: 'procurement',
	...terms
});

const prices = {
	entries: [
		list('frontier-1', {
			validTo: '2026-12-31',
			serviceTiers: [{ tier: 'batch', factor: 0.5, withCache: 'stacks' }]
		}),
		list('frontier-1', { inputUsdPerMtok: '2', validFrom: '2027-01-01' }),
		list('by-the-hour', { timeWindows: [{ fromUtc: '10:00', toUtc: '11:00', factor: 2 }] }),
		list('no-output-price', { outputUsdPerMtok: null })
	]
};

const levels = [{ offeredPerS: 1, sloMetShare: 1 }];

/** 40 answers of 500 tokens in and 20 out, sent at ten o'clock; two of each four have a stored cost, one has no usage. */
const desk = async () => {
	const { databaseUrl, file } = openDesk();
	await storeMeasuredRun(databaseUrl, {
		id: '01RUN',
		useCase: 'letters',
		targets: [
			{
				target: boughtTarget,
				levels,
				right: 30,
				answer: (item) => ({
					costUsd: item % 4 < 2 ? '0.001' : null,
					...(item % 4 === 3 ? { usage: null } : {})
				})
			},
			{ target: rentedTarget, levels, right: 30, emulatedAnswers: true }
		]
	});
	const overlay = file('prices.yaml', stringify(prices));
	const reprice = (...args: string[]): Promise<Recorded> =>
		callCommand('price', ['reprice', ...args, '--prices', overlay, '--db', databaseUrl]);
	return { reprice, databaseUrl };
};

const acme = ['01RUN', '--target', 'api', '--provider', 'acme'];
const at = ['--at', '2026-11-20'];

describe('bench price reprice', () => {
	it('holds the stored costs against those of another list, and counts what has no known cost', async () => {
		const { reprice } = await desk();
		const { run, at: day, cells } = jsonOf(await reprice(...acme, ...at, '--json')) as Repriced;
		expect([run, day]).toEqual(['01RUN', '2026-11-20']);
		expect(cells).toMatchObject([
			{
				scenarioId: 'letters',
				targetId: 'api',
				before: { usd: '0.02', priced: 20 },
				// 30 × (500 × 1 + 20 × 4) / 1,000,000
				after: { usd: '0.0174', priced: 30 },
				unpriced: 10,
				missing: [{ what: 'number of tokens', count: 10 }],
				price: { providerId: 'acme', modelId: 'frontier-1' }
			}
		]);
	});

	it('says the same in words, with the list that it used', async () => {
		const { reprice } = await desk();
		const text = outputOf(await reprice(...acme, ...at));
		expect(text).toContain('run 01RUN at the prices of 2026-11-20: acme frontier-1, version ');
		expect(text).toContain('contract 4711 (looked up 2026-11-01)');
		expect(text).toMatch(/letters +api +40 +\$0\.02\S* +\$0\.0174\S* +10\n/u);
		expect(text).toContain('letters: number of tokens, unknown for 10 answers');
	});

	it.each([
		['the list of the day', ['--at', '2027-01-01'], '0.0324'],
		['the service tier', [...at, '--service-tier', 'batch'], '0.0087'],
		['another model', [...at, '--model', 'by-the-hour'], '0.0348']
	])('goes by %s, at the hour at which the answers were sent', async (_, args, usd) => {
		const { reprice } = await desk();
		const { cells } = jsonOf(await reprice(...acme, ...args, '--json')) as Repriced;
		expect(cells[0]?.after.usd).toBe(usd);
	});

	it('has no sum where nothing can be priced', async () => {
		const { reprice } = await desk();
		const args = [...acme, ...at, '--model', 'no-output-price'];
		const { cells } = jsonOf(await reprice(...args, '--json')) as Repriced;
		expect(cells).toMatchObject([{ after: { usd: null, priced: 0 }, unpriced: 40 }]);
		expect(outputOf(await reprice(...args))).toMatch(/ 40 +\$0\.02\S* +– +40\n/u);
	});

	it('marks answers without a model', async () => {
		const { reprice } = await desk();
		const args = [
			'01RUN',
			'--target',
			'ours',
			'--provider',
			'acme',
			'--model',
			'frontier-1',
			...at
		];
		expect(outputOf(await reprice(...args))).toContain('ours EMULATED');
	});

	it('changes nothing that is stored', async () => {
		const { reprice, databaseUrl } = await desk();
		const path = databaseUrl.replace(/^file:/u, '');
		const bytes = (): string => readFileSync(path).toString('base64');
		// The first call brings the file into order.
		outputOf(await reprice(...acme, ...at));
		const before = bytes();
		outputOf(await reprice(...acme, '--at', '2027-01-01', '--model', 'by-the-hour'));
		expect(bytes() === before).toBe(true);
		const { cells } = jsonOf(await reprice(...acme, ...at, '--json')) as Repriced;
		expect(cells[0]?.before).toEqual({ usd: '0.02', priced: 20 });
	});

	it('refuses an unknown run, target and model with where to look', async () => {
		const { reprice } = await desk();
		const run = refusalOf(await reprice('XYZ', '--target', 'api', '--provider', 'acme', ...at));
		expect(run).toMatchObject({ code: 'E_NOT_FOUND', exitCode: 2 });
		expect(run.message).toContain('XYZ');
		const target = refusalOf(
			await reprice('01RUN', '--target', 'nobody', '--provider', 'acme', ...at)
		);
		expect(target).toMatchObject({ code: 'E_NOT_FOUND' });
		expect(target.message).toContain('run 01RUN has no target "nobody"');
		expect(target.hint).toContain('bench runs show 01RUN');
		const model = refusalOf(await reprice(...acme, ...at, '--model', 'frontier-9'));
		expect(model).toMatchObject({ code: 'E_NOT_FOUND' });
		expect(model.message).toContain('no "frontier-9" of "acme" on 2026-11-20');
		expect(model.hint).toContain('--provider acme');
	});

	it('needs a target, a provider and a service tier that there is', async () => {
		const { reprice } = await desk();
		expect(usageErrorOf(await reprice('01RUN', '--provider', 'acme')).message).toContain(
			'--target'
		);
		expect(usageErrorOf(await reprice('01RUN', '--target', 'api')).message).toContain('--provider');
		const tier = usageErrorOf(await reprice(...acme, '--service-tier', 'cheap'));
		expect(tier.message).toContain('cheap');
	});

	it('needs a database that there is', async () => {
		const { databaseUrl } = openDesk();
		const refused = refusalOf(
			await callCommand('price', ['reprice', ...acme, '--db', `${databaseUrl}.absent`])
		);
		expect(refused).toMatchObject({ code: 'E_NOT_FOUND' });
		expect(refused.hint).toContain('--db');
	});
});
