/** What a slider of the volume shows is what `--volume` would have computed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullCostSpecSchema } from '#core/cost-spec.ts';
import { evaluateWith, type EvaluatedSpec } from '#bench/cases/evaluate-spec.ts';
import { evaluateCase, type EvaluatedOption } from '#bench/economics/case/evaluate-case.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import { simulate } from '#bench/economics/uncertainty/simulate.ts';
import { uncertainCase } from '#bench/economics/uncertainty/draw-case.ts';
import { buyOption, makeOption, typedSpec } from '../commands/support/cost-desk.ts';
import { arbitrarySpecs } from '../economics/support/arbitrary-spec.ts';

const resolved = (
	written: Record<string, unknown>,
	options: { volume?: number } = {}
): Promise<EvaluatedSpec> => {
	const spec = fullCostSpecSchema.parse({ offerHosts: false, ...written });
	return evaluateWith(
		() => Promise.resolve({ spec, specName: 'spec', unavailable: [] }),
		options,
		() => Promise.reject(new Error('nothing refers to a database'))
	);
};

/** What is computed of an option: the same numbers, whoever said them. */
const figuresOf = ({ option, curve, today }: EvaluatedOption) => ({
	id: option.id,
	curve,
	usd: today.totalUsdPerMonth,
	nodes: today.nodes,
	lines: today.lines.map(({ id, usdPerMonth }) => [id, usdPerMonth])
});

/** All that a case is computed to, without the sources of its numbers. */
const computed = ({ costCase, evaluated }: Pick<EvaluatedSpec, 'costCase' | 'evaluated'>) => {
	const uncertain = uncertainCase(costCase, evaluated);
	const { maxRequestsPerMonth, seed } = costCase;
	return {
		...evaluated,
		options: evaluated.options.map(figuresOf),
		excluded: evaluated.excluded.map((each) => [figuresOf(each), each.reasons]),
		compared: evaluated.compared && [
			evaluated.compared.make.option.id,
			evaluated.compared.buy.option.id
		],
		maxRequestsPerMonth,
		path: costCase.demand.path,
		simulation:
			uncertain && simulate(uncertain, { draws: 50, seed, volumes: [1], maxRequestsPerMonth })
	};
};

/** The same volume by the slider and by the command line. */
const bothWays = async (written: Record<string, unknown>, volume: number) => {
	const before = await resolved(written);
	const { costCase, refused } = overrideCase(before.costCase, {
		'demand.requestsPerMonth': String(volume)
	});
	expect(refused).toEqual([]);
	return {
		slider: { costCase, evaluated: evaluateCase(costCase) },
		commandLine: await resolved(written, { volume })
	};
};

describe('another volume of today', () => {
	it('gives what resolving the spec at this volume gives, whatever the options are', async () => {
		await fc.assert(
			fc.asyncProperty(
				arbitrarySpecs,
				fc.integer({ min: 1, max: 90_000_000 }),
				async (written, volume) => {
					const { slider, commandLine } = await bothWays(written, volume);
					expect(computed(slider)).toEqual(computed(commandLine));
				}
			),
			{ numRuns: 40 }
		);
	});

	it('leaves out what the rates of a provider forbid, and takes it back', async () => {
		// 3 M requests a month at a peak of 2 are 137 a minute.
		const options = [buyOption({ limits: { requestsPerMinute: 200 } }), makeOption()];
		const above = await bothWays(typedSpec({ options }), 30_000_000);
		expect(computed(above.slider)).toEqual(computed(above.commandLine));
		expect(above.slider.costCase.excluded.map(({ option }) => option.id)).toEqual(['api']);
		expect(above.slider.costCase.notes).toEqual(above.commandLine.costCase.notes);
		const strict = [buyOption({ limits: { requestsPerMinute: 100 } }), makeOption()];
		const below = await bothWays(typedSpec({ options: strict }), 1_000_000);
		expect(below.slider.costCase.options.map(({ id }) => id)).toEqual(['api', 'own']);
		expect(computed(below.slider)).toEqual(computed(below.commandLine));
	});

	it('says from which month on growth meets a limit, of the volume that is asked about', async () => {
		const options = [buyOption({ limits: { requestsPerMinute: 138 } }), makeOption()];
		const demand = { requestsPerMonth: 3_000_000, peakToAverage: 2, growthPerMonth: 0.01 };
		const { slider, commandLine } = await bothWays(typedSpec({ options, demand }), 2_800_000);
		expect(slider.costCase.notes).toEqual(commandLine.costCase.notes);
		expect(slider.costCase.notes.join()).toContain('api: from month 9 on');
	});

	it('sizes a burst anew', async () => {
		const demand = { requestsPerMonth: 3_000_000, profile: 'office-chat' };
		const burst = { id: 'burst', kind: 'hybrid', mode: 'burst', local: 'own', api: 'api' };
		const options = [buyOption(), makeOption(), { ...burst, acceptShare: 0.9 }];
		const quality = { humanUsd: 0.1, errorUsd: 1, unnoticedShare: 0.1 };
		const { slider, commandLine } = await bothWays(
			typedSpec({ demand, options, quality }),
			40_000_000
		);
		expect(computed(slider)).toEqual(computed(commandLine));
	});

	it('moves a typed path of demand up and down', async () => {
		const demand = { path: [1_000_000, 2_000_000, 4_000_000], peakToAverage: 2 };
		const { slider, commandLine } = await bothWays(typedSpec({ demand }), 500_000);
		expect(slider.costCase.demand.path).toEqual([500_000, 1_000_000, 2_000_000]);
		expect(computed(slider)).toEqual(computed(commandLine));
		expect(slider.costCase.notes.join()).toContain('the months of the typed demand');
	});
});
