/** What a reader should know about how a quote was levelled: assumptions that no figure of it shows. */
import { toDecimal } from '#core/decimal.ts';
import type { Quote } from '#core/quote.ts';
import { gpusOf } from './quote-size.ts';

const plural = (count: number): string => `${String(count)} month${count === 1 ? '' : 's'}`;

/** What is taken of the time that the offer does not cover, or binds beyond it. */
export const termNotes = (quote: Quote, months: number): string[] => {
	const term = 'termMonths' in quote ? quote.termMonths : undefined;
	if (quote.kind === 'server-purchase') {
		return quote.buyBack === undefined ? ['no resale value is counted at the end of the term'] : [];
	}
	if (term === undefined) return ['no term is stated; its prices are taken to hold throughout'];
	if (term < months) {
		const uplift = quote.autoRenewal?.upliftShare;
		return [
			`the offer runs ${plural(term)}; for the rest it is taken to renew ${uplift === undefined ? 'at the same price' : `with the stated change of ${String(Number(uplift) * 100)} %`}`
		];
	}
	if (term > months) {
		return [
			`the offer binds for ${plural(term - months)} beyond the compared term; what is owed then is not in these figures`
		];
	}
	return [];
};

const kindNotes = (quote: Quote): string[] => {
	if (quote.kind === 'gpu-cloud' && gpusOf(quote) === null) {
		return ['no number of GPUs is stated; levelled for one GPU that runs all hours'];
	}
	if (quote.kind === 'managed-endpoint') {
		return [
			quote.minReplicas === 0
				? 'no replica is paid while idle; the cost depends on use alone'
				: `levelled for the ${String(quote.minReplicas)} replica${quote.minReplicas === 1 ? '' : 's'} that always run`
		];
	}
	if (quote.kind === 'api-contract' && quote.residencySurchargeShare !== undefined) {
		return [
			`a surcharge of ${String(Number(quote.residencySurchargeShare) * 100)} % for data residency is not counted; add it where you need it`
		];
	}
	if (quote.kind === 'api-contract' && quote.commit?.rollOver === 'next-period') {
		return ['roll-over of the commitment is not counted: the volume is the same in every month'];
	}
	return [];
};

const percent = (share: string): string => `${toDecimal(share).times(100).toFixed()} %`;

const mainItems: Record<Quote['kind'], string> = {
	'server-purchase': 'servers',
	'gpu-cloud': 'GPUs',
	'api-contract': 'tokens',
	'seat-subscription': 'seats',
	colocation: 'power',
	'managed-endpoint': 'GPUs'
};

/**
 * Which levelled prices are lower than those that the offer prints, and where a discount of its own line is counted. They stand beside
 * tables of either, so that each says which it is about.
 */
const discountNotes = (quote: Quote): string[] => {
	const reduced = quote.lines.flatMap(({ item, discountShare = '0' }) =>
		toDecimal(discountShare).gt(0) ? [`${item} ${percent(discountShare)}`] : []
	);
	const ofContract = quote.kind === 'api-contract' ? (quote.discountShare ?? '0') : '0';
	return [
		...(reduced.length > 0
			? [
					`what is levelled is after the discounts of its lines, which the offer prints beside its unit prices: ${reduced.join(', ')}`
				]
			: []),
		...(toDecimal(ofContract).gt(0)
			? [
					`what is levelled of tokens is after the ${percent(ofContract)} discount of the whole contract, where a line has none of its own; the offer prints its unit prices before it`
				]
			: []),
		...(quote.lines.some(({ item }) => item === 'discount')
			? [
					`the discount is a line of its own and lowers the whole; the unit prices of the ${mainItems[quote.kind]} are before it, and what is assumed as a share of them is taken after it`
				]
			: [])
	];
};

/** Remarks on a levelled quote, in sentences without a full stop. */
export const levelNotes = (
	quote: Quote,
	{ months, unknownVolume }: { months: number; unknownVolume: boolean }
): string[] => [
	...(unknownVolume ? ['the quote has rates without quantities; give volumes to level it'] : []),
	...(quote.tax === undefined
		? ['it does not say whether tax is included; taken as not included and got back']
		: []),
	...(quote.currency === 'USD' || quote.fx === undefined
		? []
		: [
				`1 ${quote.currency} = ${quote.fx.usdPerUnit} USD on ${quote.fx.asOf} (${quote.fx.source})`
			]),
	...discountNotes(quote),
	...termNotes(quote, months),
	...kindNotes(quote)
];
