/** Gathers what the answers of a stage said about rate limits, and finds the windows that they do not state. */
import type { Allowance, RateLimit } from '#core/rate-limit.ts';
import { msToS } from '#core/units.ts';
import type { StatedAllowance, StatedRateLimit } from '#bench/protocols/rate-limit-headers.ts';

/** Windows that are known to be in use: a minute, an hour, a day. */
const candidatesS = [60, 3_600, 86_400] as const;
const documentedS = candidatesS[0];
/** How far a refill may be off, as a share: resets are rounded to ms or s. */
const refillTolerance = 0.15;
/** A reset may be told a little after its moment. */
const resetTolerance = 1.05;

interface Seen {
	last: StatedAllowance;
	leastLeft: number | null;
	responses: number;
	lastSeenMs: number;
	/** Responses whose refill fits each candidate, and all that told one. */
	fits: number[];
	refills: number;
	longestResetS: number;
}

/**
 * The window in which a bucket that fills steadily is whole again: what was used comes back in `resetS`, so all of it in
 * resetS × limit / used. Null where nothing was used.
 */
const refillWindowS = ({ limit, remaining, resetS }: StatedAllowance): number | null =>
	remaining === null || resetS === null || resetS <= 0 || remaining >= limit
		? null
		: (resetS * limit) / (limit - remaining);

const windowOf = ({
	last,
	fits,
	refills,
	longestResetS
}: Seen): Pick<Allowance, 'windowS' | 'windowFrom'> => {
	if (last.windowS !== null) return { windowS: last.windowS, windowFrom: 'stated' };
	const most = Math.max(...fits);
	const fitting = candidatesS[fits.indexOf(most)];
	if (fitting !== undefined && most > 0 && most * 2 > refills)
		return { windowS: fitting, windowFrom: 'refill' };
	if (!last.isPerMinute) return { windowS: null, windowFrom: null };
	// No window lasts less than what it takes to be whole again.
	if (longestResetS > documentedS * resetTolerance) return { windowS: null, windowFrom: null };
	return { windowS: documentedS, windowFrom: 'documented' };
};

export class RateLimitSeen {
	readonly #seen = new Map<string, Seen>();
	#longestRetryAfterS: number | null = null;

	/** Takes what one response said; `endMs` is the end of its attempt on the clock of the stage. */
	add(stated: StatedRateLimit | null, endMs: number): void {
		if (stated === null) return;
		const { retryAfterS } = stated;
		if (retryAfterS !== null) {
			this.#longestRetryAfterS = Math.max(this.#longestRetryAfterS ?? 0, retryAfterS);
		}
		for (const allowance of stated.allowances) this.#addAllowance(allowance, endMs);
	}

	#addAllowance(allowance: StatedAllowance, endMs: number): void {
		const { of, windowS, remaining, resetS } = allowance;
		const key = `${of} ${String(windowS)}`;
		const seen = this.#seen.get(key) ?? {
			last: allowance,
			leastLeft: null,
			responses: 0,
			lastSeenMs: endMs,
			fits: candidatesS.map(() => 0),
			refills: 0,
			longestResetS: 0
		};
		this.#seen.set(key, seen);
		if (endMs >= seen.lastSeenMs) {
			seen.last = allowance;
			seen.lastSeenMs = endMs;
		}
		seen.responses++;
		if (remaining !== null) seen.leastLeft = Math.min(seen.leastLeft ?? Infinity, remaining);
		seen.longestResetS = Math.max(seen.longestResetS, resetS ?? 0);
		const refillS = refillWindowS(allowance);
		if (refillS === null) return;
		seen.refills++;
		for (const [i, candidateS] of candidatesS.entries()) {
			if (Math.abs(refillS / candidateS - 1) > refillTolerance) continue;
			seen.fits[i] = (seen.fits[i] ?? 0) + 1;
		}
	}

	/** Null where no response of the stage said anything. */
	summarise(): RateLimit | null {
		if (this.#seen.size === 0 && this.#longestRetryAfterS === null) return null;
		return {
			allowances: [...this.#seen.values()].map((seen) => ({
				of: seen.last.of,
				limit: seen.last.limit,
				...windowOf(seen),
				leastLeft: seen.leastLeft,
				responses: seen.responses,
				lastSeenS: msToS(seen.lastSeenMs)
			})),
			longestRetryAfterS: this.#longestRetryAfterS
		};
	}
}
