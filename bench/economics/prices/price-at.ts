/** Which of several dated prices holds at a moment. Days and times of day are UTC. */
import type { PriceListEntry } from '#core/price-list.ts';
import type { TimeWindow } from '#core/price-terms.ts';

interface Validity {
	validFrom: string | null;
	validTo: string | null;
}

/** Whether a price or a term holds on a day, YYYY-MM-DD or a longer ISO 8601 text in UTC; both ends included. */
export const isValidOn = ({ validFrom, validTo }: Validity, atUtc: string): boolean => {
	const day = atUtc.slice(0, 10);
	return (validFrom === null || validFrom <= day) && (validTo === null || day <= validTo);
};

/** Days sort as text; a price without a beginning is the earliest. */
const startOf = ({ validFrom }: Validity): string => validFrom ?? '';

/**
 * The version that holds at a moment: of those valid, the one that began last, as a later price list replaces an earlier one
 * that names no end. Null where none is valid.
 */
export const entryAt = (
	versions: readonly PriceListEntry[],
	atUtc: string
): PriceListEntry | null =>
	versions
		.filter((version) => isValidOn(version, atUtc))
		.reduce<PriceListEntry | null>(
			(best, each) => (best === null || startOf(each) > startOf(best) ? each : best),
			null
		);

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Whether a moment lies in a window of the day; its end is not part of it, and it may run past midnight. */
export const isInWindow = ({ fromUtc, toUtc, weekdaysUtc }: TimeWindow, atUtc: string): boolean => {
	const weekday = weekdays[new Date(atUtc).getUTCDay()];
	if (weekdaysUtc.length > 0 && !weekdaysUtc.some((each) => each === weekday)) return false;
	const time = atUtc.slice(11, 16);
	return fromUtc < toUtc ? fromUtc <= time && time < toUtc : fromUtc <= time || time < toUtc;
};
