/** A decision is data: the same from a case that went through JSON, and its grades agree in what they share. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { decide, quickDraws } from '#bench/economics/case/decide.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import { arbitrarySpecs } from '../support/arbitrary-spec.ts';
import { emptyOption } from '../support/realistic-case.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';
import { typedCase } from '../support/typed-options.ts';

const cases: fc.Arbitrary<CostCase> = arbitrarySpecs.map((written) => typedCase(written));

const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('a decision', () => {
	it('is the same from a case that went through JSON, and goes through it itself', () => {
		fc.assert(
			fc.property(cases, (costCase) => {
				expect(sent(costCase)).toStrictEqual(costCase);
				const decision = decide(costCase, 'full');
				expect(decide(sent(costCase), 'full')).toStrictEqual(decision);
				expect(sent(decision)).toStrictEqual(decision);
			}),
			{ numRuns: 4 }
		);
	});

	it('is the same from a case with other values that went through JSON', () => {
		fc.assert(
			fc.property(cases, fc.integer({ min: 1, max: 90_000_000 }), (costCase, volume) => {
				const overrides = { [costCase.demand.requestsPerMonth.id]: String(volume) };
				const moved = overrideCase(costCase, overrides).costCase;
				expect(sent(moved)).toStrictEqual(moved);
				expect(overrideCase(sent(costCase), overrides)).toStrictEqual(
					overrideCase(costCase, overrides)
				);
			}),
			{ numRuns: 15 }
		);
	});

	it('has in every grade what the quick one has, from more draws', () => {
		const costCase = { ...smallCase([ownOption(), apiOption('0.1')]), draws: quickDraws };
		const [quick, answer, full] = (['quick', 'answer', 'full'] as const).map((grade) =>
			decide(costCase, grade)
		);
		const { grade, overTime, stress, dependence, ...shared } = quick!;
		expect([grade, overTime, stress, dependence]).toEqual(['quick', null, [], null]);
		expect(answer).toMatchObject(shared);
		expect(full).toMatchObject({ ...answer, grade: 'full', dependence: {} });
		expect(answer?.dependence).toBeNull();
		expect(full?.overTime?.payback).not.toBeNull();
	});

	it('says how busy own nodes must be, and nothing of it where making has none or nothing is asked for', () => {
		const useOf = (costCase: CostCase) => decide(costCase, 'full').dependence?.use;
		expect(useOf(smallCase([ownOption(), apiOption('0.1')]))).toMatchObject({ state: 'found' });
		expect(useOf(smallCase([ownOption(), apiOption('0.1')], { requests: '0' }))).toBeNull();
		const compare = { makeId: 'mix', buyId: 'api' };
		expect(
			useOf(smallCase([emptyOption('mix', 'hybrid'), apiOption('0.1')], { compare }))
		).toBeNull();
		expect(decide(smallCase([apiOption('0.1')]), 'full').dependence).toBeNull();
	});
});
