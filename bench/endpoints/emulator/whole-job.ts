/** A request that is answered in one piece, and what a fault makes of it. */
import { openDripSink } from './byte-sink.ts';
import { emulatedErrorMessage } from './dialect.ts';
import type { EngineJob } from './engine-clock.ts';
import { flood, letterBlock } from './flood.ts';
import { stationTimesOf } from './performance-model.ts';
import { headersOf, jsonType, sendBody, sendError } from './respond.ts';
import type { AnswerContext } from './stream-job.ts';

/** Sends a whole answer, or what the fault makes of it. */
const sendWhole = (context: AnswerContext, body: string): void => {
	const { outgoing, dialect, fault, requestId } = context;
	const half = body.slice(0, Math.ceil(body.length / 2));
	const headers = headersOf(context, jsonType);
	switch (fault) {
		case 'midStreamError':
			sendBody(
				context,
				200,
				jsonType,
				dialect.errorBody('server', emulatedErrorMessage.midStream, requestId)
			);
			return;
		case 'truncated':
			sendBody(context, 200, jsonType, half);
			return;
		case 'malformedChunk':
			sendBody(context, 200, jsonType, `${body.slice(0, -1)},,`);
			return;
		case 'stalled':
		case 'hangup':
			outgoing.writeHead(200, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
			outgoing.write(half, () => {
				if (fault === 'hangup') outgoing.destroy();
			});
			return;
		case 'slowDrip':
			outgoing.writeHead(200, headers);
			openDripSink(outgoing, '', context.dripIntervalMs).end(body);
			return;
		case 'hugeLine':
			outgoing.writeHead(200, headers);
			outgoing.write('{"id":"');
			flood(outgoing, letterBlock);
			return;
		case null:
			sendBody(context, 200, jsonType, body);
	}
};

/** An answer that is sent when it is finished. */
export const createWholeJob = (context: AnswerContext): EngineJob => {
	const { dialect, facts, answer } = context;
	return {
		admitted: () => undefined,
		refused() {
			sendError(context, 'rate-limited', emulatedErrorMessage.queueFull);
		},
		token(producedTokens, moments, atMs) {
			if (producedTokens < facts.outputTokens) return;
			const text = answer.pieces.slice(0, producedTokens).join('');
			const times = stationTimesOf(moments, atMs);
			const limitHeaders = { ...context.limitHeaders, ...dialect.wholeHeaders?.(facts, times) };
			sendWhole({ ...context, limitHeaders }, dialect.wholeBody(facts, text, times));
		}
	};
};
