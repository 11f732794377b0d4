/** An API contract as numbers of the cost model: token prices by model, tiers, commitment, fees. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { QuoteLine, QuoteOfKind } from '#core/quote.ts';
import { effectiveLines, hoursPerMonth } from '#core/quote/line-amount.ts';
import type { Parameter } from '../option/parameter.ts';
import type { LevelledQuote } from './levelled-quote.ts';
import { lineRate } from './line-rate.ts';
import { commitOfMonth } from './metered-usage.ts';
import { levelMonthlyUsdOf, type ParameterMaker } from './parameter-maker.ts';
import type { QuoteParameters } from './quote-parameters.ts';

/** USD per million tokens of one model after the discount of the contract, before tiers. */
export interface QuotedTokenRates {
	/** Null where the prices hold for all models of the quote. */
	model: string | null;
	/** Null where the quote has no such line: unknown, not free. */
	inputUsdPerMtok: Parameter | null;
	cacheReadUsdPerMtok: Parameter | null;
	cacheWriteUsdPerMtok: Parameter | null;
	outputUsdPerMtok: Parameter | null;
	batchInputUsdPerMtok: Parameter | null;
	batchOutputUsdPerMtok: Parameter | null;
}

const tokenItems = {
	inputUsdPerMtok: 'input-tokens',
	cacheReadUsdPerMtok: 'cache-read-tokens',
	cacheWriteUsdPerMtok: 'cache-write-tokens',
	outputUsdPerMtok: 'output-tokens',
	batchInputUsdPerMtok: 'batch-input-tokens',
	batchOutputUsdPerMtok: 'batch-output-tokens'
} as const;

const tokenRates = (
	quote: QuoteOfKind<'api-contract'>,
	usdPerUnit: Decimal,
	make: ParameterMaker
): QuotedTokenRates[] => {
	const lines = effectiveLines<QuoteLine>(quote.lines, quote.discountShare).filter(({ item }) =>
		item.endsWith('-tokens')
	);
	const models = [...new Set(lines.map(({ model }) => model ?? null))];
	return models.map((model) => {
		const rate = (key: keyof typeof tokenItems): Parameter | null => {
			const line = lines.find(
				(each) => each.item === tokenItems[key] && (each.model ?? null) === model
			);
			if (line === undefined) return null;
			const name = model === null ? key : `${model}.${key}`;
			return make(
				name,
				tokenItems[key].replaceAll('-', ' '),
				'USD/Mtok',
				lineRate(line, usdPerUnit).usd,
				tokenItems[key]
			);
		};
		return {
			model,
			inputUsdPerMtok: rate('inputUsdPerMtok'),
			cacheReadUsdPerMtok: rate('cacheReadUsdPerMtok'),
			cacheWriteUsdPerMtok: rate('cacheWriteUsdPerMtok'),
			outputUsdPerMtok: rate('outputUsdPerMtok'),
			batchInputUsdPerMtok: rate('batchInputUsdPerMtok'),
			batchOutputUsdPerMtok: rate('batchOutputUsdPerMtok')
		};
	});
};

/** Month in which every step of a commitment has begun. */
const fullMonth = (quote: QuoteOfKind<'api-contract'>): number =>
	quote.commit?.ramp?.at(-1)?.fromMonth ?? 0;

/** An API contract as parameters. */
export const apiParameters = (
	levelled: LevelledQuote,
	quote: QuoteOfKind<'api-contract'>,
	make: ParameterMaker
): Extract<QuoteParameters, { kind: 'api-contract' }> => {
	const usdPerUnit = toDecimal(levelled.usdPerUnit);
	const tiers = (quote.tiers ?? []).map(({ from, discountShare }) => ({
		from: quote.tierBasis === 'spend' ? toDecimal(from).times(usdPerUnit).toFixed() : from,
		discountShare
	}));
	const unitLine = quote.lines.find(({ item }) => item === 'provisioned-unit');
	const unitRate = unitLine === undefined ? null : lineRate(unitLine, usdPerUnit);
	const fixed = levelMonthlyUsdOf(
		levelled.lines.filter(
			({ item, origin }) =>
				origin === 'quoted' && !item.endsWith('-tokens') && item !== 'provisioned-unit'
		)
	);
	return {
		kind: 'api-contract',
		rates: tokenRates(quote, usdPerUnit, make),
		tierBasis: quote.tierBasis ?? null,
		tierMode: quote.tierMode ?? 'graduated',
		tiers,
		commitUsdPerMonth:
			quote.commit === undefined
				? null
				: make(
						'commit',
						'committed spend',
						'USD/month',
						commitOfMonth(quote, fullMonth(quote)).times(usdPerUnit)
					),
		overageFactor: quote.commit?.overageFactor ?? '1',
		rateLimits: quote.rateLimits ?? null,
		provisionedUsdPerUnitMonth:
			unitRate === null
				? null
				: make(
						'provisionedUnit',
						'reserved throughput',
						'USD/unit-month',
						unitRate.unit === 'unit-hour'
							? toDecimal(unitRate.usd).times(hoursPerMonth)
							: unitRate.usd
					),
		fixedUsdPerMonth: fixed.eq(0)
			? null
			: make('fixed', 'fees whatever the use', 'USD/month', fixed)
	};
};
