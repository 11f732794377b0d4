/**
 * What is assumed where the author says nothing. Each default is marked as one in every result, has a range, and names its
 * source and date; "assumption" where there is none.
 */
import type { Parameter, Spread } from './parameter.ts';

interface Default {
	label: string;
	unit: string;
	value: string;
	spread: Spread;
	source: string;
	asOf: string | null;
}

const range = (low: number, high: number): Spread => ({ kind: 'triangular', low, high });
const assumption = 'assumption';

const defaults = {
	lifeYears: {
		label: 'years in service',
		unit: 'years',
		value: '4',
		spread: range(3, 6),
		source: 'InferenceX TCO model: 4 years; cloud providers depreciate over 5 to 6',
		asOf: '2026-04-03'
	},
	residualShare: {
		label: 'resale value / price',
		unit: 'share',
		value: '0.15',
		spread: range(0, 0.35),
		source: 'resale of 25–35 % reported at 36 months (weak, second-hand), less for a fourth year',
		asOf: '2026-11-20'
	},
	discountRatePerYear: {
		label: 'cost of capital a year',
		unit: 'share/year',
		value: '0.08',
		spread: range(0.05, 0.1),
		source: 'Damodaran, cost of capital by US industry: 5.0–9.4 %',
		asOf: '2026-01-31'
	},
	networkAndInstallShare: {
		label: 'network, racks and installation / price',
		unit: 'share',
		value: '0.12',
		spread: range(0.1, 0.15),
		source: 'second-hand, weak',
		asOf: '2026-11-20'
	},
	supportShareOfPricePerYear: {
		label: 'support after the warranty / price, a year',
		unit: 'share/year',
		value: '0.06',
		spread: range(0.05, 0.1),
		source: assumption,
		asOf: null
	},
	loadShareOfNameplate: {
		label: 'power under load / nameplate',
		unit: 'share',
		value: '0.65',
		spread: range(0.5, 0.85),
		source: `${assumption}, as no power was measured`,
		asOf: null
	},
	idleShareOfNameplate: {
		label: 'idle power / nameplate',
		unit: 'share',
		value: '0.2',
		spread: range(0.1, 0.3),
		source: `${assumption}, as no power was measured`,
		asOf: null
	},
	nameplateWPerGpu: {
		label: 'nameplate power for each GPU of a node, all in',
		unit: 'W/GPU',
		value: '1275',
		spread: range(1_000, 1_800),
		source: 'DGX H100/H200: 10.2 kW for 8 GPUs (second-hand, NVIDIA documents)',
		asOf: '2026-11-20'
	},
	usdPerKwh: {
		label: 'electricity',
		unit: 'USD/kWh',
		value: '0.146',
		spread: range(0.08, 0.2),
		source: 'US commercial average, EIA (second-hand); industrial about 0.08–0.10',
		asOf: '2026-04-30'
	},
	pue: {
		label: 'power usage effectiveness',
		unit: 'ratio',
		value: '1.5',
		spread: range(1.1, 1.6),
		source: 'Uptime Institute survey: 1.58 in 2023, new builds 1.3 or less (second-hand)',
		asOf: '2023-12-31'
	},
	colocationUsdPerKwMonth: {
		label: 'colocation',
		unit: 'USD/kW-month',
		value: '195',
		spread: range(180, 220),
		source: 'CBRE, US, 250–500 kW, second half of 2025 (second-hand); small lots are dearer',
		asOf: '2025-12-31'
	},
	headroomShare: {
		label: 'share of the capacity that is planned with',
		unit: 'share',
		value: '0.85',
		spread: range(0.7, 0.95),
		source: assumption,
		asOf: null
	},
	peakToAverage: {
		label: 'busiest hour / mean hour',
		unit: 'ratio',
		value: '3',
		spread: range(1.2, 10),
		source: `${assumption} for office chat; measure your own traffic`,
		asOf: null
	},
	baseFte: {
		label: 'people for the service at any size',
		unit: 'FTE',
		value: '0.75',
		spread: range(0.5, 1.5),
		source: '0.5–1.5 FTE reported (second-hand); the value is ours',
		asOf: '2026-11-20'
	},
	ftePerNode: {
		label: 'people for each node',
		unit: 'FTE/node',
		value: '0.05',
		spread: range(0.02, 0.1),
		source: assumption,
		asOf: null
	},
	retrainMonths: {
		label: 'months until a tuned model is tuned again',
		unit: 'months',
		value: '12',
		spread: range(6, 24),
		source: `${assumption}: data and base models are overtaken about once a year`,
		asOf: null
	},
	salaryUsdPerYear: {
		label: 'loaded cost of one person',
		unit: 'USD/FTE-year',
		value: '200000',
		spread: range(120_000, 300_000),
		source: assumption,
		asOf: null
	}
} as const satisfies Record<string, Default>;

export type DefaultName = keyof typeof defaults;

/** Spare nodes and fewest nodes of a fleet: N + 1, and one node that is always there. Assumptions. */
export const defaultSpareNodes = 1;
export const defaultMinNodes = 1;

/** Years of warranty after which support is paid; assumption. */
export const defaultWarrantyYears = 3;

/** The default as a parameter; `scope` is the option it belongs to, empty where all options share it. */
export const defaultParameter = (name: DefaultName, scope = ''): Parameter => ({
	id: scope === '' ? name : `${scope}.${name}`,
	basis: 'default',
	...defaults[name]
});
