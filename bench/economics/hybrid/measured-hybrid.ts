/** What a measured rule makes of a hybrid: the share that it sends, how often it is right, and what the requests that it sends cost more. */
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { CostLine } from '../option/cost-line.ts';
import { times } from '../option/factors.ts';
import type { CostOption } from '../option/option.ts';
import { fixedParameter, type Parameter, type Spread, type Stated } from '../option/parameter.ts';
import type { MeasuredRule, ShareInterval } from './frontier-points.ts';

export interface MeasuredHybrid {
	apiShare: Parameter;
	acceptShare: Parameter;
	/** What the requests that are sent cost more, or less, than the mean request; empty where that is not known. */
	lines: CostLine[];
}

/** Begins the ids of the lines of requests that are sent. */
const sentPrefix = 'sent-';

/** Whether a line is one of those of a measured hybrid. */
export const isSentLine = ({ id }: CostLine): boolean => id.startsWith(sentPrefix);

export const apiShareIdentity = (optionId: string) => ({
	id: `${optionId}.apiShare`,
	label: 'share of the requests that reach the API',
	unit: 'share'
});

/** 90 % of a normal distribution lies within 1.645 standard deviations, 95 % within 1.960. */
const spread90 = ({ value, low, high }: ShareInterval): Spread => {
	const factor = 1.6448536269514722 / 1.959963984540054;
	return low < high
		? { kind: 'normal', low: value + (low - value) * factor, high: value + (high - value) * factor }
		: { kind: 'fixed' };
};

/** Requests that a gate sends are rarely like the mean: each price line of the API once more, times how much they differ. */
const sentLines = (
	optionId: string,
	api: CostOption,
	apiShare: Parameter,
	difference: string | null
): CostLine[] => {
	if (difference === null || toDecimal(difference).eq(0)) return [];
	const factor = fixedParameter(difference, {
		id: `${optionId}.apiCostDifference`,
		label: 'API cost of a request that is sent / of the mean request, less 1',
		unit: 'share',
		basis: 'measured',
		source: apiShare.source
	});
	return (api.metered?.lines ?? []).map((line) => ({
		...line,
		id: `${sentPrefix}${line.id}`,
		label: `${line.label}: requests that are sent differ from the mean`,
		factors: [...line.factors, times(apiShare), times(factor)]
	}));
};

/** The parameters and lines of a hybrid whose rule was measured. */
export const measuredHybrid = (
	optionId: string,
	api: CostOption,
	{ apiShare: sent, quality, apiCostDifference }: MeasuredRule,
	stated: Stated
): MeasuredHybrid => {
	const apiShare: Parameter = {
		...apiShareIdentity(optionId),
		value: decimalText(sent.value),
		spread: spread90(sent),
		...stated
	};
	return {
		apiShare,
		acceptShare: {
			id: `${optionId}.acceptShare`,
			label: 'share of answers that are right',
			unit: 'share',
			value: decimalText(quality.value),
			spread: spread90(quality),
			...stated
		},
		lines: sentLines(optionId, api, apiShare, apiCostDifference)
	};
};
