/** `bench cost sensitivity`: what moves the decision, values at which it turns, and what to find out. */
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	outputOf,
	refusalOf,
	typedSpec
} from './support/cost-desk.ts';

interface SensitivityJson {
	compared: { make: string; buy: string };
	base: { savingUsdPerMonth: number };
	swings: { parameter: { id: string } }[];
	breakEvens: ({ parameterId: string } & (
		| { state: 'found'; value: string; method: string; cheaperWhen: string }
		| { state: 'none'; why: string }
	))[];
	breakEvenUse:
		| { state: 'found'; share: string; todayShare: string; requestsPerMonth: string }
		| { state: 'none'; reason: string }
		| null;
	nextMeasurement: {
		state: string;
		reason: string;
		measurements: { parameterId?: string; advice: string; valueUsd: number }[];
	};
}

interface CostJson {
	requestsPerMonth: number;
	options: { id: string; usdPerMonth: string; utilisation: string | null }[];
}

const withTokens = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
	id: 'api',
	title: 'the API',
	kind: 'buy',
	tokens: { uncachedInput: 600, output: 50 },
	price: {
		inputUsdPerMtok: 1,
		outputUsdPerMtok: 4,
		source: 'price list of the vendor',
		asOf: '2026-11-20'
	},
	acceptShare: 0.9,
	...changes
});

describe('bench cost sensitivity', () => {
	it('has a table also where no number was given a range', async () => {
		const { costAt, cost, file } = openDesk();
		const spec = file('c.json', typedSpec());
		const found = jsonOf(await cost('sensitivity', '--spec', spec, '--json')) as SensitivityJson;
		expect(found.compared).toEqual({ make: 'own', buy: 'api' });
		expect(found.swings.map(({ parameter }) => parameter.id)).toEqual(
			expect.arrayContaining(['api.usdPerRequest', 'own.rent.onDemandUsdPerHour'])
		);
		const text = outputOf(await costAt(80, 'sensitivity', '--spec', spec));
		expect(text).toMatch(/^number +of +moved/mu);
		expect(text).toContain('What must be true');
		expect(text).toContain('What to find out next');
		expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
	});

	it('says how busy the own nodes must be, and how busy they are', async () => {
		const { cost, file } = openDesk();
		const spec = file('c.json', typedSpec({ options: [withTokens(), makeOption()] }));
		const { breakEvenUse } = jsonOf(
			await cost('sensitivity', '--spec', spec, '--json')
		) as SensitivityJson;
		if (breakEvenUse?.state !== 'found') throw new Error('no use was found');
		// The same nodes carry requests in proportion to their use.
		const { options, requestsPerMonth } = jsonOf(await cost('--spec', spec, '--json')) as CostJson;
		const own = options.find(({ id }) => id === 'own');
		expect(Number(breakEvenUse.todayShare)).toBeCloseTo(Number(own?.utilisation), 12);
		expect(Number(breakEvenUse.share) / Number(breakEvenUse.todayShare)).toBeCloseTo(
			Number(breakEvenUse.requestsPerMonth) / requestsPerMonth,
			9
		);
		expect(outputOf(await cost('sensitivity', '--spec', spec))).toMatch(
			/the same nodes pay from [\d.]+ % of their capacity on/u
		);
	});

	it('gives values at which both options really cost the same', async () => {
		const { cost, file } = openDesk();
		const specOf = (changes: { input?: unknown; rent?: unknown; tokens?: unknown } = {}): string =>
			file(
				'c.json',
				typedSpec({
					options: [
						withTokens({
							tokens: { uncachedInput: changes.tokens ?? 600, output: 50 },
							price: {
								inputUsdPerMtok: changes.input ?? 1,
								outputUsdPerMtok: 4,
								source: 'price list of the vendor',
								asOf: '2026-11-20'
							}
						}),
						makeOption({ rent: { onDemandUsdPerHour: changes.rent ?? 1 } })
					]
				})
			);
		const found = jsonOf(
			await cost('sensitivity', '--spec', specOf(), '--json')
		) as SensitivityJson;
		const valueOf = (id: string): string => {
			const solved = found.breakEvens.find(({ parameterId }) => parameterId === id);
			if (solved?.state !== 'found') throw new Error(`no value for ${id}`);
			return solved.value;
		};
		const typedIn = [
			{ rent: valueOf('own.rent.onDemandUsdPerHour') },
			{ input: valueOf('api.input.price') },
			{ tokens: valueOf('api.input.amount') }
		];
		for (const changes of typedIn) {
			const { options } = jsonOf(await cost('--spec', specOf(changes), '--json')) as CostJson;
			const usd = (id: string) =>
				toDecimal(options.find((option) => option.id === id)?.usdPerMonth ?? '');
			expect(usd('own').minus(usd('api')).abs().lt('0.000001'), JSON.stringify(changes)).toBe(true);
		}
	});

	it('says of a number that cannot turn the decision that it cannot', async () => {
		const { cost, file } = openDesk();
		const spec = file(
			'c.json',
			typedSpec({ options: [buyOption({ price: { usdPerRequest: 1 } }), makeOption()] })
		);
		const text = outputOf(await cost('sensitivity', '--spec', spec));
		expect(text).not.toContain('The option is');
		expect(text).toMatch(/requests that one node serves within the objective/u);
	});

	it('names what to find out where the decision hangs on it, and says so where it does not', async () => {
		const { cost, file } = openDesk();
		const open = file(
			'open.json',
			typedSpec({
				draws: 2_000,
				options: [
					buyOption({ price: { usdPerRequest: { low: 0.0003, value: 0.0008, high: 0.0013 } } }),
					makeOption()
				]
			})
		);
		const unsure = jsonOf(await cost('sensitivity', '--spec', open, '--json')) as SensitivityJson;
		expect(unsure.nextMeasurement.measurements[0]?.valueUsd).toBeGreaterThan(0);
		expect(outputOf(await cost('sensitivity', '--spec', open))).toMatch(
			/^ {2}1\. .+ Worth up to \$/mu
		);
		const sure = jsonOf(
			await cost('sensitivity', '--spec', file('sure.json', typedSpec()), '--json')
		) as SensitivityJson;
		expect(sure.nextMeasurement.measurements.filter(({ valueUsd }) => valueUsd > 0)).toEqual([]);
		expect(sure.nextMeasurement.reason).not.toBe('');
	});

	it('needs a pair to compare', async () => {
		const { cost, file } = openDesk();
		const refused = refusalOf(
			await cost('sensitivity', '--spec', file('c.json', typedSpec({ options: [makeOption()] })))
		);
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(refused.hint).toContain('bench cost');
	});
});
