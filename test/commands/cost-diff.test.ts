/** `bench cost diff`: what changed between two specs or two runs, and a gate on the verdict. */
import { describe, expect, it } from 'vitest';
import type { CaseDifference } from '#bench/economics/case/case-difference.ts';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	outputOf,
	refusalOf,
	typedSpec
} from './support/cost-desk.ts';
import { boughtTarget, rentedTarget, storeMeasuredRun } from './support/measured-run.ts';

describe('bench cost diff', () => {
	const withPrice = (usdPerRequest: number): Record<string, unknown> =>
		typedSpec({ options: [buyOption({ price: { usdPerRequest } }), makeOption()] });

	it('lists the numbers that changed and what that does to each option', async () => {
		const { cost, file } = openDesk();
		const args = ['diff', file('a.json', withPrice(0.002)), file('b.json', withPrice(0.001))];
		const found = jsonOf(await cost(...args, '--json')) as CaseDifference;
		expect(found.parameters).toMatchObject([
			{ id: 'api.usdPerRequest', before: { value: '0.002' }, after: { value: '0.001' } }
		]);
		expect(found.options).toMatchObject([
			{ id: 'api', beforeUsdPerMonth: '6000', afterUsdPerMonth: '3000', changeUsdPerMonth: '-3000' }
		]);
		expect(found.permanentCrossover).toMatchObject({ before: expect.any(Number) as number });
		const text = outputOf(await cost(...args));
		expect(text).toMatch(/the API: price of a request .*\$0\.002 +\$0\.001/u);
		expect(text).toContain('−$3,000.00');
	});

	it('shows both titles of one id and warns of two use cases, within 80 columns', async () => {
		const { cost, costAt, file } = openDesk();
		const a = file('a.json', typedSpec());
		const renamed = typedSpec({
			useCase: 'mail',
			options: [
				buyOption({ title: 'the other API', price: { usdPerRequest: 0.003 } }),
				makeOption({ rent: { onDemandUsdPerHour: { value: 1, source: 'mail of the vendor' } } })
			]
		});
		const args = ['diff', a, file('b.json', renamed)];
		const text = outputOf(await cost(...args));
		expect(text).toMatch(/^warning: these are two use cases, letters and mail: /u);
		expect(text).toContain('the API → the other API  ');
		expect(text).toContain('the API → the other API: price of a request');
		expect(text).not.toContain('node on demand');
		expect(text).toContain('1 number differs in source or date alone');
		const narrow = outputOf(await costAt(80, ...args));
		expect(Math.max(...narrow.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
		expect(outputOf(await cost('diff', a, a))).not.toContain('warning');
	});

	it('says so where nothing changed', async () => {
		const { cost, file } = openDesk();
		const [a, b] = [file('a.json', typedSpec()), file('b.json', typedSpec())];
		expect(outputOf(await cost('diff', a, b))).toContain('No number differs.');
		const found = jsonOf(await cost('diff', a, b, '--json')) as CaseDifference;
		expect(found).toMatchObject({ options: [], parameters: [] });
	});

	it('ends with 3 where the verdict differs and that is asked for, and only then', async () => {
		const { cost, file } = openDesk();
		// Nobody has compared the answers, so making is not shown to be as good; buying needs no such proof.
		const [both, one] = [file('a.json', withPrice(0.01)), file('b.json', withPrice(0.0001))];
		const states = (jsonOf(await cost('diff', both, one, '--json')) as CaseDifference).verdict;
		expect(states).toEqual({ before: 'not-enough-evidence', after: 'buy' });
		expect((await cost('diff', both, one)).exitCode).toBeNull();
		const failed = await cost('diff', both, one, '--fail-on-verdict');
		expect(failed).toMatchObject({ exitCode: 3, error: null });
		expect((await cost('diff', both, both, '--fail-on-verdict')).exitCode).toBeNull();
	});

	it('compares two runs of a use case', async () => {
		const { cost, databaseUrl } = openDesk();
		for (const [id, rate] of [
			['01OLD', 4],
			['02NEW', 6]
		] as const) {
			await storeMeasuredRun(databaseUrl, {
				id,
				useCase: 'support-triage',
				targets: [
					{
						target: rentedTarget,
						levels: [{ offeredPerS: rate, sloMetShare: 1 }],
						right: 36
					},
					{ target: boughtTarget, levels: [{ offeredPerS: 2, sloMetShare: 1 }], right: 38 }
				]
			});
		}
		const found = jsonOf(
			await cost('diff', '01OLD', '02NEW', '--use-case', 'support-triage', '--json')
		) as CaseDifference;
		expect(found.parameters.find(({ id }) => id === 'ours.kappaPerS')).toMatchObject({
			before: { value: '4' },
			after: { value: '6' }
		});
	});

	it('refuses a name that is no file without a use case', async () => {
		const { cost, file } = openDesk();
		const refused = refusalOf(await cost('diff', file('a.json', typedSpec()), 'missing.json'));
		expect(refused).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(refused.message).toContain('missing.json');
	});
});
