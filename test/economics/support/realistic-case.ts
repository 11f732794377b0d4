/**
 * A case with everything in it: an API with two tiers, the same open model at a host, own servers, rented nodes that follow the
 * week with a reservation, and a router over two of them. The figures are invented, of the size that such cases have.
 */
import type { CostLine, DriftName, Factor } from '#bench/economics/option/cost-line.ts';
import type { CostOption, DemandLevel, Fleet } from '#bench/economics/option/option.ts';
import { fixedParameter, type Basis, type Parameter } from '#bench/economics/option/parameter.ts';
import type { UncertainCase } from '#bench/economics/uncertainty/case-parameters.ts';

interface Written {
	unit?: string;
	basis?: Basis;
	source?: string;
	spread?: Parameter['spread'];
}

/** A parameter whose label is its id; without a spread unless one is given. */
export const parameter = (id: string, value: string, written: Written = {}): Parameter => ({
	...fixedParameter(value, {
		id,
		label: id,
		unit: written.unit ?? 'USD',
		basis: written.basis ?? 'user',
		source: written.source ?? 'typed'
	}),
	spread: written.spread ?? { kind: 'fixed' }
});

export const times = (...parameters: Parameter[]): Factor[] =>
	parameters.map((each) => ({ kind: 'parameter', parameter: each }));

export const constant = (value: string): Factor => ({
	kind: 'constant',
	label: value,
	unit: '',
	value
});

export const line = (
	id: string,
	per: CostLine['per'],
	factors: readonly Factor[],
	drift: DriftName | null = null
): CostLine => ({ id, label: id, per, factors, drift, group: 'service' });

/** An option with nothing in it. */
export const emptyOption = (id: string, kind: CostOption['kind']): CostOption => ({
	id,
	title: id,
	kind,
	emulated: false,
	lines: [],
	fleet: null,
	metered: null,
	purchase: null,
	blend: null
});

const wacc = parameter('wacc', '0.08', {
	unit: 'share',
	basis: 'default',
	source: 'assumption',
	spread: { kind: 'triangular', low: 0.05, high: 0.1 }
});
const salary = parameter('salary', '200000', {
	basis: 'default',
	source: 'assumption',
	spread: { kind: 'triangular', low: 150_000, high: 260_000 }
});
const kwh = parameter('usdPerKwh', '0.146', {
	basis: 'default',
	source: 'EIA',
	spread: { kind: 'uniform', low: 0.1, high: 0.2 }
});
const kappa = parameter('own.kappa', '6.4', {
	unit: 'requests/s',
	basis: 'measured',
	source: 'run 7F3A',
	spread: { kind: 'normal', low: 5.4, high: 7.6 }
});
const peak = parameter('peakToAverage', '3', {
	unit: 'ratio',
	basis: 'default',
	source: 'assumption',
	spread: { kind: 'triangular', low: 1.8, high: 4.5 }
});
const headroom = parameter('headroom', '0.85', { unit: 'share', basis: 'default' });
const inputTokens = parameter('tokens.input', '1850', {
	unit: 'tokens/request',
	basis: 'measured',
	source: 'run 7F3A',
	spread: { kind: 'normal', low: 1_790, high: 1_910 }
});
const outputTokens = parameter('tokens.output', '420', {
	unit: 'tokens/request',
	basis: 'measured',
	source: 'run 7F3A',
	spread: { kind: 'normal', low: 390, high: 455 }
});
const inputPrice = parameter('api.input', '1.25', { basis: 'price-book', source: 'list price' });
const outputPrice = parameter('api.output', '10', { basis: 'price-book', source: 'list price' });
const hostPrice = parameter('host.price', '0.72', {
	basis: 'price-book',
	source: 'list price of a host',
	spread: { kind: 'triangular', low: 0.5, high: 0.9 }
});
const million = constant('0.000001');
const month: Factor = { kind: 'inverse', parameter: parameter('months', '12', { unit: 'months' }) };

const api: CostOption = {
	...emptyOption('api', 'buy'),
	lines: [line('integration', 'month', [...times(parameter('integration', '1500'))], 'salary')],
	metered: {
		lines: [
			line('input', 'request', [...times(inputTokens, inputPrice), million], 'api-price'),
			line('output', 'request', [...times(outputTokens, outputPrice), million], 'api-price')
		],
		tiers: [
			{ fromRequests: '5000000', priceFactor: '0.9' },
			{ fromRequests: '25000000', priceFactor: '0.8' }
		],
		tierMode: 'graduated',
		commitUsdPerMonth: null,
		overageFactor: '1',
		reservedUnits: null
	}
};

const host: CostOption = {
	...emptyOption('host', 'hosted'),
	metered: {
		lines: [
			line('input', 'request', [...times(inputTokens, hostPrice), million], 'api-price'),
			line('output', 'request', [...times(outputTokens, hostPrice), million], 'api-price')
		],
		tiers: [],
		tierMode: 'graduated',
		commitUsdPerMonth: null,
		overageFactor: '1',
		reservedUnits: null
	}
};

const server = parameter('own.server', '320000', {
	basis: 'quote',
	source: 'quote Q-17',
	spread: { kind: 'triangular', low: 280_000, high: 380_000 }
});
const residual = parameter('own.residual', '0.15', {
	unit: 'share',
	basis: 'default',
	source: 'assumption',
	spread: { kind: 'triangular', low: 0, high: 0.35 }
});
const life = parameter('own.life', '4', {
	unit: 'years',
	basis: 'default',
	source: 'assumption',
	spread: { kind: 'triangular', low: 3, high: 6 }
});
const annuity: Factor = {
	kind: 'annuity',
	ratePerYear: wacc,
	lifeYears: life,
	residualShare: residual
};
const pue = parameter('own.pue', '1.3', {
	unit: 'ratio',
	basis: 'default',
	source: 'assumption',
	spread: { kind: 'uniform', low: 1.15, high: 1.5 }
});
const [idleW, loadW] = [parameter('own.idleW', '2100'), parameter('own.loadW', '6600')];
const adder = parameter('own.networkShare', '0.12', { unit: 'share', basis: 'default' });
const colo = parameter('own.colo', '195', { basis: 'default' });
const hours = constant('730');
const perMonth = (id: string, value: string): CostLine =>
	line(id, 'month', times(parameter(`own.${id}`, value)));

const ownFleet: Fleet = {
	kappaPerS: kappa,
	headroom,
	peakToAverage: peak,
	levels: [],
	spareNodes: 1,
	minNodes: 1,
	scaling: 'peak',
	rent: null,
	staffStep: null
};

const own: CostOption = {
	...emptyOption('own', 'make-owned'),
	lines: [
		line('capital', 'node-month', [...times(server), annuity, month]),
		line('network', 'node-month', [...times(server, adder), annuity, month]),
		line('support', 'node-month', [
			...times(server, parameter('own.support', '0.06', { unit: 'share' })),
			month
		]),
		line(
			'power-idle',
			'node-month',
			[...times(idleW, pue, kwh), hours, constant('0.001')],
			'energy'
		),
		line(
			'power-load',
			'request',
			[
				{ kind: 'difference', minuend: loadW, subtrahend: idleW },
				...times(pue, kwh),
				{ kind: 'inverse', parameter: kappa },
				{ kind: 'inverse', parameter: parameter('ws', '3600000') }
			],
			'energy'
		),
		line('colocation', 'node-month', times(colo, parameter('own.kw', '10.2'))),
		line('licence', 'node-month', [
			...times(parameter('own.licence', '4500')),
			constant('8'),
			month
		]),
		line('staff', 'month', [...times(parameter('own.fte', '0.5'), salary), month], 'salary'),
		line(
			'staff-node',
			'node-month',
			[...times(parameter('own.ftePerNode', '0.05'), salary), month],
			'salary'
		),
		perMonth('tuning', '900'),
		perMonth('evaluation', '1200'),
		perMonth('gateway', '300'),
		perMonth('monitoring', '250'),
		perMonth('insurance', '180'),
		line('egress', 'request', times(parameter('own.egress', '0.000002')))
	],
	fleet: ownFleet
};

/** Twenty-four levels from a busy hour of three times the mean to a quiet one of a fifth of it. */
const levels: DemandLevel[] = Array.from({ length: 24 }, (_, index) => {
	const share = (index + 1) / 24;
	return {
		multiplier: (3 * Math.exp(-index * 0.12)).toFixed(6),
		hoursShare: (1 / 24).toFixed(6),
		billedShare: Math.min(1, share * 1.05).toFixed(6)
	};
});

const rented: CostOption = {
	...emptyOption('rented', 'make-rented'),
	lines: [
		line('staff', 'month', [...times(parameter('rented.fte', '0.4'), salary), month], 'salary'),
		line('storage', 'node-month', times(parameter('rented.storage', '120')))
	],
	fleet: {
		...ownFleet,
		kappaPerS: kappa,
		levels,
		scaling: 'hourly',
		rent: {
			onDemandUsdPerHour: parameter('rented.onDemand', '23.6', {
				basis: 'hardware-book',
				source: 'H100, median of 37 providers',
				spread: { kind: 'lognormal', low: 17, high: 32 }
			}),
			reservedUsdPerHour: parameter('rented.reserved', '15.2', {
				basis: 'quote',
				source: 'quote Q-21',
				spread: { kind: 'triangular', low: 13.6, high: 18.8 }
			})
		}
	}
};

const router: CostOption = {
	...emptyOption('router', 'hybrid'),
	lines: [
		line('gate', 'request', times(parameter('router.gate', '0.00001'))),
		line('integration', 'month', times(parameter('router.integration', '2500')))
	],
	blend: {
		mode: 'router',
		local: own,
		api,
		apiShare: parameter('router.apiShare', '0.18', {
			unit: 'share',
			basis: 'measured',
			source: 'run 7F3A',
			spread: { kind: 'normal', low: 0.12, high: 0.25 }
		})
	}
};

/** Five options over 36 months; make is `own` and buy is `api`. Sixteen parameters are uncertain. */
export const realisticCase: UncertainCase = {
	options: [api, host, own, rented, router],
	compare: { makeId: 'own', buyId: 'api' },
	demand: {
		requestsPerMonth: parameter('demand', '6000000', {
			unit: 'requests/month',
			spread: { kind: 'lognormal', low: 4_000_000, high: 9_000_000 }
		}),
		growthPerMonth: parameter('growth', '0.02', {
			unit: 'share',
			spread: { kind: 'triangular', low: -0.01, high: 0.05 }
		}),
		path: null
	},
	drifts: {
		'api-price': parameter('drift.api', '-0.3', {
			unit: 'share/year',
			basis: 'default',
			spread: { kind: 'triangular', low: -0.8, high: 0.2 }
		}),
		energy: parameter('drift.energy', '0.03', { unit: 'share/year', basis: 'default' }),
		salary: parameter('drift.salary', '0.04', { unit: 'share/year', basis: 'default' })
	},
	discountRatePerYear: wacc,
	horizonMonths: 36
};
