/** The verdict: each of its states, the rules that lead there, and its words. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qualityGate } from '#bench/economics/verdict/quality-gate.ts';
import { verdictOf } from '#bench/economics/verdict/verdict.ts';
import type { VerdictInput, VerdictOption } from '#bench/economics/verdict/verdict-input.ts';

const passed = qualityGate({ bothRight: 1_900, onlyLocal: 10, onlyApi: 13, bothWrong: 27 });
const open = qualityGate({ bothRight: 150, onlyLocal: 10, onlyApi: 13, bothWrong: 27 });
const failed = qualityGate({ bothRight: 100, onlyLocal: 1, onlyApi: 33, bothWrong: 27 });

const costs = (usdPerMonth: number, spread = 0) => ({
	usdPerMonth: String(usdPerMonth),
	lowUsdPerMonth: spread === 0 ? null : String(usdPerMonth - spread),
	highUsdPerMonth: spread === 0 ? null : String(usdPerMonth + spread)
});

const option = (
	id: string,
	usdPerMonth: number,
	{ spread = 0, ...change }: Partial<VerdictOption> & { spread?: number } = {}
): VerdictOption => ({
	id,
	title: id,
	kind: id.startsWith('api') ? 'buy' : id.startsWith('mix') ? 'hybrid' : 'make-rented',
	emulated: false,
	excludedBecause: [],
	cost: { state: 'known', ...costs(usdPerMonth, spread) },
	accepted: null,
	gate: null,
	...change
});

const verdict = (options: VerdictOption[], change: Partial<VerdictInput> = {}) =>
	verdictOf({
		options,
		referenceId: 'api',
		requestsPerMonth: '40000000',
		statedHumanUsd: null,
		statedErrorUsd: null,
		levelPercent: 90,
		crossover: null,
		allowEmulated: false,
		...change
	});

const unknown = {
	state: 'unknown',
	reason: 'No valid stage supports a capacity.',
	toMeasure: 'Run bench load --find-capacity on it.'
} as const;

describe('a verdict on cost', () => {
	it('is make where it costs less and is shown to be as good', () => {
		const result = verdict([
			option('api', 9_000, { spread: 500 }),
			option('own', 6_000, { spread: 500, gate: passed })
		]);
		expect(result).toMatchObject({
			state: 'make',
			basis: 'cost',
			optionId: 'own',
			rivalId: 'api',
			savingUsdPerMonth: { value: '3000', low: '2000', high: '4000' },
			toMeasure: []
		});
		expect(result.sentence).toBe(
			'At 40 M requests a month own costs $6,000 a month, api $9,000: make.'
		);
		expect(result.reason).toBe(
			`At today’s volume own costs $6,000 a month, api $9,000, a difference of $2,000 to $4,000 a month (90 % interval). ${passed.reason}`
		);
	});

	it('names the crossing, its interval and today', () => {
		const { sentence } = verdict([option('api', 900), option('own', 6_000, { gate: passed })], {
			crossover: {
				outcome: 'crosses',
				firstRequests: '118000000',
				permanentRequests: '118200000',
				winnerAbove: 'make',
				optionIds: null,
				lowRequests: '104000000',
				highRequests: '139000000',
				reason: ''
			}
		});
		expect(sentence).toBe(
			'Make wins above 118 M requests a month, 90 % interval 104–139 M; today you send 40 M: buy.'
		);
	});

	it('names no crossing of two options where a third one beats both', () => {
		const { sentence } = verdict([option('api', 900), option('own', 6_000, { gate: passed })], {
			crossover: {
				outcome: 'crosses',
				firstRequests: '11000000',
				permanentRequests: '11000000',
				winnerAbove: 'make',
				optionIds: ['own', 'other-api'],
				lowRequests: null,
				highRequests: null,
				reason: ''
			}
		});
		expect(sentence).toBe('At 40 M requests a month api costs $900 a month, own $6,000: buy.');
	});

	it.each([
		['never', 'Make costs more at every volume examined; today you send 40 M: buy.'],
		['always', 'Make costs less at every volume examined; today you send 40 M: buy.']
	] as const)('says so where there is no crossing (%s)', (outcome, words) => {
		const none = {
			firstRequests: null,
			permanentRequests: null,
			lowRequests: null,
			highRequests: null
		};
		const crossover = {
			outcome,
			winnerAbove: 'buy',
			optionIds: null,
			reason: '',
			...none
		} as const;
		expect(verdict([option('api', 900), option('own', 6_000)], { crossover }).sentence).toBe(words);
	});

	it('is buy where that costs less, whatever is known of the own quality', () => {
		for (const gate of [passed, open, failed, null]) {
			const result = verdict([option('api', 900), option('own', 6_000, { gate })]);
			expect(result).toMatchObject({ state: 'buy', optionId: 'api' });
		}
	});

	it('is not make where it is cheaper but not shown to be as good, and says what would show it', () => {
		const result = verdict([option('api', 9_000), option('own', 6_000, { gate: open })]);
		expect(result).toMatchObject({
			state: 'not-enough-evidence',
			optionId: 'own',
			toMeasure: ['Compare own with the bought model on about 2,366 of the same items.']
		});
		expect(result.reason).toContain('not shown to be as good');
		const never = verdict([option('api', 9_000), option('own', 6_000)]);
		expect(never.toMeasure).toStrictEqual(['Compare own with the bought model on the same items.']);
	});

	it('is buy where the cheaper own model is shown to be worse', () => {
		const result = verdict([option('api', 9_000), option('own', 6_000, { gate: failed })]);
		expect(result).toMatchObject({
			state: 'buy',
			optionId: 'api',
			rivalId: null,
			setAside: [{ id: 'own', reason: failed.reason }]
		});
		expect(result.reason).toContain('shown to be worse by more than 2 points');
	});

	it('shows no difference where the intervals meet, unless the difference itself is given', () => {
		const options = [
			option('api', 6_400, { spread: 500 }),
			option('own', 6_000, { spread: 500, gate: passed })
		];
		const result = verdict(options);
		expect(result.state).toBe('no-difference-shown');
		expect(result.reason).toContain(
			'by the central values it is $400 cheaper, by the draws with a 90 % interval from $600 dearer to $1,400 cheaper'
		);
		const low = { lowUsdPerMonth: '200', highUsdPerMonth: '600' };
		expect(verdict(options, { differences: [{ id: 'api', minusId: 'own', ...low }] }).state).toBe(
			'make'
		);
		const turned = { lowUsdPerMonth: '-600', highUsdPerMonth: '-200' };
		const same = verdict(options, { differences: [{ id: 'own', minusId: 'api', ...turned }] });
		expect(same).toMatchObject({ state: 'make', savingUsdPerMonth: { low: '200', high: '600' } });
	});

	it('shows no difference between equal costs', () => {
		expect(verdict([option('api', 6_000), option('own', 6_000, { gate: passed })])).toMatchObject({
			state: 'no-difference-shown',
			reason: 'At today’s volume api costs $6,000 a month, own $6,000: the same.'
		});
	});

	it('takes the cheapest of a side that is shown to be as good', () => {
		const result = verdict([
			option('api', 9_000),
			option('own-small', 4_000, { gate: open }),
			option('own-large', 6_000, { gate: passed })
		]);
		expect(result).toMatchObject({ state: 'make', optionId: 'own-large' });
	});

	it('does not take a dearer one because the cheap one is not shown to be as good', () => {
		const result = verdict([
			option('api', 9_000),
			option('own-small', 4_000, { gate: open }),
			option('own-large', 12_000, { gate: passed })
		]);
		expect(result).toMatchObject({ state: 'not-enough-evidence', optionId: 'own-small' });
	});

	it('is hybrid where that is shown to be as good and costs least, and is not held up by one that is not', () => {
		const options = (gate: VerdictOption['gate']) => [
			option('api', 9_000),
			option('own', 7_000, { gate: passed }),
			option('mix', 5_000, { gate })
		];
		expect(verdict(options(passed))).toMatchObject({ state: 'hybrid', rivalId: 'own' });
		const waiting = verdict(options(open));
		expect(waiting).toMatchObject({
			state: 'make',
			setAside: [{ id: 'mix', reason: open.reason }]
		});
		expect(waiting.toMeasure).toHaveLength(1);
	});
});

describe('evidence that does not count', () => {
	it('leaves no verdict without a capacity, and says what to measure', () => {
		const result = verdict([option('api', 9_000), option('own', 0, { cost: unknown })]);
		expect(result).toMatchObject({
			state: 'not-enough-evidence',
			optionId: null,
			toMeasure: ['Run bench load --find-capacity on it.']
		});
		expect(result.reason).toBe(
			'Nothing that counts is known of making. own: No valid stage supports a capacity.'
		);
		expect(result.sentence).toBe(
			'Not enough evidence to decide; today you send 40 M requests a month.'
		);
	});

	it('keeps emulated figures out of a verdict, unless allowed, and then marks them', () => {
		const options = [option('api', 9_000), option('own', 6_000, { gate: passed, emulated: true })];
		const strict = verdict(options);
		expect(strict).toMatchObject({ state: 'not-enough-evidence', emulated: false });
		expect(strict.reason).toContain('EMULATED');
		expect(strict.toMeasure).toStrictEqual(['Measure own on a real endpoint.']);
		const allowed = verdict(options, { allowEmulated: true });
		expect(allowed).toMatchObject({ state: 'make', emulated: true });
		expect(allowed.sentence).toMatch(/^EMULATED in part: /);
		const all = options.map((each) => ({ ...each, emulated: true }));
		expect(verdict(all, { allowEmulated: true }).sentence).toMatch(/^EMULATED, no real model: /);
	});

	it('marks a crossing of a real model and an emulated one as emulated in part', () => {
		const crossover = {
			outcome: 'crosses',
			winnerAbove: 'make',
			firstRequests: '10000000',
			permanentRequests: '10000000',
			lowRequests: null,
			highRequests: null,
			optionIds: ['own', 'api'],
			reason: ''
		} as const;
		const { sentence } = verdict(
			[option('api', 9_000, { emulated: true }), option('own', 6_000, { gate: failed })],
			{ allowEmulated: true, crossover }
		);
		expect(sentence).toBe(
			'EMULATED in part: Buy, as nothing else can be chosen; on cost alone make wins above 10 M requests a month; today you send 40 M.'
		);
	});

	it('lets a constraint decide where it leaves one side only', () => {
		const reason = 'The data may not leave.';
		const result = verdict([
			option('api', 900, { excludedBecause: [reason] }),
			option('own', 6_000, { gate: open })
		]);
		expect(result).toMatchObject({ state: 'make', optionId: 'own', rivalId: null });
		expect(result.reason).toContain(reason);
		expect(result.reason).toContain(open.reason);
	});

	it('asks for an option where a side has none', () => {
		const result = verdict([option('api', 9_000)]);
		expect(result).toMatchObject({
			state: 'not-enough-evidence',
			toMeasure: ['Give an option for making, with its cost.']
		});
		expect(verdict([]).state).toBe('not-enough-evidence');
	});
});

describe('a verdict on accepted answers', () => {
	const stated = { statedHumanUsd: '3', statedErrorUsd: '40' };
	const accepted = (withoutErrors: number, errors: number, errorUsd = 40) => ({
		...costs(withoutErrors + errors * errorUsd),
		withoutErrorsUsdPerMonth: String(withoutErrors),
		undetectedErrorsPerMonth: String(errors)
	});

	it('lets a worse model win where its errors cost less than it saves, and says from where on they do not', () => {
		const result = verdict(
			[
				option('api', 9_000, { accepted: accepted(10_000, 10) }),
				option('own', 6_000, { gate: failed, accepted: accepted(7_000, 50) })
			],
			stated
		);
		expect(result).toMatchObject({
			state: 'make',
			basis: 'accepted-answers',
			errorCostFlip: { state: 'flips', errorUsd: '75', cheaperAboveId: 'api' }
		});
		expect(result.reason).toContain('rework included');
		expect(result.reason).toContain('where one costs more than 75 USD, api is cheaper');
	});

	it('lets the cheaper service lose to its rework', () => {
		const result = verdict(
			[
				option('api', 9_000, { accepted: accepted(10_000, 10) }),
				option('own', 6_000, { gate: open, accepted: accepted(9_000, 200) })
			],
			stated
		);
		expect(result).toMatchObject({ state: 'buy', basis: 'accepted-answers' });
	});

	it('goes back to cost alone where rework is known of one side only, or its prices are not stated', () => {
		const options = [
			option('api', 9_000, { accepted: accepted(10_000, 10) }),
			option('own', 6_000, { gate: passed })
		];
		expect(verdict(options, stated)).toMatchObject({ basis: 'cost', state: 'make' });
		const both = [options[0]!, { ...options[1]!, accepted: accepted(9_000, 200) }];
		expect(verdict(both)).toMatchObject({ basis: 'cost', state: 'make' });
		expect(verdict(both, { ...stated, statedErrorUsd: null })).toMatchObject({ basis: 'cost' });
	});
});

describe('any verdict', () => {
	const gates = fc.constantFrom(passed, open, failed, null);
	const anyOption = fc.record({
		kind: fc.constantFrom('buy', 'hosted', 'make-rented', 'make-owned', 'hybrid'),
		usd: fc.integer({ min: 1, max: 20 }),
		spread: fc.integer({ min: 0, max: 3 }),
		gate: gates,
		emulated: fc.boolean(),
		isExcluded: fc.boolean(),
		isKnown: fc.boolean()
	});
	const inputs = fc.tuple(fc.array(anyOption, { maxLength: 6 }), fc.boolean());

	it('never chooses what is excluded, unknown, emulated without leave, or not shown to be as good beside an alternative', () => {
		fc.assert(
			fc.property(inputs, ([rows, allowEmulated]) => {
				const options = rows.map(
					({ kind, usd, spread, gate, emulated, isExcluded, isKnown }, index): VerdictOption => ({
						...option(index === 0 ? 'api' : `o${index}`, usd, { spread }),
						kind,
						gate,
						emulated,
						excludedBecause: isExcluded ? ['Not allowed.'] : [],
						...(isKnown ? {} : { cost: unknown })
					})
				);
				const result = verdict(options, { allowEmulated });
				const chosen = options.find(({ id }) => id === result.optionId);
				const isDecided = ['make', 'buy', 'hybrid'].includes(result.state);
				expect(result.sentence).not.toBe('');
				expect(result.reason).not.toBe('');
				if (result.state === 'not-enough-evidence') expect(result.toMeasure).not.toStrictEqual([]);
				if (isDecided) expect(chosen).toBeDefined();
				if (!chosen) return;
				expect(chosen.excludedBecause).toStrictEqual([]);
				expect(chosen.cost.state).toBe('known');
				if (!allowEmulated) expect(chosen.emulated).toBe(false);
				if (isDecided && result.rivalId !== null) {
					expect(chosen.id === 'api' || chosen.gate?.state === 'non-inferior').toBe(true);
					expect(
						Number(result.savingUsdPerMonth!.low ?? result.savingUsdPerMonth!.value)
					).toBeGreaterThan(0);
				}
				expect(result.emulated && !allowEmulated).toBe(false);
			}),
			{ numRuns: 500 }
		);
	});
});
