/** What a client asks of the stamping server, in the query of its request. */

export interface StampedPace {
	/** Events of the answer. */
	tokens: number;
	/** Pause between them, ms. */
	gapMs: number;
	/** The first comes a random time between these two after the request, ms. */
	firstMs: number;
	spreadMs: number;
}

/** The request target for answers at a pace. */
export const stampedTarget = ({ tokens, gapMs, firstMs, spreadMs }: StampedPace): string =>
	`/stamped?tokens=${String(tokens)}&gap=${String(gapMs)}&first=${String(firstMs)}&spread=${String(spreadMs)}`;

/** The pace that a request target asks for; one event at once where it asks for nothing. */
export const paceOfTarget = (target: string): StampedPace => {
	const query = new URLSearchParams(target.slice(target.indexOf('?') + 1));
	const numberOf = (name: string, otherwise: number): number => {
		const value = Number(query.get(name) ?? otherwise);
		return Number.isFinite(value) && value >= 0 ? value : otherwise;
	};
	return {
		tokens: Math.max(1, Math.round(numberOf('tokens', 1))),
		gapMs: numberOf('gap', 0),
		firstMs: numberOf('first', 0),
		spreadMs: numberOf('spread', 0)
	};
};

/** The header that tells which answer of the server this is, from 0: its place in the log. */
export const answerHeader = 'x-answer';

/** The event of one token, as most engines send it. */
export const stampedEvent = `data: {"id":"chatcmpl-stamped","object":"chat.completion.chunk","created":1750000000,"model":"stamped","choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}\n\n`;

/** What follows the last event, so that protocols take the answer for whole; shorter than an event. */
export const stampedEnd =
	'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

/** Length of an event in the body of an answer, bytes: tells where one ends. */
export const stampedEventBytes = Buffer.byteLength(stampedEvent);
