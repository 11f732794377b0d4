/** How long a token for the API holds, and how many an account may have. */

const dayMs = 86_400_000;

/** A token holds this many days at most: a leap year. */
export const longestTokenDays = 366;

/** A token holds so many days where nobody says more or less. */
export const usualTokenDays = 90;

/** Most tokens of one account that work at the same time and that its owner has made on the site: a program needs one. */
export const mostOwnTokens = 50;

/** Days that a token is to hold, as somebody writes them: a whole number from 1 to the longest; null for anything else. */
export const parseTokenDays = (text: string): number | null => {
	const days = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
	return days >= 1 && days <= longestTokenDays ? days : null;
};

/** When a token ends that is made at `atUtc` for so many days; ISO 8601 in UTC. */
export const tokenEndUtc = (atUtc: string, days: number): string =>
	new Date(Date.parse(atUtc) + days * dayMs).toISOString();
