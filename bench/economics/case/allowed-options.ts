/** Which options of a case may be used at its volume and its peak, and which are left out for what reason. */
import { volumePathOf } from '../cash-flow/cash-flow.ts';
import { peakRatePerS, volumeInMonth } from '../demand/demand.ts';
import type { CostOption } from '../option/option.ts';
import { exclusionReasons, limitWarning, unknownFacts } from './constraints.ts';
import type { CostCase } from './cost-case.ts';

/** Largest volume looked at where nobody says: today's × this. */
const rangeFactor = 1_000;
const smallestRange = 1_000_000;
/** Largest volume that a case can be asked about, requests a month. */
export const largestVolume = 1_000_000_000_000;

/** Largest volume looked at for a volume of today, where the spec gives none. Requests a month. */
export const largestVolumeOf = (requestsPerMonth: number): number =>
	Math.min(largestVolume, Math.max(smallestRange, Math.ceil(requestsPerMonth * rangeFactor)));

export interface AllowedOptions extends Pick<CostCase, 'options' | 'excluded'> {
	/** What a reader must know about it, one sentence each. */
	notes: string[];
}

/** Tokens that a request is billed for; null where its price is not by tokens. */
const tokensPerRequest = (option: CostOption): number | null => {
	const amounts = (option.metered?.lines ?? []).flatMap(({ factors }) =>
		factors.flatMap((factor) =>
			factor.kind === 'parameter' && factor.parameter.unit === 'tokens/request'
				? [Number(factor.parameter.value)]
				: []
		)
	);
	return amounts.length === 0 ? null : amounts.reduce((sum, tokens) => sum + tokens, 0);
};

/**
 * Holds options against the constraints of a case and the rates that it needs in its busiest hour, today and in every month of the
 * horizon. Options come in the order of the facts.
 */
export const allowedOptions = (
	all: readonly CostOption[],
	costCase: Pick<CostCase, 'facts' | 'constraints' | 'demand' | 'horizonMonths' | 'compare'>
): AllowedOptions => {
	const { facts, constraints, demand, horizonMonths, compare } = costCase;
	const today = Number(demand.requestsPerMonth.value);
	const peakPerMinute = peakRatePerS(demand.requestsPerMonth.value, demand.peakToAverage.value)
		.times(60)
		.toNumber();
	const path = volumePathOf(demand);
	const volumes = Array.from({ length: horizonMonths }, (_, month) =>
		volumeInMonth(path, month).toNumber()
	);
	const notes: string[] = [];
	const judged = facts.flatMap(({ optionId, ...fact }) => {
		const option = all.find(({ id }) => id === optionId);
		if (!option) return [];
		const tokens = tokensPerRequest(option);
		notes.push(...unknownFacts(fact, constraints).map((unknown) => `${option.id}: ${unknown}`));
		/** What the measured key was not allowed at a volume, relative to that of today. */
		const warningAt = (factor: number): string | null =>
			limitWarning(fact, { requestsPerMinute: peakPerMinute * factor, tokensPerMinute: null });
		const warning = warningAt(1);
		if (warning !== null) notes.push(`${option.id}: ${warning}`);
		else if (today > 0) {
			const later = volumes.findIndex((volume) => warningAt(volume / today) !== null);
			const why = later < 0 ? null : warningAt((volumes[later] ?? today) / today);
			if (why !== null) notes.push(`${option.id}: from month ${String(later + 1)} on, ${why}`);
		}
		/** Reasons at a volume, relative to that of today. */
		const reasonsAt = (factor: number): string[] =>
			exclusionReasons(fact, constraints, {
				requestsPerMinute: peakPerMinute * factor,
				tokensPerMinute: tokens === null ? null : tokens * peakPerMinute * factor
			});
		const reasons = reasonsAt(1);
		if (reasons.length === 0 && today > 0) {
			const later = volumes.findIndex((volume) => reasonsAt(volume / today).length > 0);
			const [why] = later < 0 ? [] : reasonsAt((volumes[later] ?? today) / today);
			if (why !== undefined) notes.push(`${option.id}: from month ${String(later + 1)} on, ${why}`);
		}
		return [{ option, reasons }];
	});
	const isAllowed = ({ reasons }: { reasons: string[] }): boolean => reasons.length === 0;
	for (const id of [compare.makeId, compare.buyId]) {
		if (id === null || judged.some((each) => each.option.id === id && isAllowed(each))) continue;
		notes.push(
			`"compare" names ${id}, which is left out; the cheapest of its side is compared in its place`
		);
	}
	return {
		options: judged.filter(isAllowed).map(({ option }) => option),
		excluded: judged.filter((each) => !isAllowed(each)),
		notes
	};
};
