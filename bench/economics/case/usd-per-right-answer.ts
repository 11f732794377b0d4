/** What a right answer of an option costs. */
import { toDecimal } from '#core/decimal.ts';
import { costOfPassUsd } from '../rework/cost-of-pass.ts';
import type { CostCase } from './cost-case.ts';
import type { EvaluatedOption } from './evaluate-case.ts';

/**
 * What a right answer costs where wrong ones are thrown away: service cost of a request / share of right answers, USD, decimal
 * text. Null where the share is not known, or nothing is right.
 */
export const usdPerRightAnswer = (
	{ option, today }: EvaluatedOption,
	{ quality }: Pick<CostCase, 'quality'>
): string | null => {
	const acceptShare = quality[option.id]?.acceptShare?.value ?? null;
	if (acceptShare === null || today.requests === 0) return null;
	const service = toDecimal(today.serviceUsdPerMonth).div(today.requests).toFixed();
	return costOfPassUsd(service, acceptShare)?.toFixed() ?? null;
};
