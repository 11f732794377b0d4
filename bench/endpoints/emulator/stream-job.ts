/** A request that is answered token by token, and what a fault in the middle makes of it. */
import type { PreparedAnswer } from './answer-book.ts';
import { openDirectSink, openDripSink } from './byte-sink.ts';
import type { ByteSink, Sent } from './byte-sink.ts';
import { emulatedErrorMessage } from './dialect.ts';
import type { AnswerFacts } from './dialect.ts';
import type { EngineJob } from './engine-clock.ts';
import { tokensBeforeFault } from './fault.ts';
import type { MidAnswerFault } from './fault.ts';
import { flood, letterBlock } from './flood.ts';
import { stationTimesOf } from './performance-model.ts';
import { headersOf, sendServerError } from './respond.ts';
import type { Addressee } from './respond.ts';

/** What a job needs to answer. */
export interface AnswerContext extends Addressee {
	facts: AnswerFacts;
	answer: PreparedAnswer;
	fault: MidAnswerFault | null;
	/** Pause between two bytes of a `slowDrip` answer, ms. */
	dripIntervalMs: number;
	/** Tells the engine that no more tokens are wanted. */
	leave(): void;
}

/** An answer that is streamed token by token. */
export const createStreamJob = (context: AnswerContext): EngineJob => {
	const { outgoing, dialect, facts, fault, answer } = context;
	const texts = dialect.streamTexts(facts, context.requestId);
	const { deltaHead, deltaTail, epilogue } = texts;
	const frameBytes = Buffer.byteLength(deltaHead) + Buffer.byteLength(deltaTail);
	const strikeAfter = fault === null ? null : tokensBeforeFault(facts.outputTokens);
	const { contentType, encode } = dialect.stream;
	/** The events of a text as they are sent; nothing where there are none. */
	const encoded = (events: string): Sent => (encode && events !== '' ? encode(events) : events);
	let sink: ByteSink | null = null;

	/** `bytes`: length of the text in UTF-8. */
	const put = (into: ByteSink, events: string, bytes: number): void => {
		if (!encode) {
			into.send(events, bytes);
			return;
		}
		const sent = encode(events);
		into.send(sent, sent.length);
	};

	/** Sends a piece of a call, with the call's beginning before its first and its end behind its last. */
	const sendOfCall = (into: ByteSink, piece: number, literal: string): void => {
		const index = answer.callOfPiece[piece] ?? 0;
		const call = texts.calls[index];
		if (!call) return;
		const isFirst = answer.callOfPiece[piece - 1] !== index;
		const isLast = answer.callOfPiece[piece + 1] !== index;
		if (call.inOnePiece && !isLast) return;
		const text = call.inOnePiece
			? call.open + call.close
			: (isFirst ? call.open : '') +
				call.deltaHead +
				literal +
				call.deltaTail +
				(isLast ? call.close : '');
		put(into, text, Buffer.byteLength(text));
	};

	/** The beginning of an event that never ends. */
	const unfinished = (): [Sent, number] => {
		if (!encode) return [`${deltaHead}"`, Buffer.byteLength(deltaHead) + 1];
		const whole = encode(`${deltaHead}""${deltaTail}`);
		const half = Math.ceil(whole.length / 2);
		return [whole.subarray(0, half), half];
	};

	/** The fault in the middle of the answer; whether the answer goes on after it. */
	const strike = (into: ByteSink): boolean => {
		switch (fault) {
			case 'midStreamError':
				into.end(encoded(texts.error));
				return false;
			case 'truncated':
				into.end('');
				return false;
			case 'stalled':
				return false;
			case 'hangup':
				outgoing.destroy();
				return false;
			case 'hugeLine':
				into.send(...unfinished());
				flood(outgoing, letterBlock);
				return false;
			case 'malformedChunk':
				put(into, texts.malformed, Buffer.byteLength(texts.malformed));
				return true;
			case 'slowDrip':
			case null:
				return true;
		}
	};

	return {
		admitted() {
			outgoing.writeHead(200, {
				...headersOf(context, contentType),
				'cache-control': 'no-cache'
			});
			sink =
				fault === 'slowDrip'
					? openDripSink(outgoing, encoded(texts.prologue), context.dripIntervalMs)
					: openDirectSink(outgoing, encoded(texts.prologue));
		},
		refused() {
			sendServerError(context, 'rate-limited', emulatedErrorMessage.queueFull);
		},
		token(producedTokens, moments, atMs) {
			if (sink === null) return;
			const literal = answer.pieceJson[producedTokens - 1];
			// An empty answer still takes one token to end, but has nothing to send.
			if (literal !== undefined) {
				if (texts.calls.length > 0) sendOfCall(sink, producedTokens - 1, literal);
				else {
					const bytes = answer.pieceJsonBytes[producedTokens - 1] ?? 0;
					put(sink, deltaHead + literal + deltaTail, frameBytes + bytes);
				}
			}
			if (producedTokens === strikeAfter && !strike(sink)) {
				context.leave();
				return;
			}
			if (producedTokens !== facts.outputTokens) return;
			const end =
				typeof epilogue === 'string'
					? epilogue
					: epilogue(
							answer.pieces.slice(0, producedTokens).join(''),
							stationTimesOf(moments, atMs)
						);
			sink.end(encoded(end));
		}
	};
};
