/** How an attempt ended. Outcomes are data, never exceptions. */
export const outcomes = [
	/** A whole answer. */
	'ok',
	/** The stream ended without its terminal event. */
	'truncated',
	/** The model was cut off at the output limit. */
	'length',
	/** The model or a filter declined. */
	'refused',
	/** HTTP 429, or the protocol's equivalent. */
	'rate-limited',
	/** Connecting, silence or the whole answer took longer than the limit. */
	'timeout',
	/** Anything else that went wrong: status, transport, malformed data, an error inside the stream. */
	'error',
	/** Stopped by us before it ended. */
	'aborted'
] as const;

export type Outcome = (typeof outcomes)[number];

/** Attempts whose answer arrived whole, whatever it is worth: their latencies are latencies of the service. */
export const isCompleted = (outcome: Outcome): boolean =>
	outcome === 'ok' || outcome === 'length' || outcome === 'refused';

/** Attempts that say something about the model: these are graded, the rest are missing answers. */
export const isAnswer = (outcome: Outcome): boolean => isCompleted(outcome);
