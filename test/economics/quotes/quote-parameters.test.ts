import { describe, expect, it } from 'vitest';
import type { Quote } from '#core/quote.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import { quoteParameters } from '#bench/economics/quotes/quote-parameters.ts';
import { sampleQuote, written, type Written } from '../../core/quote/sample-quote.ts';

const parameters = (quote: Quote) =>
	quoteParameters('q', levelQuote(quote, { months: 36, waccPerYear: '0', asOf: '2026-11-20' }));

describe('a quote in place of typed numbers', () => {
	it('gives the price of a server node with all that is paid once', () => {
		const given = parameters(sampleQuote('server-purchase', { maxKwPerNode: 10.2 }));
		expect(given).toMatchObject({
			kind: 'server-purchase',
			nodes: 2,
			gpusPerNode: 8,
			purchaseUsdPerNode: {
				id: 'quote.q.purchase',
				value: '324000',
				unit: 'USD/node',
				basis: 'quote',
				spread: { kind: 'fixed' },
				source: 'Acme no. Q-1 v1 of 2026-11-01, valid until 2026-12-31',
				asOf: '2026-11-01'
			},
			serverShare: { value: '0.925925925926', unit: 'share' },
			recurringUsdPerNodeMonth: { value: '0' },
			buyBack: null,
			maxKwPerNode: { value: '10.2' }
		});
	});

	it('says which parts were assumed, and keeps a buy-back out of the running cost', () => {
		const [server] = written['server-purchase']['lines'] as Written[];
		const given = parameters(
			sampleQuote('server-purchase', {
				lines: [server],
				warrantyMonths: 0,
				buyBack: { afterMonths: 36, share: 0.2 }
			})
		);
		expect(given).toMatchObject({
			purchaseUsdPerNode: {
				value: '336000',
				source: expect.stringMatching(/assumed: network, install, support$/) as string
			},
			// 6 % of 300,000 a year
			recurringUsdPerNodeMonth: { value: '1500' },
			buyBack: { share: { value: '0.2' }, afterMonths: 36 }
		});
	});

	it('gives the GPU rate alone and with everything', () => {
		expect(parameters(sampleQuote('gpu-cloud'))).toMatchObject({
			gpus: 8,
			takeOrPay: true,
			gpuUsdPerGpuHour: { value: '2.35', unit: 'USD/GPU-hour' },
			allInUsdPerGpuHour: { value: '2.62397260274' }
		});
	});

	it('gives colocation per kW', () => {
		expect(parameters(sampleQuote('colocation'))).toMatchObject({
			powerUsdPerKwMonth: { value: '195' },
			allInUsdPerKwMonth: { value: '254' },
			power: 'included',
			committedKw: { value: '20' }
		});
	});

	it('gives token prices by model after the discount, tiers in USD and the commitment a month', () => {
		const lines = (written['api-contract']['lines'] as Written[]).map((line) => ({
			...line,
			model: 'large'
		}));
		const given = parameters(
			sampleQuote('api-contract', {
				currency: 'EUR',
				fx: { usdPerUnit: 1.25, asOf: '2026-11-01', source: 'test' },
				lines,
				discountShare: 0.1,
				tierBasis: 'spend',
				tierMode: 'all-units',
				tiers: [{ from: 1000, discountShare: 0.05 }],
				commit: { amount: 12000, per: 'year' }
			})
		);
		expect(given).toMatchObject({
			rates: [
				{
					model: 'large',
					inputUsdPerMtok: { value: '2.25', unit: 'USD/Mtok' },
					outputUsdPerMtok: { value: '11.25' },
					cacheReadUsdPerMtok: null
				}
			],
			tiers: [{ from: '1250', discountShare: '0.05' }],
			tierMode: 'all-units',
			commitUsdPerMonth: { value: '1250' },
			overageFactor: '1',
			fixedUsdPerMonth: null
		});
	});

	it('gives a managed endpoint by the GPU-minute, and seats by the month', () => {
		expect(parameters(sampleQuote('managed-endpoint'))).toMatchObject({
			gpuUsdPerGpuMinute: { value: '0.05', unit: 'USD/GPU-minute' },
			gpusPerReplica: 4,
			minReplicas: 2
		});
		expect(parameters(sampleQuote('seat-subscription'))).toMatchObject({
			seats: 50,
			usdPerSeatMonth: { value: '32' }
		});
	});

	it('gives nothing where the quote lacks what its kind is about', () => {
		const lines = [
			{ id: 'n', item: 'network', quantity: 1, unit: 'lot', unitPrice: 1, recurring: 'once' }
		];
		expect(parameters(sampleQuote('server-purchase', { lines }))).toBeNull();
	});
});
