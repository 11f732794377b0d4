/** What all options of a case share, and the reading of quantities that may be absent. */
import type { Quantity } from '#core/quantity.ts';
import { defaultParameter, type DefaultName } from '../option/defaults.ts';
import type { DemandLevel } from '../option/option.ts';
import { parameterOf, type Parameter } from '../option/parameter.ts';

/** Shared by the options of one case. */
export interface SharedInputs {
	/** Whole requests a month, today. */
	requestsPerMonth: number;
	peakToAverage: Parameter;
	/** Levels of the week for a way of billing; null where only the peak is known. */
	levels:
		((billing: { minBilledHours: number; startupHours: number }) => readonly DemandLevel[]) | null;
	discountRatePerYear: Parameter;
	horizonMonths: number;
	/** Checking an answer, doing it by hand, harm of an unnoticed error; null where not given. */
	checkUsd: Parameter | null;
	humanUsd: Parameter | null;
	errorUsd: Parameter | null;
	/** Share of wrong answers that nobody notices. */
	unnoticedShare: Parameter | null;
}

/** Where a typed number comes from if it does not say so itself. */
export const typedSource = 'typed in the cost spec';

/** A typed quantity as a parameter of its option. */
export const typed = (
	quantity: Quantity,
	identity: { id: string; label: string; unit: string }
): Parameter => parameterOf(quantity, { ...identity, basis: 'user', source: typedSource });

/** The typed quantity under the name and unit of the default, or the default itself. */
export const typedOrDefault = (
	quantity: Quantity | undefined,
	name: DefaultName,
	scope: string
): Parameter => {
	const fallback = defaultParameter(name);
	if (quantity === undefined) return fallback;
	return typed(quantity, {
		id: `${scope}.${name}`,
		label: fallback.label,
		unit: fallback.unit
	});
};
