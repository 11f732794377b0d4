/** What must be true for making to be the cheaper one, in sentences: one number at a time, the rest as they are. */
import type { BreakEven } from '#bench/economics/break-even/break-even.ts';
import type { BreakEvenUse } from '#bench/economics/break-even/break-even-use.ts';
import { toDecimal } from '#core/decimal.ts';
import { formatNumber, formatShare, formatVolume } from '../format.ts';
import { formatParameter } from '../format-parameter.ts';

/** A number for which it was solved at which value both options cost the same. */
export interface SolvedNumber {
	id: string;
	label: string;
	unit: string;
	/** Title of the option that it belongs to; null where several share it. */
	owner: string | null;
	breakEven: BreakEven;
}

export interface Condition {
	id: string;
	/** One sentence. */
	sentence: string;
	/** Whether it holds today. */
	holds: boolean;
	/** |break-even − today| / today, for the order; null where today is 0. */
	distance: number | null;
}

export interface MustBeTrue {
	/** Nearest to today's value first. */
	conditions: Condition[];
	/** Names of numbers that decide nothing by themselves: making is cheaper whatever they are, or dearer. */
	alwaysCheaper: string[];
	alwaysDearer: string[];
}

const nameOf = ({ label, owner }: SolvedNumber): string =>
	owner === null ? label : `${label} (${owner})`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `0.3 points`: a share of 1 as percentage points. */
const pointsInWords = (share: number): string => {
	const points = formatNumber(100 * share);
	return `${points} ${points === '1' ? 'point' : 'points'}`;
};

const conditionOf = (
	number: SolvedNumber,
	found: Extract<BreakEven, { state: 'found' }>
): Condition => {
	const { unit } = number;
	const { value, today, cheaperWhen, method } = found;
	const [edge, now] = [toDecimal(value), toDecimal(today)];
	const isEdge = edge.eq(now);
	const holds = !isEdge && (cheaperWhen === 'below' ? now.lt(edge) : now.gt(edge));
	const about = method === 'jump' ? 'about ' : '';
	const distance = now.eq(0) ? null : edge.minus(now).div(now).abs().toNumber();
	const gap =
		unit === 'share'
			? pointsInWords(edge.minus(now).abs().toNumber())
			: distance === null
				? null
				: distance > 10
					? `${formatNumber(distance + 1)} times less`
					: formatShare(distance);
	const away = gap === null || isEdge ? '' : `, ${gap}${gap.endsWith('less') ? '' : ' away'}`;
	const verb = holds
		? `must stay ${cheaperWhen}`
		: `would have to ${cheaperWhen === 'below' ? 'fall below' : 'rise above'}`;
	return {
		id: number.id,
		sentence: `${capitalised(nameOf(number))} ${verb} ${about}${formatParameter(value, unit)}; today it is ${formatParameter(today, unit)}${away}.`,
		holds,
		distance
	};
};

/** Sorts what was solved into conditions and what decides nothing. What neither cost depends on is left out. */
export const mustBeTrue = (solved: readonly SolvedNumber[]): MustBeTrue => {
	const result: MustBeTrue = { conditions: [], alwaysCheaper: [], alwaysDearer: [] };
	for (const number of solved) {
		const { breakEven } = number;
		if (breakEven.state === 'found') result.conditions.push(conditionOf(number, breakEven));
		else if (breakEven.why === 'always-cheaper') result.alwaysCheaper.push(nameOf(number));
		else if (breakEven.why === 'always-dearer') result.alwaysDearer.push(nameOf(number));
	}
	result.conditions.sort((a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity));
	return result;
};

/** How busy own nodes must be, in a sentence. */
export const useInWords = (use: BreakEvenUse): string => {
	if (use.state === 'none') return use.reason;
	const { share, todayShare, mostShare, isReachable, requestsPerMonth } = use;
	const today = todayShare === null ? '' : `; today they are at ${formatShare(todayShare)}`;
	const requests = formatVolume(Number(requestsPerMonth));
	return isReachable
		? `Against what a bought request costs at today’s volume, the same nodes pay from ${formatShare(share)} of their capacity on, ${requests} requests a month${today}. Peak, headroom and spare leave room for ${formatShare(mostShare)}.`
		: `Against what a bought request costs at today’s volume, the same nodes would pay from ${formatShare(share)} of their capacity on, which peak, headroom and spare do not leave room for (at most ${formatShare(mostShare)})${today}.`;
};
