/**
 * A levelled quote as numbers of the cost model, so that a spec can name a quote where it would otherwise give a price. Every
 * parameter says which quote it comes from; what was assumed in place of a missing line says so too.
 */
import { toDecimal } from '#core/decimal.ts';
import type { QuoteOfKind } from '#core/quote.ts';
import type { Parameter } from '../option/parameter.ts';
import { apiParameters, type QuotedTokenRates } from './api-parameters.ts';
import type { LevelledQuote } from './levelled-quote.ts';
import { levelMonthlyUsdOf, parameterMaker, type ParameterMaker } from './parameter-maker.ts';
import { committedKwOf, gpusOf, nodesOf, seatsOf } from './quote-size.ts';

export type { QuotedTokenRates };

export type QuoteParameters =
	| {
			kind: 'server-purchase';
			/** Null where the quote does not say. */
			gpu: string | null;
			gpusPerNode: number | null;
			nodes: number | null;
			/** Everything that is paid once, per node: servers, network, installation, freight, defaults included. USD/node. */
			purchaseUsdPerNode: Parameter;
			/**
			 * The servers' part of that price, discounts off it: what can be sold again, and what support is a share of. Between 0 and 1;
			 * null where nothing of the price is said to be servers.
			 */
			serverShare: Parameter | null;
			/** Support and whatever else recurs, level over the term, per node. USD/node-month. */
			recurringUsdPerNodeMonth: Parameter;
			/** Share of the price that the vendor pays back, and when; null without. */
			buyBack: { share: Parameter; afterMonths: number } | null;
			/** Nameplate power, kW/node; null where the quote does not say. */
			maxKwPerNode: Parameter | null;
	  }
	| {
			kind: 'gpu-cloud';
			gpu: string | null;
			mode: QuoteOfKind<'gpu-cloud'>['mode'];
			gpus: number | null;
			termMonths: number | null;
			/** Whether unused hours are paid; null where the quote does not say. */
			takeOrPay: boolean | null;
			minimumHours: string | null;
			/** The rate of the GPUs alone. USD/GPU-hour. */
			gpuUsdPerGpuHour: Parameter;
			/** With storage, egress, support and setup, level over the term. USD/GPU-hour. */
			allInUsdPerGpuHour: Parameter;
	  }
	| {
			kind: 'colocation';
			/** Power fee alone. USD/kW-month. */
			powerUsdPerKwMonth: Parameter;
			/** With cross-connects, remote hands, setup and metered power, level over the term. USD/kW-month. */
			allInUsdPerKwMonth: Parameter;
			/** Whether electricity comes on top of the power fee. */
			power: 'included' | 'metered';
			/** The largest PUE that is billed; null without a cap. */
			pueCap: Parameter | null;
			committedKw: Parameter | null;
	  }
	| {
			kind: 'api-contract';
			rates: QuotedTokenRates[];
			tierBasis: 'spend' | '1m-tokens' | null;
			tierMode: 'graduated' | 'all-units';
			/** `from` in USD a month before tiers, or millions of tokens a month, by `tierBasis`. Decimal text. */
			tiers: { from: string; discountShare: string }[];
			/** At the full commitment, a month; null without one. USD/month. */
			commitUsdPerMonth: Parameter | null;
			/** Price beyond the commitment / price within it; decimal text. */
			overageFactor: string;
			rateLimits: QuoteOfKind<'api-contract'>['rateLimits'] | null;
			/** Reserved throughput; null without. USD/unit-month. */
			provisionedUsdPerUnitMonth: Parameter | null;
			/** Platform fees, support and other lines that do not depend on use. USD/month. */
			fixedUsdPerMonth: Parameter | null;
	  }
	| {
			kind: 'managed-endpoint';
			gpu: string | null;
			model: string | null;
			gpuUsdPerGpuMinute: Parameter;
			gpusPerReplica: number;
			minReplicas: number;
			coldStartS: Parameter | null;
	  }
	| {
			kind: 'seat-subscription';
			seats: number | null;
			usdPerSeatMonth: Parameter;
			includedRequestsPerSeatMonth: string | null;
	  };

const mainRate = ({ lines }: LevelledQuote, item: string): string | null =>
	lines.find((line) => line.item === item && line.origin === 'quoted')?.rate?.usd ?? null;

const perUnit = ({ perUnit: units }: LevelledQuote, unit: string): string | null =>
	units.find((each) => each.unit === unit)?.usdPerUnit ?? null;

const serverShareOf = (
	{ onceUsd, mainOnceUsd }: LevelledQuote,
	make: ParameterMaker
): Parameter | null => {
	if (onceUsd === null || mainOnceUsd === null) return null;
	const [all, servers] = [toDecimal(onceUsd), toDecimal(mainOnceUsd)];
	if (all.lte(0) || servers.lte(0)) return null;
	const share = servers.gt(all) ? toDecimal(1) : servers.div(all);
	return make('serverShare', 'part of the price that is the server itself', 'share', share);
};

const serverParameters = (
	levelled: LevelledQuote,
	quote: QuoteOfKind<'server-purchase'>,
	make: ParameterMaker
): QuoteParameters | null => {
	const nodes = nodesOf(quote);
	if (nodes === null || levelled.onceUsd === null) return null;
	return {
		kind: 'server-purchase',
		gpu: quote.gpu ?? null,
		gpusPerNode: quote.gpusPerNode ?? null,
		nodes: nodes.toNumber(),
		purchaseUsdPerNode: make(
			'purchase',
			'server price with network, installation and freight',
			'USD/node',
			toDecimal(levelled.onceUsd).div(nodes)
		),
		serverShare: serverShareOf(levelled, make),
		recurringUsdPerNodeMonth: make(
			'recurring',
			'support and other yearly lines of the server quote',
			'USD/node-month',
			levelMonthlyUsdOf(
				levelled.lines.filter(({ recurring, origin }) => recurring !== 'once' && origin !== 'terms')
			).div(nodes)
		),
		buyBack:
			quote.buyBack === undefined
				? null
				: {
						share: make('buyBack', 'share of the price paid back', 'share', quote.buyBack.share),
						afterMonths: quote.buyBack.afterMonths
					},
		maxKwPerNode:
			quote.maxKwPerNode === undefined
				? null
				: make('maxKw', 'nameplate power', 'kW/node', quote.maxKwPerNode)
	};
};

/**
 * What a quote gives a cost model; `id` is the one it is stored under. Null where it lacks what its kind is about: a price of the
 * main item, or how much of it there is.
 */
export const quoteParameters = (id: string, levelled: LevelledQuote): QuoteParameters | null => {
	const { quote } = levelled;
	const make = parameterMaker(id, levelled);
	switch (quote.kind) {
		case 'server-purchase':
			return serverParameters(levelled, quote, make);
		case 'gpu-cloud': {
			const rate = mainRate(levelled, 'gpu');
			const allIn = perUnit(levelled, 'GPU-hour');
			if (rate === null || allIn === null) return null;
			return {
				kind: 'gpu-cloud',
				gpu: quote.gpu ?? null,
				mode: quote.mode,
				gpus: gpusOf(quote)?.toNumber() ?? null,
				termMonths: quote.termMonths ?? null,
				takeOrPay: quote.takeOrPay ?? null,
				minimumHours: quote.minimumHours ?? null,
				gpuUsdPerGpuHour: make('gpu', 'GPU rate', 'USD/GPU-hour', rate, 'gpu'),
				allInUsdPerGpuHour: make(
					'allInGpuHour',
					'GPU rate with storage, egress, support and setup',
					'USD/GPU-hour',
					allIn
				)
			};
		}
		case 'colocation': {
			const rate = mainRate(levelled, 'power');
			const allIn = perUnit(levelled, 'kW-month');
			const kw = committedKwOf(quote);
			if (rate === null || allIn === null) return null;
			return {
				kind: 'colocation',
				powerUsdPerKwMonth: make('power', 'colocation', 'USD/kW-month', rate, 'power'),
				allInUsdPerKwMonth: make(
					'allInKwMonth',
					'colocation with cross-connects, remote hands, setup and metered power',
					'USD/kW-month',
					allIn
				),
				power: quote.power,
				pueCap:
					quote.pueCap === undefined
						? null
						: make('pueCap', 'largest billed PUE', '', quote.pueCap),
				committedKw: kw === null ? null : make('committedKw', 'committed power', 'kW', kw)
			};
		}
		case 'api-contract':
			return apiParameters(levelled, quote, make);
		case 'managed-endpoint': {
			const rate = levelled.lines.find(({ item, origin }) => item === 'gpu' && origin === 'quoted');
			if (rate?.rate?.unit !== 'GPU-hour') return null;
			return {
				kind: 'managed-endpoint',
				gpu: quote.gpu ?? null,
				model: quote.model ?? null,
				gpuUsdPerGpuMinute: make(
					'gpuMinute',
					'GPU rate of the endpoint',
					'USD/GPU-minute',
					toDecimal(rate.rate.usd).div(60)
				),
				gpusPerReplica: quote.gpusPerReplica,
				minReplicas: quote.minReplicas,
				coldStartS:
					quote.coldStartS === undefined
						? null
						: make('coldStart', 'cold start', 's', quote.coldStartS)
			};
		}
		case 'seat-subscription': {
			const rate = perUnit(levelled, 'seat-month');
			if (rate === null) return null;
			return {
				kind: 'seat-subscription',
				seats: seatsOf(quote)?.toNumber() ?? null,
				usdPerSeatMonth: make('allInSeat', 'seat with onboarding', 'USD/seat-month', rate),
				includedRequestsPerSeatMonth: quote.includedRequestsPerSeatMonth ?? null
			};
		}
	}
};
