/** How long something took by the times of day at which it began and ended. */

/** From beginning to end, ms. Null without an end, and where that lies before the beginning: the clock of the machine was set in between. */
export const lastedMs = (startedAtUtc: string, endedAtUtc: string | null): number | null => {
	if (endedAtUtc === null) return null;
	const ms = Date.parse(endedAtUtc) - Date.parse(startedAtUtc);
	return ms >= 0 ? ms : null;
};
