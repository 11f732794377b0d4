/** The lines of a month by what they are paid for, so that a reader can add them up to the figure that was clicked. */
import type { Breakdown, BreakdownLine } from '#bench/economics/case/breakdown.ts';
import { toDecimal } from '#core/decimal.ts';

export interface LineGroup {
	group: BreakdownLine['group'];
	/** `Bill`: what serving costs; `Rework`: checking, correcting, and errors that nobody notices. */
	title: string;
	lines: BreakdownLine[];
	/** Sum of its lines, USD a month, decimal text. */
	usdPerMonth: string;
}

/** Bill first; a group without lines is left out. The sums of all groups are the total of the month. */
export const lineGroups = ({
	lines,
	serviceUsdPerMonth,
	totalUsdPerMonth
}: Pick<Breakdown, 'lines' | 'serviceUsdPerMonth' | 'totalUsdPerMonth'>): LineGroup[] => {
	const of = (group: BreakdownLine['group'], title: string, usdPerMonth: string): LineGroup => ({
		group,
		title,
		lines: lines.filter((line) => line.group === group),
		usdPerMonth
	});
	const rework = toDecimal(totalUsdPerMonth).minus(serviceUsdPerMonth).toFixed();
	return [of('service', 'Bill', serviceUsdPerMonth), of('rework', 'Rework', rework)].filter(
		(each) => each.lines.length > 0
	);
};
