/** `bench cost chargeback`: a month of one option as rows of a cost tool. */
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	outputOf,
	refusalOf,
	typedSpec,
	usageErrorOf
} from '../support/cost-desk.ts';
import { storeMeasuredRun, unpricedTarget } from '../support/measured-run.ts';

type Row = Record<string, string>;

const spec = typedSpec({
	options: [
		buyOption(),
		makeOption({ staff: { baseFte: 0.3 }, recertification: { usd: 1_000, everyMonths: 7 } })
	]
});
const month = ['--month', '2026-12'];
const at = ['--at', '2026-11-20'];

const desk = (content = spec) => {
	const { cost, file } = openDesk();
	const path = file('c.json', content);
	return {
		chargeback: (...args: string[]) => cost('chargeback', '--spec', path, ...at, ...args),
		show: () => cost('--spec', path, ...at, '--json')
	};
};

const sumOf = (rows: readonly Row[], column: string) =>
	rows.reduce((sum, row) => sum.plus(row[column] ?? 'nothing'), toDecimal(0));

describe('bench cost chargeback', () => {
	it.each([
		[[], 'own'],
		[['--option', 'api'], 'api']
	])('%j has rows that add up to the month of "%s"', async (args, id) => {
		const { chargeback, show } = desk();
		const { options } = jsonOf(await show()) as { options: { id: string; usdPerMonth: string }[] };
		const month_ = toDecimal(options.find((each) => each.id === id)?.usdPerMonth ?? 'nothing');
		const rows = jsonOf(await chargeback(...month, ...args, '--json')) as Row[];
		for (const column of ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost']) {
			// Every row is rounded to a millionth of a dollar.
			const difference = sumOf(rows, column).minus(month_).abs();
			expect(difference.lte(toDecimal('0.0000005').times(rows.length)), column).toBe(true);
		}
		expect(rows.length).toBeGreaterThan(0);
	});

	it('says what each row is, for which month and whose account', async () => {
		const { chargeback } = desk();
		const rows = jsonOf(
			await chargeback(...month, '--account', 'cost centre 7', '--json')
		) as Row[];
		expect(rows.find(({ SkuId }) => SkuId === 'rent of a node')).toMatchObject({
			BilledCost: '2190',
			BillingCurrency: 'USD',
			BillingAccountId: 'cost centre 7',
			ChargePeriodStart: '2026-12-01T00:00:00Z',
			ChargePeriodEnd: '2027-01-01T00:00:00Z',
			ChargeDescription: 'rent of a node, letters, 2026-12',
			ServiceName: 'our GPUs',
			SubAccountId: 'letters'
		});
	});

	it('writes the same as CSV', async () => {
		const { chargeback } = desk();
		const rows = jsonOf(await chargeback(...month, '--json')) as Row[];
		const [header = '', ...lines] = outputOf(await chargeback(...month))
			.trim()
			.split(/\r?\n/u);
		expect(header.split(',')).toEqual(Object.keys(rows[0] ?? {}));
		expect(lines).toHaveLength(rows.length);
		for (const [index, line] of lines.entries()) {
			expect(line.startsWith(`${rows[index]?.['BilledCost'] ?? ''},internal,internal,USD,`)).toBe(
				true
			);
		}
	});

	it('refuses an unknown option with those that there are', async () => {
		const { chargeback } = desk();
		const refused = refusalOf(await chargeback(...month, '--option', 'nobody'));
		expect(refused).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(refused.message).toContain('there is no option "nobody"');
		expect(refused.hint).toMatch(/api.*own|own.*api/u);
	});

	it('says of an option that may not be used why that is', async () => {
		const { chargeback } = desk({ ...spec, constraints: { dataMayLeave: false } });
		const refused = refusalOf(await chargeback(...month, '--option', 'api'));
		expect(refused.message).toMatch(/option "api" may not be used: .*may not leave/u);
	});

	it('says of an option that cannot be computed what it lacks', async () => {
		const mix = { id: 'mix', kind: 'hybrid', mode: 'router', local: 'own', api: 'api' };
		const options = [
			...(spec['options'] as unknown[]),
			{ ...mix, threshold: { gate: 'short-requests' } }
		];
		const { chargeback } = desk({ ...spec, options });
		const refused = refusalOf(await chargeback(...month, '--option', 'mix'));
		expect(refused.message).toMatch(/option "mix" cannot be computed: .*name no run/u);
	});

	it('bills what the service costs, and not what its wrong answers do', async () => {
		const quality = { humanUsd: 2, errorUsd: 10, unnoticedShare: 0.1 };
		const { chargeback, show } = desk(typedSpec({ quality }));
		const { options } = jsonOf(await show()) as {
			options: { id: string; usdPerMonth: string; serviceUsdPerMonth: string }[];
		};
		const api = options.find(({ id }) => id === 'api');
		const rows = jsonOf(await chargeback(...month, '--option', 'api', '--json')) as Row[];
		expect(sumOf(rows, 'BilledCost').toFixed()).toBe('6000');
		expect(api?.serviceUsdPerMonth).toBe('6000');
		expect(Number(api?.usdPerMonth)).toBeGreaterThan(6_000);
	});

	it('marks what was measured without a model', async () => {
		const { cost, file, databaseUrl } = openDesk();
		await storeMeasuredRun(databaseUrl, {
			id: '01RUN',
			useCase: 'letters',
			targets: [
				{
					target: unpricedTarget,
					levels: [{ offeredPerS: 1, sloMetShare: 1 }],
					right: 30,
					emulatedAnswers: true
				}
			]
		});
		const own = makeOption({ run: { run: '01RUN', target: 'ours' } });
		const path = file('c.json', typedSpec({ options: [own] }));
		const args = ['--spec', path, ...at, ...month, '--option', 'own'];
		const refused = refusalOf(await cost('chargeback', ...args));
		expect(refused.message).toContain('EMULATED');
		const rows = jsonOf(await cost('chargeback', ...args, '--include-emulated', '--json')) as Row[];
		expect(rows.every(({ ServiceName }) => ServiceName === 'our GPUs EMULATED')).toBe(true);
	});

	it('asks for an option where none that is made is compared', async () => {
		const { chargeback } = desk(typedSpec({ options: [buyOption()] }));
		const refused = refusalOf(await chargeback(...month));
		expect(refused.message).toContain('--option');
		expect(refused.hint).toContain('api');
	});

	it.each(['2026-13', '2026', '2026-1', 'December'])('refuses the month "%s"', async (text) => {
		const { chargeback } = desk();
		expect(usageErrorOf(await chargeback('--month', text)).message).toContain('YYYY-MM');
	});

	it('needs a month', async () => {
		const { chargeback } = desk();
		expect(usageErrorOf(await chargeback()).message).toContain('--month');
	});
});
