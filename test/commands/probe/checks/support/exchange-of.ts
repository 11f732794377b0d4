/** Answers to the questions of a probe, without an endpoint. */
import { targetSchema } from '#core/target.ts';
import type { Findings } from '#bench/commands/probe/checks/check.ts';
import { readExchange, type Exchange } from '#bench/commands/probe/exchange.ts';
import type { QuestionId } from '#bench/commands/probe/questions.ts';
import { protocols } from '#bench/protocols/index.ts';
import { capabilitiesOf } from '#bench/protocols/target-capabilities.ts';

export const target = targetSchema.parse({
	id: 't',
	kind: 'self-hosted',
	protocol: 'openai-chat',
	baseUrl: 'http://llm.example/v1',
	model: 'm'
});
export const protocol = protocols['openai-chat'];

/** A question of a probe of which nothing matters but its id, and a whole answer to it, read as a probe reads it. */
export const exchangeOf = (
	id: QuestionId,
	message: object,
	finishReason: string,
	usage: object | null = null
): Exchange => {
	const body = Buffer.from(
		JSON.stringify({
			model: 'm',
			usage,
			choices: [
				{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason }
			]
		})
	);
	return readExchange(
		{
			id,
			call: {
				system: null,
				messages: [],
				maxOutputTokens: 64,
				stream: false,
				temperature: null,
				seed: null,
				extraBody: {}
			},
			endpoint: { baseUrl: 'http://llm.example/v1', model: 'm', apiKey: null },
			onNew: false,
			request: new Uint8Array(0),
			worstUsd: '0'
		},
		{
			raw: {
				ordinal: 0,
				turn: 0,
				worker: 0,
				connection: 'ready',
				dueMs: 0,
				sentMs: 0,
				headersMs: 1,
				endMs: 2,
				response: {
					status: 200,
					headers: [['content-type', 'application/json']],
					body,
					arrivalOffsets: Uint32Array.of(body.length),
					arrivalMs: Float64Array.of(2),
					end: { kind: 'complete' }
				}
			},
			firstByteMs: 1,
			nth: 0,
			opened: null,
			isKept: true
		},
		{ protocol, price: null, secrets: [] }
	);
};

/** All that a probe has seen, which is these answers. */
export const findingsOf = (exchanges: readonly Exchange[]): Findings => ({
	target,
	protocol,
	can: capabilitiesOf({ kind: 'self-hosted', protocol: 'openai-chat' }),
	exchanges: new Map(exchanges.map((each) => [each.question.id, each])),
	notAsked: new Map<QuestionId, string>(),
	whyStopped: null,
	isTls: false,
	opened: [],
	nowUtcMs: 0
});
