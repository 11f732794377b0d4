import type { DecisionChoice } from '#core/decision-record.ts';
import type { OptionKind } from '#bench/economics/option/option.ts';

/** Which kinds of options a decision can be for; to put it off is for none. */
export const kindsOfChoice: Record<DecisionChoice, readonly OptionKind[]> = {
	make: ['make-owned', 'make-rented'],
	buy: ['buy', 'hosted'],
	hybrid: ['hybrid'],
	defer: []
};
