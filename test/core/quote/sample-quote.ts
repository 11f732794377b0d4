/** Written quotes for tests: small, whole, and easy to change. */
import type { Quote, QuoteOfKind } from '#core/quote.ts';
import { quoteSchema } from '#core/quote.ts';
import type { QuoteKind } from '#core/quote/quote-line.ts';

export type Written = Record<string, unknown>;

const common: Written = {
	vendor: 'Acme',
	number: 'Q-1',
	quotedOn: '2026-11-01',
	validUntil: '2026-12-31',
	currency: 'USD',
	tax: { treatment: 'excluded' }
};

export const written: Record<QuoteKind, Written> = {
	'server-purchase': {
		...common,
		kind: 'server-purchase',
		gpu: 'H200',
		gpusPerNode: 8,
		warrantyMonths: 36,
		incoterm: 'DDP',
		lines: [
			{ id: 's', item: 'server', quantity: 2, unit: 'node', unitPrice: 300000, recurring: 'once' },
			{ id: 'n', item: 'network', quantity: 1, unit: 'lot', unitPrice: 40000, recurring: 'once' },
			{ id: 'i', item: 'install', quantity: 1, unit: 'lot', unitPrice: 8000, recurring: 'once' }
		]
	},
	'gpu-cloud': {
		...common,
		kind: 'gpu-cloud',
		gpu: 'H100',
		gpus: 8,
		mode: 'reserved',
		termMonths: 36,
		takeOrPay: true,
		lines: [
			{ id: 'g', item: 'gpu', quantity: 8, unit: 'gpu-hour', unitPrice: 2.35, recurring: 'hour' },
			{
				id: 'st',
				item: 'storage',
				quantity: 10,
				unit: 'tb-month',
				unitPrice: 50,
				recurring: 'month'
			},
			{ id: 'e', item: 'egress', quantity: 5, unit: 'tb', unitPrice: 40, recurring: 'month' },
			{ id: 'su', item: 'support', quantity: 1, unit: 'month', unitPrice: 900, recurring: 'month' }
		]
	},
	'api-contract': {
		...common,
		kind: 'api-contract',
		termMonths: 36,
		lines: [
			{
				id: 'in',
				item: 'input-tokens',
				quantity: 1000,
				unit: '1m-tokens',
				unitPrice: 2,
				recurring: 'month'
			},
			{
				id: 'out',
				item: 'output-tokens',
				quantity: 200,
				unit: '1m-tokens',
				unitPrice: 10,
				recurring: 'month'
			}
		]
	},
	'seat-subscription': {
		...common,
		kind: 'seat-subscription',
		termMonths: 36,
		lines: [
			{
				id: 's',
				item: 'seat',
				quantity: 50,
				unit: 'seat-month',
				unitPrice: 30,
				recurring: 'month'
			},
			{ id: 'o', item: 'onboarding', quantity: 1, unit: 'lot', unitPrice: 3600, recurring: 'once' }
		]
	},
	colocation: {
		...common,
		kind: 'colocation',
		termMonths: 36,
		power: 'included',
		lines: [
			{
				id: 'p',
				item: 'power',
				quantity: 20,
				unit: 'kw-month',
				unitPrice: 195,
				recurring: 'month'
			},
			{
				id: 'x',
				item: 'cross-connect',
				quantity: 2,
				unit: 'month',
				unitPrice: 300,
				recurring: 'month'
			},
			{
				id: 'r',
				item: 'remote-hands',
				quantity: 4,
				unit: 'hour',
				unitPrice: 120,
				recurring: 'month'
			},
			{ id: 's', item: 'setup', quantity: 1, unit: 'lot', unitPrice: 3600, recurring: 'once' }
		]
	},
	'managed-endpoint': {
		...common,
		kind: 'managed-endpoint',
		termMonths: 36,
		gpusPerReplica: 4,
		minReplicas: 2,
		lines: [
			{ id: 'g', item: 'gpu', unit: 'gpu-minute', unitPrice: 0.05, recurring: 'month' },
			{ id: 's', item: 'support', quantity: 1, unit: 'month', unitPrice: 500, recurring: 'month' }
		]
	}
};

/** A checked quote of a kind, with changes. */
export const sampleQuote = <Kind extends QuoteKind>(
	kind: Kind,
	changes: Written = {}
): QuoteOfKind<Kind> => quoteSchema.parse({ ...written[kind], ...changes }) as QuoteOfKind<Kind>;

/** A written quote with changes to one of its lines. */
export const withLine = (kind: QuoteKind, index: number, changes: Written): Written => ({
	...written[kind],
	lines: (written[kind]['lines'] as Written[]).map((line, i) =>
		i === index ? { ...line, ...changes } : line
	)
});

export type { Quote };
