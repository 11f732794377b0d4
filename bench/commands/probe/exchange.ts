/** One question of a probe with all that came of it, secrets taken out. */
import type { Attempt } from '#core/attempt.ts';
import type { Price } from '#core/price.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { readAttempt } from '#bench/load/read-attempt.ts';
import { redactHeader } from '#bench/load/redact.ts';
import type { SentRequest } from '#bench/load/sequential-client.ts';
import type { Protocol, Reading } from '#bench/protocols/protocol.ts';
import type { GatewayFacts } from '#bench/protocols/gateway-headers.ts';
import type { StatedRateLimit } from '#bench/protocols/rate-limit-headers.ts';
import type { ObservedEvent } from '#bench/protocols/response-reader.ts';
import type { ReadyQuestion } from './probe-cost.ts';

export interface Exchange {
	question: ReadyQuestion;
	sent: SentRequest;
	/** Outcome, clocks, usage and cost by the rules of a run. */
	attempt: Attempt;
	reading: Reading;
	/** Events of a stream that could be read; empty for a whole answer. */
	events: ObservedEvent[];
	/** Headers with secrets taken out. */
	headers: RecordedResponse['headers'];
	rateLimit: StatedRateLimit | null;
	/** What a gateway on the way says that it did; null where none names itself. */
	gateway: GatewayFacts | null;
	isEmulated: boolean;
}

export interface ReadContext {
	protocol: Protocol;
	price: Price | null;
	/** In every spelling in which they may come back. */
	secrets: readonly string[];
}

/** Reads what came of a question; its bytes lose their secrets in place. */
export const readExchange = (
	question: ReadyQuestion,
	sent: SentRequest,
	{ protocol, price, secrets }: ReadContext
): Exchange => {
	const { call } = question;
	const { attempt, reading, isEmulated, rateLimit, gateway } = readAttempt(sent.raw, {
		id: `probe/${question.id}`,
		stageId: 'probe',
		itemId: null,
		trial: 0,
		protocol,
		stream: call.stream,
		image: call.image ?? null,
		embedding: call.embedding ?? null,
		price,
		priceVersion: price && priceVersionOf(price),
		secrets,
		keepStream: false
	});
	const headers = sent.raw.response.headers.map(([name, value]): [string, string] => [
		name,
		redactHeader(name, value, secrets)
	]);
	const events: ObservedEvent[] = [];
	if (call.stream) {
		protocol.read({ ...sent.raw.response, headers }, true, (event) => void events.push(event));
	}
	return { question, sent, attempt, reading, events, headers, rateLimit, gateway, isEmulated };
};
