import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { toDecimal } from '#core/decimal.ts';
import { breakEven, type BreakEvenQuestion } from '#bench/economics/break-even/break-even.ts';
import { withParameter } from '#bench/economics/option/with-parameter.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { emptyOption, line, parameter, realisticCase, times } from '../support/realistic-case.ts';

const optionOf = (id: string): CostOption => realisticCase.options.find((each) => each.id === id)!;

const solve = (
	parameterId: string,
	{ option = 'own', rival = 'api', requestsPerMonth = 12_000_000 } = {}
) => {
	const question: BreakEvenQuestion = {
		option: optionOf(option),
		rival: optionOf(rival),
		parameterId,
		requestsPerMonth
	};
	const differenceAt = (value: string): number => {
		const [own, other] = [question.option, question.rival].map((each) =>
			toDecimal(curveUsd(optionCurve(withParameter(each, parameterId, value)), requestsPerMonth))
		);
		return own!.minus(other!).toNumber();
	};
	return { answer: breakEven(question), differenceAt };
};

describe('what must be true', () => {
	test.each([
		['own.server', 'below'],
		['salary', 'below'],
		['api.output', 'above'],
		['tokens.output', 'above'],
		['own.residual', 'above']
	])('%s is solved for exactly, and setting it makes the costs equal', (id, cheaperWhen) => {
		const { answer, differenceAt } = solve(id);
		if (answer.state !== 'found') throw new Error(answer.reason);
		expect(answer).toMatchObject({ method: 'solved', cheaperWhen });
		expect(Math.abs(differenceAt(answer.value))).toBeLessThan(1e-9);
		const nearby = toDecimal(answer.value).times(cheaperWhen === 'below' ? '0.999' : '1.001');
		expect(differenceAt(nearby.toFixed())).toBeLessThan(0);
	});

	test('a rate in the cost of capital is closed in on', () => {
		const { answer, differenceAt } = solve('wacc', { requestsPerMonth: 11_400_000 });
		if (answer.state !== 'found') throw new Error(answer.reason);
		expect(answer.cheaperWhen).toBe('below');
		expect(Math.abs(differenceAt(answer.value))).toBeLessThan(1e-4);
	});

	test('a capacity at which a whole node comes or goes is a jump, on the side where it pays', () => {
		const { answer, differenceAt } = solve('own.kappa', { requestsPerMonth: 9_000_000 });
		if (answer.state !== 'found') throw new Error(answer.reason);
		expect(answer).toMatchObject({ method: 'jump', cheaperWhen: 'above' });
		expect(differenceAt(answer.value)).toBeLessThan(0);
		expect(differenceAt(toDecimal(answer.value).times('0.9999999').toFixed())).toBeGreaterThan(0);
	});

	test('an hourly rate is found for a fleet that follows the week', () => {
		const { answer, differenceAt } = solve('rented.onDemand', {
			option: 'rented',
			requestsPerMonth: 4_000_000
		});
		if (answer.state !== 'found') throw new Error(answer.reason);
		expect(Math.abs(differenceAt(answer.value))).toBeLessThan(1e-9);
	});

	test('a parameter inside a hybrid is moved as well', () => {
		const { answer, differenceAt } = solve('router.apiShare', {
			option: 'router',
			requestsPerMonth: 30_000_000
		});
		if (answer.state === 'found') expect(differenceAt(answer.value)).toBeLessThan(1e-4);
		else expect(answer.why).toMatch(/always/);
		expect(withParameter(optionOf('router'), 'own.server', '1').blend!.local).toEqual(
			withParameter(optionOf('own'), 'own.server', '1')
		);
	});

	test('no value does it where even a gift is too dear, or the worst price still pays', () => {
		const dear = solve('usdPerKwh', { requestsPerMonth: 1_000 }).answer;
		expect(dear).toMatchObject({ state: 'none', why: 'always-dearer', lowest: '0' });
		const cheap = solve('own.residual', { requestsPerMonth: 500_000_000 }).answer;
		expect(cheap).toMatchObject({ state: 'none', why: 'always-cheaper', highest: '1' });
	});

	test('a parameter that no cost depends on is said to be independent', () => {
		const flat = (id: string, usd: string): CostOption => ({
			...emptyOption(id, 'buy'),
			lines: [line('fixed', 'month', times(parameter(`${id}.usd`, usd)))]
		});
		const idle = line('idle', 'request', times(parameter('idle', '5')));
		const option = { ...flat('a', '10'), lines: [...flat('a', '10').lines, idle] };
		const question = { option, rival: flat('b', '20'), parameterId: 'idle', requestsPerMonth: 0 };
		expect(breakEven(question)).toMatchObject({ state: 'none', why: 'independent' });
		expect(() => breakEven({ ...question, parameterId: 'unknown' })).toThrow(RangeError);
	});

	test('of a price is fixed cost / volume, whatever they are', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 1_000_000 }),
				fc.integer({ min: 1, max: 1_000_000 }),
				fc.integer({ min: 1, max: 1_000 }),
				(fixed, requestsPerMonth, price) => {
					const make: CostOption = {
						...emptyOption('make', 'make-owned'),
						lines: [line('fixed', 'month', times(parameter('fixed', String(fixed))))]
					};
					const buy: CostOption = {
						...emptyOption('buy', 'buy'),
						lines: [line('price', 'request', times(parameter('price', String(price))))]
					};
					const answer = breakEven({
						option: make,
						rival: buy,
						parameterId: 'price',
						requestsPerMonth
					});
					const exact = toDecimal(fixed).div(requestsPerMonth).round(20).toFixed();
					expect(answer).toMatchObject({ state: 'found', value: exact, cheaperWhen: 'above' });
				}
			),
			{ numRuns: 60 }
		);
	});
});
