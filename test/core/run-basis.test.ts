import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedPaths, driftOf, type RunBasis } from '#core/run-basis.ts';

const basis: RunBasis = {
	configFile: '/work/bench.yaml',
	scenarioHashes: { triage: 'aa', invoices: 'bb' },
	benchVersion: '0.1.0',
	hostName: 'here'
};
const config = {
	name: 'a',
	maxSpendUsd: '5',
	scenarios: [{ use: '/one/place/triage' }, { use: 'invoices' }],
	targets: [{ id: 'api', model: 'm', price: { inputUsdPerMtok: '3' }, parameters: { seed: 1 } }],
	loads: [{ kind: 'closed', concurrency: 8 }]
};

describe('what has changed under a run', () => {
	it('is nothing where only its name, its cap or the folder of a scenario are others', () => {
		const moved = {
			...config,
			name: 'b',
			maxSpendUsd: '50',
			scenarios: [{ use: '/another/place/triage/' }, { use: 'invoices' }]
		};
		expect(driftOf({ basis, config }, { basis, config: moved })).toEqual([]);
	});

	it('names the places of the config, prices apart, and the scenarios', () => {
		const [target] = config.targets;
		const changed = {
			...config,
			targets: [{ ...target, model: 'n', price: { inputUsdPerMtok: '4' }, parameters: {} }]
		};
		expect(
			driftOf(
				{ basis, config },
				{
					basis: { ...basis, scenarioHashes: { triage: 'aa', invoices: 'cc' } },
					config: changed
				}
			)
		).toEqual([
			'the config says something else: targets[0].model, targets[0].parameters.seed',
			'prices have changed: targets[0].price.inputUsdPerMtok',
			'the items, the prompt or the grading of invoices have changed'
		]);
	});

	it('takes a scenario that is not there any more for changed', () => {
		const without = { ...basis, scenarioHashes: { triage: 'aa' } };
		expect(driftOf({ basis, config }, { basis: without, config })).toHaveLength(1);
	});

	it('has no place exactly where two JSON values are equal', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
				expect(changedPaths(a, structuredClone(a))).toEqual([]);
				const equal = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
				expect(changedPaths(a, b).length === 0).toBe(equal);
			})
		);
	});
});

const sorted = (value: unknown): unknown => {
	if (Object.is(value, -0)) return 'minus zero';
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.entries(value)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, each]) => [`key ${key}`, sorted(each)] as unknown)
		.concat(['object']);
};
