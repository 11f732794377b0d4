/** How long a session lasts: OWASP ASVS 5.0, 7.3.1 and 7.3.2, asks for an end after idleness and an end in any case. */

const hourMs = 3_600_000;

/** A session that nobody has used for this long has ended, ms. */
export const idleSessionMs = 8 * hourMs;

/** A session ends this long after signing in, used or not, ms. */
export const longestSessionMs = 7 * 24 * hourMs;

/** How long the link works with which somebody sets a password, ms. */
export const invitationMs = 72 * hourMs;

/** Whether a session still holds at `atUtc`; all three moments ISO 8601 in UTC. */
export const sessionHolds = (
	{ createdAtUtc, lastSeenAtUtc }: { createdAtUtc: string; lastSeenAtUtc: string },
	atUtc: string
): boolean => {
	const nowMs = Date.parse(atUtc);
	return (
		nowMs - Date.parse(lastSeenAtUtc) < idleSessionMs &&
		nowMs - Date.parse(createdAtUtc) < longestSessionMs
	);
};
