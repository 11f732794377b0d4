/** The same open model at hosts, beside the options that run it: `bench cost` with the model book and prices of our own. */
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { targetSchema } from '#core/target.ts';
import {
	jsonOf,
	makeOption,
	openDesk,
	typedSpec,
	type CostDesk
} from '../commands/support/cost-desk.ts';
import { storeMeasuredRun, unpricedTarget } from '../commands/support/measured-run.ts';

interface CostJson {
	options: { id: string; title: string; usdPerMonth: string; acceptShare: string | null }[];
	notes: string[];
}

/** Hosts of this model in the model book are cerebras, fireworks, groq and more; these prices go before those of the book. */
const model = 'gpt-oss-120b';
const entry = (
	providerId: string,
	modelId: string,
	inputUsdPerMtok: string,
	outputUsdPerMtok: string
) => ({
	providerId,
	modelId,
	terms: 'negotiated',
	inputUsdPerMtok,
	outputUsdPerMtok,
	sourceUrl: 'contract 4711',
	asOf: '2026-11-01',
	enteredBy: 'procurement'
});
const prices = {
	entries: [
		entry('groq', 'openai/gpt-oss-120b', '0.02', '0.1'),
		entry('cerebras', 'gpt-oss-120b', '0.01', '0.1'),
		entry('fireworks', 'gpt-oss-120b', '5', '50')
	]
};
const openTarget = targetSchema.parse({ ...unpricedTarget, model });
const tokens = { uncachedInput: 1_000, output: 100 };

/** What is wrong is done by hand, and always noticed. */
const byHand = { humanUsd: 0.1, errorUsd: 0, unnoticedShare: 0 };

const costOf = async (
	{ cost, file }: CostDesk,
	options: readonly Record<string, unknown>[],
	changes: Record<string, unknown> = {}
): Promise<CostJson> =>
	jsonOf(
		await cost(
			...['--spec', file('c.json', typedSpec({ options, draws: 100, ...changes }))],
			...['--prices', file('prices.yaml', stringify(prices)), '--at', '2026-11-20', '--json']
		)
	) as CostJson;

const ids = ({ options }: CostJson): string[] => options.map(({ id }) => id).sort();

describe('the same open model at hosts', () => {
	it('is offered at the two cheapest, by typed tokens, and the dearer ones are named', async () => {
		const found = await costOf(openDesk(), [makeOption({ model, tokens })]);
		expect(ids(found)).toEqual(['own', 'own-at-cerebras', 'own-at-groq']);
		// 1,000 × 0.01 and 100 × 0.1 USD per million are 0.00002 USD; at groq 0.00003.
		expect(found.options).toMatchObject([
			{ id: 'own-at-cerebras', usdPerMonth: '60', acceptShare: '0.9' },
			{ id: 'own-at-groq', usdPerMonth: '90', acceptShare: '0.9' },
			{ id: 'own', usdPerMonth: '2190' }
		]);
		const dearer = found.notes.find((note) => note.startsWith('dearer hosts are not shown'));
		expect(dearer).toMatch(/ at fireworks$/u);
		expect(dearer).not.toContain('groq');
	});

	it('is offered once where two options run it on the same requests', async () => {
		const twice = [makeOption({ model, tokens }), makeOption({ id: 'more', model, tokens })];
		expect(ids(await costOf(openDesk(), twice))).toEqual([
			'more',
			'own',
			'own-at-cerebras',
			'own-at-groq'
		]);
		// Other tokens, another price: a host for each of them.
		const [first, second] = twice;
		const other = { ...second, tokens: { ...tokens, output: 200 } };
		expect(ids(await costOf(openDesk(), [first ?? {}, other]))).toHaveLength(2 + 4);
	});

	it('is offered by what a run measured, in tokens as in right answers', async () => {
		const desk = openDesk();
		await storeMeasuredRun(desk.databaseUrl, {
			id: '01RUN',
			useCase: 'letters',
			targets: [
				{
					target: openTarget,
					levels: [
						{ offeredPerS: 1, sloMetShare: 1 },
						{ offeredPerS: 2, sloMetShare: 0.5 }
					],
					right: 36
				}
			]
		});
		const capacity = { run: '01RUN', target: 'ours' };
		const own = { ...makeOption({ capacity }), acceptShare: undefined };
		const found = await costOf(desk, [own], { quality: byHand });
		// 500 × 0.01 and 20 × 0.1 USD per million are 0.000007 USD, and a tenth is done by hand for 0.1.
		const host = found.options.find(({ id }) => id === 'own-at-cerebras');
		expect(host?.acceptShare).toBe('0.9');
		expect(Number(host?.usdPerMonth)).toBeCloseTo(21 + 30_000, 9);
	});

	it.each([
		['tokens that are typed', { tokens }, 60],
		['those that the run measured', {}, 21]
	])(
		'is as good as the run that judged the option says, with %s',
		async (_, changes, serviceUsd) => {
			const desk = openDesk();
			await storeMeasuredRun(desk.databaseUrl, {
				id: '01RUN',
				useCase: 'letters',
				targets: [
					{
						target: openTarget,
						levels: [{ offeredPerS: 1, sloMetShare: 1 }],
						right: 36
					}
				]
			});
			const run = { run: '01RUN', target: 'ours' };
			const own = { ...makeOption({ run, ...changes }), acceptShare: undefined };
			const found = await costOf(desk, [own], { quality: byHand });
			const host = found.options.find(({ id }) => id === 'own-at-cerebras');
			expect(host?.acceptShare).toBe('0.9');
			expect(Number(host?.usdPerMonth)).toBeCloseTo(serviceUsd + 30_000, 9);
		}
	);

	it('is not offered at a host that the spec has under the same id', async () => {
		const own = makeOption({ model, tokens });
		const mine = { id: 'own-at-groq', kind: 'hosted', price: { usdPerRequest: 1 }, acceptShare: 1 };
		const found = await costOf(openDesk(), [own, mine]);
		expect(found.options.find(({ id }) => id === 'own-at-groq')?.usdPerMonth).toBe('3000000');
	});

	it('is not offered where the spec says so, and then nothing is said about it', async () => {
		const found = await costOf(openDesk(), [makeOption({ model, tokens })], { offerHosts: false });
		expect(ids(found)).toEqual(['own']);
		expect(found.notes).toEqual([]);
	});

	it.each([
		[
			'a model that the model book does not know',
			{ model: 'our-own-7b', tokens },
			/own: .*"our-own-7b"/u
		],
		[
			'no tokens',
			{ model },
			/own: no host of .* tokens of a request are not known; give "tokens"/u
		],
		['no model', { tokens }, /own: no host .* its "model" is not given/u]
	])('is missed with a note where there is %s', async (_, changes, note) => {
		const found = await costOf(openDesk(), [makeOption(changes)]);
		expect(ids(found)).toEqual(['own']);
		expect(found.notes.filter((each) => note.test(each))).toHaveLength(1);
	});

	it('is missed with a note where no host has a price on the day', async () => {
		const { file, cost } = openDesk();
		// Downloadable, and sold by nobody whose prices the book holds.
		const own = makeOption({ model: 'dolly-v2-12b', tokens });
		const spec = file('c.json', typedSpec({ options: [own], draws: 100 }));
		const found = jsonOf(await cost('--spec', spec, '--at', '2026-11-20', '--json')) as CostJson;
		expect(ids(found)).toEqual(['own']);
		expect(found.notes.join('\n')).toMatch(/own: the price book has no host of Dolly/u);
	});
});
