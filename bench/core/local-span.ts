/** When something was measured on the clock of a place: the hour that an API and its other users live by. */

const timeIn = (utc: string, timeZone: string, withDay: boolean): string =>
	new Intl.DateTimeFormat('en-GB', {
		hour: '2-digit',
		minute: '2-digit',
		...(withDay && { weekday: 'short' }),
		timeZone
	})
		.format(new Date(utc))
		.replace(',', '');

/**
 * `Thu 14:01–14:05 in Europe/Zurich`; null where clocks there show UTC, and where nothing is known of the place. The beginning alone without an end.
 */
export const localSpan = (
	startedAtUtc: string,
	endedAtUtc: string | null,
	timeZone: string
): string | null => {
	try {
		const start = timeIn(startedAtUtc, timeZone, true);
		if (start === timeIn(startedAtUtc, 'UTC', true)) return null;
		const last = endedAtUtc === null ? null : timeIn(endedAtUtc, timeZone, false);
		const end = last === null || start.endsWith(last) ? '' : `–${last}`;
		return `${start}${end} in ${timeZone}`;
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
};
