/** What is assumed where the author says nothing is marked, has a unit, a source and a range, and gives way to what is typed. */
import { describe, expect, it } from 'vitest';
import { typedOrDefault } from '#bench/economics/build/shared.ts';
import { defaultParameter, type DefaultName } from '#bench/economics/option/defaults.ts';
import { parametersOfOption } from '#bench/economics/uncertainty/case-parameters.ts';
import { ownedOption, rentedOption } from '../support/typed-options.ts';

/** Value and range as the reference of the cost model gives them (2026-11-20); null where it has no range. */
const documented = {
	lifeYears: ['4', 3, 6],
	residualShare: ['0.15', 0, 0.35],
	discountRatePerYear: ['0.08', 0.05, 0.1],
	networkAndInstallShare: ['0.12', 0.1, 0.15],
	supportShareOfPricePerYear: ['0.06', 0.05, 0.1],
	loadShareOfNameplate: ['0.65', null, null],
	idleShareOfNameplate: ['0.2', null, null],
	nameplateWPerGpu: ['1275', null, null],
	usdPerKwh: ['0.146', null, null],
	pue: ['1.5', 1.1, 1.6],
	colocationUsdPerKwMonth: ['195', 180, 220],
	headroomShare: ['0.85', null, null],
	peakToAverage: ['3', 1.2, 10],
	baseFte: ['0.75', 0.5, 1.5],
	ftePerNode: ['0.05', null, null],
	retrainMonths: ['12', null, null],
	salaryUsdPerYear: ['200000', null, null]
} as const satisfies Record<DefaultName, readonly [string, number | null, number | null]>;

const names = Object.keys(documented) as DefaultName[];

describe('a default', () => {
	it.each(names)('has its documented value, range, unit and source: %s', (name) => {
		const { value, spread, unit, label, source, basis } = defaultParameter(name);
		const [expected, low, high] = documented[name];
		expect({ value, basis }).toStrictEqual({ value: expected, basis: 'default' });
		expect([unit, label, source].every((text) => text.length > 0)).toBe(true);
		if (spread.kind === 'fixed') throw new Error('a default has a range');
		expect(spread.low).toBeLessThanOrEqual(Number(value));
		expect(spread.high).toBeGreaterThanOrEqual(Number(value));
		if (low !== null) expect([spread.low, spread.high]).toStrictEqual([low, high]);
	});

	it.each(names)('has a day, unless it is an assumption of ours: %s', (name) => {
		const { source, asOf } = defaultParameter(name);
		expect(asOf === null).toBe(source.startsWith('assumption'));
		expect(asOf ?? '2026-11-20').toMatch(/^20\d\d-\d\d-\d\d$/u);
	});

	it('is one number for all options, and one for each where it is scoped', () => {
		expect(defaultParameter('pue').id).toBe('pue');
		expect(defaultParameter('pue', 'own').id).toBe('own.pue');
	});

	it('gives way to what is typed, under its name and unit', () => {
		const typed = { value: '1.2', spread: null, source: 'meter', asOf: '2026-10-01' };
		expect(typedOrDefault(typed, 'pue', 'own')).toMatchObject({
			id: 'own.pue',
			value: '1.2',
			unit: 'ratio',
			basis: 'user',
			source: 'meter',
			asOf: '2026-10-01'
		});
		expect(typedOrDefault(undefined, 'pue', 'own')).toStrictEqual(defaultParameter('pue'));
	});
});

const basesOf = (option: Parameters<typeof parametersOfOption>[0]): Record<string, string> =>
	Object.fromEntries(parametersOfOption(option).map(([{ id, basis }]) => [id, basis]));

describe('in a built option', () => {
	it('a default is marked as one, and what was typed as typed', () => {
		expect(basesOf(ownedOption())).toStrictEqual({
			'own.kappaPerS': 'user',
			headroomShare: 'default',
			'demand.peakToAverage': 'user',
			'own.node.purchaseUsd': 'user',
			discountRatePerYear: 'user',
			lifeYears: 'default',
			residualShare: 'default',
			'definition.months/year.12': 'definition',
			networkAndInstallShare: 'default',
			networkResidualShare: 'definition',
			supportShareOfPricePerYear: 'default',
			'own.node.warrantyYears': 'default',
			'own.gpusPerNode': 'default',
			nameplateWPerGpu: 'default',
			colocationUsdPerKwMonth: 'default',
			idleShareOfNameplate: 'default',
			pue: 'default',
			usdPerKwh: 'default',
			loadShareOfNameplate: 'default',
			'definition.Ws/kWh.3600000': 'definition',
			baseFte: 'default',
			salaryUsdPerYear: 'default',
			ftePerNode: 'default'
		});
	});

	it('nothing is a default once everything is typed', () => {
		const share = {
			networkAndInstallShare: 0.1,
			residualShare: 0.2,
			supportShareOfPricePerYear: 0
		};
		const own = ownedOption({
			headroomShare: 0.9,
			gpusPerNode: 8,
			node: { purchaseUsd: 1, lifeYears: 5, ...share, warrantyYears: 5, idleW: 1, loadW: 2 },
			site: { kind: 'colocation', usdPerKwMonth: 100, kwPerNode: 1 },
			usdPerKwh: 0.1,
			pue: 1.2,
			staff: { baseFte: 1, ftePerNode: 0, salaryUsdPerYear: 100_000 }
		});
		expect(Object.values(basesOf(own))).not.toContain('default');
	});

	it('the horizon over which a single cost is spread is an assumption, unless months are typed', () => {
		const once = { label: 'audit', usd: 100, per: 'once' };
		const bases = basesOf(rentedOption({ other: [once, { ...once, overMonths: 12 }] }));
		expect(bases).toMatchObject({
			'rented.other-1.months': 'default',
			'rented.other-2.months': 'user'
		});
	});
});
