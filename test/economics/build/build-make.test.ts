/** Rented nodes: which rate is paid, and whether nodes follow the week. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import { lineUsd } from '#bench/economics/option/cost-line.ts';
import { officeWeek, ownedOption, rentedOption, type Written } from '../support/typed-options.ts';
import { parameter } from '../support/realistic-case.ts';

const staff = { baseFte: 0, ftePerNode: 0 };
const rentOf = (rent: Written): string => {
	const [line] = rentedOption({ rent, staff }).lines;
	return line?.id === 'rent' ? lineUsd(line).toFixed() : 'no rent';
};

describe('a rented node that stays up', () => {
	it('costs 730 hours at the lower of its rates', () => {
		expect(rentOf({ onDemandUsdPerHour: 10 })).toBe('7300');
		expect(rentOf({ onDemandUsdPerHour: 10, reservedUsdPerHour: 6 })).toBe('4380');
		expect(rentOf({ onDemandUsdPerHour: 5, reservedUsdPerHour: 6 })).toBe('3650');
		expect(rentOf({ reservedUsdPerHour: 6 })).toBe('4380');
	});

	it('that can be interrupted costs r_spot (1 − q) + r_od q', () => {
		const spot = { usdPerHour: 4, interruptedShare: 0.25 };
		// 4 · 0.75 + 10 · 0.25 = 5.5
		expect(rentOf({ onDemandUsdPerHour: 10, spot })).toBe('4015');
		const [line] = rentedOption({ rent: { onDemandUsdPerHour: 10, spot } }).lines;
		const [rate] = line?.factors ?? [];
		expect(rate).toMatchObject({
			parameter: {
				source: expect.stringContaining('4 USD/h × (1 − 0.25) + 10 USD/h × 0.25') as string
			}
		});
	});

	it('takes a rate from a quote or a target only where none is typed', () => {
		const quoted = parameter('quote.q.rate', '3', { basis: 'quote' });
		const references = { rentUsdPerHour: { onDemand: quoted, reserved: null } };
		const rate = (rent: Written | undefined): string | undefined => {
			const [line] = rentedOption({ rent }, { references }).lines;
			return line && lineUsd(line).toFixed();
		};
		expect(rate(undefined)).toBe('2190');
		expect(rate({ quote: 'Q-1' })).toBe('2190');
		expect(rate({ quote: 'Q-1', onDemandUsdPerHour: 10 })).toBe('7300');
	});

	it('without any rate is refused', () => {
		expect(() => rentedOption({ rent: undefined })).toThrow('no rate');
	});
});

describe('rented nodes that follow the week', () => {
	const hourly = (more: Written = {}) =>
		rentedOption(
			{ staff, rent: { onDemandUsdPerHour: 10, scaling: 'hourly', ...more } },
			{ shared: { levels: officeWeek, peakToAverage: parameter('demand.peakToAverage', '3') } }
		);

	it('have their rent in the fleet and none in the lines', () => {
		const { lines, fleet } = hourly({ reservedUsdPerHour: 6 });
		expect(lines.map(({ id }) => id)).not.toContain('rent');
		expect(fleet).toMatchObject({
			scaling: 'hourly',
			rent: { onDemandUsdPerHour: { value: '10' }, reservedUsdPerHour: { value: '6' } }
		});
		expect(fleet?.levels.length).toBeGreaterThan(1);
	});

	it('cost what the hours cost: reserved ones always, the others when needed', () => {
		const { fleet, ...option } = hourly({ reservedUsdPerHour: 6, minBilledHours: 0 });
		if (!fleet) throw new Error('no fleet');
		const requests = 20_000_000;
		const { lines } = breakdownAt({ ...option, fleet }, requests);
		// Level by level: nodes begun at that level, and the share of hours in which each is needed.
		const carried = toDecimal('2').times('0.85').times(2_628_000);
		const nodesAt = (multiplier: string): number =>
			Math.max(1, toDecimal(requests).times(multiplier).div(carried).round(0, 3).toNumber());
		let expected = toDecimal(6).times(730);
		const busiest = nodesAt(fleet.levels[0]?.multiplier ?? '0');
		for (let node = 1; node <= busiest; node++) {
			// A node is billed for the hours of the lowest level that needs it; the first one is never given back.
			const level = fleet.levels.findLast(({ multiplier }) => nodesAt(multiplier) >= node);
			const share = toDecimal(level?.billedShare ?? 'none');
			const onDemand = share.times(10);
			expected = expected.plus((onDemand.lt(6) ? onDemand : toDecimal(6)).times(730));
		}
		const stairs = lines.find(({ id }) => id === 'stairs');
		expect(
			toDecimal(stairs?.usdPerMonth ?? '0')
				.minus(expected)
				.abs()
				.lt('1e-9')
		).toBe(true);
	});

	it('never cost more than if they stayed up', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 60_000_000 }),
				fc.integer({ min: 0, max: 24 }),
				fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
				(requests, minBilledHours, reservedUsdPerHour) => {
					const following = hourly({ minBilledHours, reservedUsdPerHour });
					const peakToAverage = parameter('peak', following.fleet?.levels[0]?.multiplier ?? '3');
					const rent = { onDemandUsdPerHour: 10, reservedUsdPerHour };
					const staying = rentedOption({ staff, rent }, { shared: { peakToAverage } });
					const usd = (option: typeof staying) =>
						toDecimal(breakdownAt(option, requests).totalUsdPerMonth);
					expect(usd(following).minus(usd(staying)).lte('1e-9')).toBe(true);
				}
			),
			{ numRuns: 40 }
		);
	});
});

describe('a made option', () => {
	it('keeps its title, kind and whether it is emulated', () => {
		expect(ownedOption({ title: 'Ours' })).toMatchObject({
			title: 'Ours',
			kind: 'make-owned',
			emulated: false,
			metered: null,
			blend: null
		});
		expect(rentedOption({}, { references: { emulated: true } })).toMatchObject({
			title: 'rented',
			kind: 'make-rented',
			emulated: true,
			purchase: null
		});
	});
});
