/** A raw attempt of a stage that streams from an endpoint of openai-chat, read as in a run, with no price and nothing kept. */
import { readAttempt, type ReadAttempt } from '#bench/load/read-attempt.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';

export const readStream = (raw: RawAttempt): ReadAttempt =>
	readAttempt(raw, {
		id: String(raw.ordinal),
		stageId: 's',
		itemId: null,
		trial: 0,
		protocol: openaiChat,
		stream: true,
		price: null,
		priceVersion: null,
		secrets: [],
		keepStream: false
	});
