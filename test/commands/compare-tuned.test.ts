/** `bench compare` with a tuned model, its base and the API: every pair, and when the tuning has paid for itself. */
import { describe, expect, it } from 'vitest';
import { targetSchema, type Target } from '#core/target.ts';
import { temporaryPath } from '../db/support/temporary-database.ts';
import { sampleCell } from '../db/support/samples.ts';
import { boughtTarget, storeMeasuredRun, type MeasuredTarget } from './support/measured-run.ts';
import { callCommand } from './support/recorded-context.ts';

const selfHosted = (id: string, changes: Partial<Target> = {}): Target =>
	targetSchema.parse({
		kind: 'self-hosted',
		id,
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:8000/v1',
		model: id,
		...changes
	});

const fromElsewhere = {
	model: 'open-8b',
	method: 'lora' as const,
	data: { items: 4_000, source: 'closed tickets' },
	costUsd: '400',
	costSource: 'bill of the GPU cloud',
	trainedOn: '2026-11-01'
};
const tunedFrom = { target: 'base', ...fromElsewhere };

const measured = (
	target: Target,
	isRight: (item: number) => boolean | null,
	costUsd: string | null
): MeasuredTarget => ({
	target,
	levels: [{ offeredPerS: null, sloMetShare: 1 }],
	right: 0,
	answer: (item) => ({ right: isRight(item), costUsd })
});

const items = 40;

const store = async (): Promise<string> => {
	const db = `file:${temporaryPath()}`;
	await storeMeasuredRun(db, {
		id: 'r1',
		useCase: 'mails',
		items,
		targets: [
			measured(selfHosted('base'), (item) => (item === 39 ? null : item < 20), '0.002'),
			measured(selfHosted('tuned', { tunedFrom }), (item) => item < 36, '0.002'),
			measured(boughtTarget, (item) => item < 38, '0.01')
		]
	});
	return db;
};

interface Several {
	n: number;
	leftOut: number;
	targets: { target: string; right: { share: number; n: number }; usdPerRequest: string }[];
	pairs: {
		n: number;
		difference: number;
		mcnemar: { b01: number; b10: number; exactP: number };
		holmP: number;
		cells: { b: { target: string } };
		nonInferiority: { shown: boolean };
	}[];
	tuning: {
		paybacks: {
			against: string;
			isBase: boolean;
			state: string;
			requests: number | null;
			requestsInterval: { low: number; high: number } | null;
			months: number | null;
			monthsInterval: { low: number; high: number } | null;
			savingUsdPerRequest: { usdPerRequest: string; low: number; high: number } | null;
			reason: string | null;
		}[];
		spread: { usdPerRequest: string; usdPerRightAnswer: string } | null;
	};
}

const several = async (db: string, ...args: string[]): Promise<Several> => {
	const { stdout, error } = await callCommand('compare', [
		...['tuned', 'base', 'api', '--db', db, '--json'],
		...args
	]);
	if (error) throw error;
	return (JSON.parse(stdout) as [Several])[0];
};

describe('bench compare of a tuned model, its base and the API', () => {
	it('rests every figure on the items that all three answered', async () => {
		const found = await several(await store());
		expect(found).toMatchObject({ n: 39, leftOut: 1 });
		expect(found.targets.map(({ target, right }) => [target, right.n, right.share])).toEqual([
			['tuned', 39, 36 / 39],
			['base', 39, 20 / 39],
			['api', 39, 38 / 39]
		]);
	});

	it('tests tuned against base and against the API, corrected for both', async () => {
		const [base, api] = (await several(await store())).pairs;
		// 16 items that only the tuned model got right, and 2 that only the API did: 2 / 2¹⁶ and 2 / 2².
		expect(base).toMatchObject({
			n: 39,
			mcnemar: { b10: 16, b01: 0 },
			cells: { b: { target: 'base' } }
		});
		expect(base!.mcnemar.exactP).toBeCloseTo(2 ** -15, 12);
		expect(base!.holmP).toBeCloseTo(2 * 2 ** -15, 12);
		expect(base!.difference).toBeCloseTo(16 / 39, 12);
		expect(api).toMatchObject({ mcnemar: { b10: 0, b01: 2, exactP: 0.5 }, holmP: 0.5 });
		expect(api!.difference).toBeCloseTo(-2 / 39, 12);
		expect(api!.nonInferiority.shown).toBe(false);
	});

	it('says after how many requests the tuning has paid for itself, or why never', async () => {
		const db = await store();
		const { tuning } = await several(db, '--requests-per-month', '10000');
		// 400 / (0.01 − 0.002); the base costs the same.
		expect(tuning.paybacks).toMatchObject([
			{ against: 'base', isBase: true, state: 'never', requests: null, months: null },
			{ against: 'api', isBase: false, state: 'pays', requests: 50_000, months: 5 }
		]);
		// 400 / (10,000 × 12) on top of 0.002, by 36 right of 39.
		expect(tuning.spread!.usdPerRequest.slice(0, 12)).toBe('0.0033333333');
		expect(Number(tuning.spread!.usdPerRightAnswer)).toBeCloseTo(
			((0.002 + 400 / 120_000) * 39) / 36,
			12
		);
		const withRework = await several(db, '--wrong-usd', '0.5');
		// Base: 0.5 × 16 / 39 a request. API: 0.008 − 0.5 × 2 / 39 is below nothing, but two items alone do not show it.
		expect(withRework.tuning.paybacks).toMatchObject([
			{ state: 'pays', requests: 1_950 },
			{ state: 'not-shown', requests: null, requestsInterval: null }
		]);
		const [base, api] = withRework.tuning.paybacks;
		expect(base!.requestsInterval!.low).toBeLessThan(1_950);
		expect(base!.requestsInterval!.high).toBeGreaterThan(1_950);
		expect(Number(api!.savingUsdPerRequest!.usdPerRequest)).toBeLessThan(0);
		expect(api!.savingUsdPerRequest!.high).toBeGreaterThan(0);
		expect(withRework.tuning.spread).toBeNull();
	});

	it('counts the idle hours of an endpoint that is paid by the hour, once a volume is given', async () => {
		const price = {
			kind: 'per-hour' as const,
			usdPerHour: '2.5',
			source: 'price page',
			checkedOn: '2026-11-01'
		};
		const hourly = `file:${temporaryPath()}`;
		await storeMeasuredRun(hourly, {
			id: 'r1',
			useCase: 'mails',
			items,
			targets: [
				measured(selfHosted('base', { price }), (item) => item < 20, null),
				measured(selfHosted('tuned', { price, tunedFrom }), (item) => item < 36, null),
				measured(boughtTarget, (item) => item < 38, '0.01')
			]
		});
		const busy = await several(hourly);
		// The stage has cost 0.00027 for 600 answers.
		expect(busy.targets[0]).toMatchObject({ usdPerRequest: '0.00000045' });
		const [againstBase, againstApi] = busy.tuning.paybacks;
		expect([againstBase!.reason, againstApi!.reason]).toEqual([
			'tuned and base are paid by the hour, so what a request costs depends on how many there are in a month.',
			'tuned is paid by the hour, so what a request costs depends on how many there are in a month.'
		]);
		for (const each of busy.tuning.paybacks) {
			expect(each).toMatchObject({ state: 'not-shown', requests: null, savingUsdPerRequest: null });
		}
		const idle = await several(hourly, '--requests-per-month', '10000');
		// 730 h × 2.50 / 10,000.
		expect(idle.targets[0]).toMatchObject({ usdPerRequest: '0.1825', costBasis: 'per-month' });
		expect(idle.tuning.paybacks[1]).toMatchObject({ against: 'api', state: 'never' });
		// As dear by the hour as the base: with a volume a request costs the same, however fast each of them was.
		expect(idle.tuning.paybacks[0]).toMatchObject({ against: 'base', state: 'never' });
		const full = await several(hourly, '--requests-per-month', '999999999');
		expect(Number(full.targets[0]!.usdPerRequest)).toBeCloseTo(1_825 / 999_999_999, 15);
	});

	it('takes the demand of the scenario where no volume is given, and says so where it claims anything', async () => {
		const hourly = `file:${temporaryPath()}`;
		const price = {
			kind: 'per-hour' as const,
			usdPerHour: '2.5',
			source: 'price page',
			checkedOn: '2026-11-01'
		};
		await storeMeasuredRun(hourly, {
			id: 'r1',
			useCase: 'support-triage',
			items,
			targets: [
				measured(
					selfHosted('tuned', { price, tunedFrom: fromElsewhere }),
					(item) => item < 36,
					null
				),
				measured(boughtTarget, (item) => item < 38, '0.0016')
			]
		});
		const { stdout } = await callCommand('compare', ['tuned', 'api', '--db', hourly]);
		const text = stdout.replaceAll(/\s+/gu, ' ');
		// 730 h × 2.50 over 120,000 requests; its load alone would make it 0.00000045.
		expect(text).toContain(
			'At 120,000 requests a month, the scenario’s own demand (another: give --requests-per-month), a request costs $0.0152 with A (1 server paid for every hour of the month) and $0.0016 with B.'
		);
		expect(text).toContain(
			'Against frontier API the tuning never pays for itself. A request costs $0.0136 more with the tuned model. Counted are tuned with 1 server paid for every hour of the month.'
		);
		expect(text).not.toContain('No cost of every answer');
		const { stdout: data } = await callCommand('compare', [
			...['tuned', 'api', '--db', hourly, '--json']
		]);
		expect((JSON.parse(data) as unknown[])[0]).toMatchObject({
			volume: { requestsPerMonth: 120_000, from: 'scenario' },
			requestCosts: {
				a: { costBasis: 'per-month', servers: { count: 1, low: 1, high: 1 } },
				b: { costBasis: 'per-answer', servers: null }
			},
			tuning: { paybacks: [{ state: 'never' }] }
		});
	});

	it('counts whole servers where one does not carry the volume, and says that of nobody who gave it', async () => {
		const price = {
			kind: 'per-hour' as const,
			usdPerHour: '2.5',
			source: 'price page',
			checkedOn: '2026-11-01'
		};
		const hourly = `file:${temporaryPath()}`;
		await storeMeasuredRun(hourly, {
			id: 'r1',
			useCase: 'mails',
			items,
			targets: [
				// 600 answers for 0.00545 USD: one server carries 200.9 M requests a month.
				{
					...measured(selfHosted('base', { price }), (item) => item < 20, null),
					levels: [{ offeredPerS: null, sloMetShare: 1, costUsd: '0.00545' }]
				},
				measured(boughtTarget, (item) => item < 38, '0.01'),
				measured(selfHosted('other', { price }), (item) => item < 20, null)
			]
		});
		const args = ['base', 'api', 'other', '--db', hourly, '--requests-per-month', '250000000'];
		const { stdout } = await callCommand('compare', args);
		const text = stdout.replaceAll(/\s+/gu, ' ');
		expect(text).toContain(
			'At 250 M requests a month, a request costs $0.0000146 with A (2 servers paid for every hour of the month), $0.01 with B and $0.0000073 with C (1 server paid'
		);
		expect(text).not.toContain('--requests-per-month');
		const { stdout: data } = await callCommand('compare', [...args, '--json']);
		const [{ targets }] = JSON.parse(data) as [{ targets: { usdPerRequest: string }[] }];
		expect(Number(targets[0]!.usdPerRequest)).toBeCloseTo((2 * 1_825) / 250_000_000, 15);
	});

	it('tells no payback of two endpoints at one hourly price whose throughputs differ by chance', async () => {
		const price = {
			kind: 'per-hour' as const,
			usdPerHour: '2.5',
			source: 'price page',
			checkedOn: '2026-11-01'
		};
		const close = `file:${temporaryPath()}`;
		const stage = (target: Target, completed: number): MeasuredTarget => ({
			target,
			levels: [
				// A stage that is as busy as it can be, so that a large volume costs what its throughput makes it.
				{ offeredPerS: null, sloMetShare: 1, completed, costUsd: '2.5' }
			],
			right: 20
		});
		await storeMeasuredRun(close, {
			id: 'r1',
			useCase: 'mails',
			items,
			targets: [
				stage(selfHosted('base', { price }), 590),
				stage(selfHosted('tuned', { price, tunedFrom }), 600)
			].map((each) => ({ ...each, answer: (item) => ({ right: item < 20, costUsd: null }) }))
		});
		for (const [volume, state] of [
			[[], 'not-shown'],
			[['--requests-per-month', '10000'], 'never'],
			[['--requests-per-month', '90000000'], 'not-shown']
		] as const) {
			const { stdout } = await callCommand('compare', [
				...['tuned', 'base', '--db', close, '--json', ...volume]
			]);
			const [{ tuning }] = JSON.parse(stdout) as [Several];
			expect(tuning.paybacks).toMatchObject([{ state, requests: null, months: null }]);
		}
		const { stdout } = await callCommand('compare', [
			...['tuned', 'base', '--db', close, '--requests-per-month', '90000000']
		]);
		expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(
			/Against base, its base, no saving is shown, so no payback is computed\. A request saves between −\$0\.000\d+ and \$0\.000\d+ \(95 % interval\), which may be nothing/u
		);
	});

	it('says the same in words', async () => {
		const { stdout } = await callCommand('compare', [
			...['tuned', 'base', 'api', '--db', await store()],
			...['--requests-per-month', '1000']
		]);
		expect(stdout).toContain('mails: 39 items answered by all; 1 more');
		expect(stdout).toContain('tuned, tuned');
		expect(stdout).toContain('base, its base');
		expect(stdout).toMatch(
			/Against base, its base, the tuning never pays for itself\. A request costs the same/u
		);
		expect(stdout).toContain(
			'would need 50,000 requests to pay for itself, as each costs $0.008 less: 50.0 months at 1,000 requests a month, later than the next tuning after 12 months, so it does not pay at this volume.'
		);
		expect(stdout).toContain('12 months (assumed)');
	});

	it('requires against each of the others, and names the one that is not met', async () => {
		const { error } = await callCommand('compare', [
			'tuned',
			'base',
			'api',
			'--db',
			await store(),
			'--require'
		]);
		expect(error).toMatchObject({
			code: 'E_THRESHOLD',
			message: '"tuned" is not shown to be not worse than "api" on mails'
		});
	});

	it('warns where a model was tuned on what it is asked, in two and in several', async () => {
		const seen = `file:${temporaryPath()}`;
		const scenarioHash = sampleCell('c', 'r').scenarioHash.padEnd(12, '0');
		const saw = selfHosted('tuned', {
			tunedFrom: { ...tunedFrom, data: { ...tunedFrom.data, scenarioHash } }
		});
		await storeMeasuredRun(seen, {
			id: 'r1',
			useCase: 'mails',
			items,
			scenarioHash: scenarioHash.padEnd(64, '0'),
			targets: [
				measured(saw, () => true, '0.002'),
				measured(selfHosted('base'), (item) => item < 20, '0.002'),
				measured(boughtTarget, () => true, '0.01')
			]
		});
		for (const others of [['base'], ['base', 'api']]) {
			const { stdout } = await callCommand('compare', ['tuned', ...others, '--db', seen]);
			expect(stdout).toContain('! tuned was tuned on the items it is measured on (mails)');
			const reversed = await callCommand('compare', [...others, 'tuned', '--db', seen]);
			expect(reversed.stdout).toContain('! tuned was tuned on the items it is measured on');
			expect(reversed.stdout).toContain('bench compare tuned …');
		}
	});
});
