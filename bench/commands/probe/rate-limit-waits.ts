/** How long a probe waits where an endpoint turns it away for its rate limits, and when it gives up. */
import { mayHaveWorked } from '#core/billed-status.ts';
import type { Exchange } from './exchange.ts';

/** Where the endpoint does not say how long, s: a choice. */
const usualWaitS = 5;
/** The longest single wait, s; who asks for more is not waited for. */
const longestWaitS = 60;
/** All waits of a probe together, s. */
const longestWaitsS = 120;
/** Questions in a row that were turned away for good, after which nothing more is asked: each may have been too large for the limit by itself. */
const hopelessQuestions = 2;

export class RateLimitWaits {
	#waitedS = 0;
	#inRow = 0;

	/**
	 * Seconds to wait before the question is asked once more, where its first answer was a rate limit; null where it is not to be asked again.
	 * Only a refusal by a status that says that nothing was billed is followed by a second request.
	 */
	before({ attempt, reading }: Exchange): number | null {
		if (attempt.outcome !== 'rate-limited' || mayHaveWorked(attempt.httpStatus)) return null;
		const waitS = reading.error?.retryAfterS ?? usualWaitS;
		if (waitS > longestWaitS || this.#waitedS + waitS > longestWaitsS) return null;
		this.#waitedS += waitS;
		return waitS;
	}

	/** Takes note of the last answer to a question; a sentence where no more should be asked, else null. */
	settle({ attempt }: Exchange): string | null {
		this.#inRow = attempt.outcome === 'rate-limited' ? this.#inRow + 1 : 0;
		return this.#inRow < hopelessQuestions
			? null
			: `rate-limited: nothing more was asked, as ${String(this.#inRow)} requests in a row were turned away for good (${attempt.errorMessage ?? 'no reason given'}).`;
	}
}
