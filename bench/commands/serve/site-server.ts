/** The HTTP server that the site runs on: who sends a request slowly does not keep it open for ever, and every answer has the headers of the site. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { siteHeaders } from '#bench/operation/site-headers.ts';

export interface RequestLimits {
	/** For the lines before the body, from the first byte of the connection or since the request before it was answered, ms. */
	headersMs: number;
	/** For the whole request with its body, ms. What answers it takes is not part of it. */
	requestMs: number;
	/** How often connections are looked at, ms: so much later they may be closed. */
	checkEveryMs: number;
}

/** A browser sends its headers in one piece. 5 MB, the most that a body has, come within a minute over 0.7 Mbit/s. */
export const requestLimits: RequestLimits = {
	headersMs: 10_000,
	requestMs: 60_000,
	checkEveryMs: 1_000
};

/** A server that has yet to listen. What is too slow is answered with 408 and closed. */
export const createSiteServer = (
	listener: RequestListener,
	{ headersMs, requestMs, checkEveryMs }: RequestLimits = requestLimits
): Server =>
	createServer(
		{
			headersTimeout: headersMs,
			requestTimeout: requestMs,
			connectionsCheckingInterval: checkEveryMs
		},
		(request, response) => {
			for (const [name, value] of Object.entries(siteHeaders)) response.setHeader(name, value);
			listener(request, response);
		}
	);
