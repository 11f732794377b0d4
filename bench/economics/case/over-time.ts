/** The whole horizon of a case: the cash flow of every option, and when the compared pair pays back. */
import { cashFlowOf, type CashFlow } from '../cash-flow/cash-flow.ts';
import type { CostCase } from './cost-case.ts';
import type { EvaluatedCase } from './evaluate-case.ts';
import { paybackOf, type Payback } from '../cash-flow/payback.ts';

export interface OverTime {
	/** Of all allowed options, in the order of the evaluated ones. */
	options: CashFlow[];
	/** Of the compared pair; null where nothing is compared. */
	payback: (Payback & { makeId: string; buyId: string }) | null;
}

/** Computes the months of every option that may be used. */
export const overTimeOf = (
	costCase: CostCase,
	{ options, compared }: Pick<EvaluatedCase, 'options' | 'compared'>
): OverTime => {
	const flows = options.map(({ option }) => cashFlowOf(costCase, option));
	const flowOf = (id: string): CashFlow | undefined =>
		flows.find(({ optionId }) => optionId === id);
	const makeId = compared?.make.option.id;
	const buyId = compared?.buy.option.id;
	const make = makeId === undefined ? undefined : flowOf(makeId);
	const buy = buyId === undefined ? undefined : flowOf(buyId);
	return {
		options: flows,
		payback:
			make && buy ? { makeId: make.optionId, buyId: buy.optionId, ...paybackOf(make, buy) } : null
	};
};
