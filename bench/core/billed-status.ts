/**
 * Which HTTP statuses say that nothing was billed. A request that is turned away (no key, no such model, too large, too many) has no model at work behind it.
 * A gateway that gave up waiting, or a server that failed, may say so after an answer was generated, or while one still is; providers bill what they generated,
 * so that it counts as billed until somebody tells otherwise.
 */

/** Of the statuses from 400 on. 408: time is up (Bedrock: of the model). 424: Bedrock's ModelErrorException, of a model at work. 499: whoever asked went away, by nginx and Google. */
export const afterWorkFrom400: readonly number[] = [408, 424, 499];

/** Of those from 500 on: 501 and 505 are of requests that are not understood; 529 is Anthropic's word, and others', for having no room, said before any work. */
export const beforeWorkFrom500: readonly number[] = [501, 505, 529];

/** Whether a model may have worked for a request that got this status; null for one that got none. */
export const mayHaveWorked = (httpStatus: number | null): boolean => {
	if (httpStatus === null || httpStatus < 400) return true;
	return httpStatus < 500
		? afterWorkFrom400.includes(httpStatus)
		: !beforeWorkFrom500.includes(httpStatus);
};
