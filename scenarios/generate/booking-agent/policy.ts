/** The policy of the prompt as arithmetic, kept apart from the world, which knows none of it. */

export interface Departure {
	from: string;
	to: string;
	/** `2026-12-03 18:45`, local time of the port. */
	departs_local: string;
	/** `2026-12-03 17:45Z` */
	departs_utc: string;
	saver: number;
	standard: number;
	flex: number;
}

export interface Booking {
	email: string;
	departure: string;
	fare: 'saver' | 'standard' | 'flex';
	seats: number;
	paid_eur: number;
	booked_utc: string;
}

const cents = (eur: number): number => Math.round(eur * 100) / 100;
const utcMs = (text: string): number => Date.parse(`${text.replace(' ', 'T').replace('Z', '')}Z`);

/** Hours from the moment at which a request came in to a departure. */
export const hoursBefore = (received: string, departure: Departure): number =>
	(utcMs(departure.departs_utc) - utcMs(received)) / 3_600_000;

/** What a cancellation pays back, EUR; or the reason why there is none. */
export const refundOf = (
	{ fare, paid_eur: paid }: Booking,
	hours: number
): number | 'not_refundable' | 'too_late' => {
	if (fare === 'saver') return 'not_refundable';
	if (fare === 'flex') return hours >= 2 ? paid : 'too_late';
	if (hours >= 72) return cents(paid * 0.9);
	return hours >= 24 ? cents(paid * 0.5) : 'too_late';
};

/** What a change costs, EUR; or the reason why it cannot be had. */
export const chargeOf = (
	{ fare, seats, paid_eur: paid }: Booking,
	hours: number,
	to: Departure
): number | 'outside_policy' | 'too_late' => {
	if (fare === 'saver') return 'outside_policy';
	if (hours < (fare === 'flex' ? 2 : 24)) return 'too_late';
	return cents((fare === 'flex' ? 0 : 20) + Math.max(0, to[fare] * seats - paid));
};

/** Whether the second of two bookings of one departure may be given back as a mistake. */
export const isDouble = (earlier: Booking, later: Booking, hours: number): boolean => {
	const apartMs = utcMs(later.booked_utc) - utcMs(earlier.booked_utc);
	return (
		earlier.departure === later.departure &&
		earlier.email === later.email &&
		apartMs > 0 &&
		apartMs <= 24 * 3_600_000 &&
		hours > 2
	);
};
