/** The conversations of a stage on the main thread: from the answers of one to its next request, or to what is graded. */
import { isAnswer } from '#core/outcome.ts';
import type { Grade } from '#core/answer.ts';
import type { Conversation } from '#bench/graders/conversation.ts';
import type { ReadAttempt } from '#bench/load/read-attempt.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import type { ChatCall, Endpoint, Protocol } from '#bench/protocols/protocol.ts';
import type { PlannedItem } from './plan.ts';

/** What belongs to a turn once it is known whether it was the last: the kept conversation and its grade, or null for a turn before. */
export type TurnVerdict = { text: string; grade: Grade | null } | null;

interface Held {
	item: PlannedItem;
	conversation: Conversation;
	/** The last request. */
	call: ChatCall;
	/** The last attempt, until it is known what it was. */
	last: ReadAttempt;
}

export interface ConversationOptions {
	protocol: Protocol;
	endpoint: Endpoint;
	/** The conversation goes on with these bytes. */
	followUp: (raw: RawAttempt, request: Uint8Array) => void;
	/** It is over. */
	end: (raw: RawAttempt) => void;
	/** An attempt can be kept: each once. */
	keep: (read: ReadAttempt, verdict: TurnVerdict) => void;
}

/** Holds the conversations of one stage, by their place in the schedule. */
export class ConversationTable {
	readonly #options: ConversationOptions;
	readonly #held = new Map<number, Held>();

	constructor(options: ConversationOptions) {
		this.#options = options;
	}

	/** Takes an attempt of a conversation. Rejects where the world of the scenario is broken. */
	async take(raw: RawAttempt, read: ReadAttempt, item: PlannedItem): Promise<void> {
		const { ordinal } = raw;
		const earlier = this.#held.get(ordinal);
		if (earlier) this.#options.keep(earlier.last, null);
		const conversation = earlier?.conversation ?? item.converse?.();
		if (!conversation) return;
		const held = { item, conversation, call: earlier?.call ?? item.call, last: read };
		this.#held.set(ordinal, held);
		const { outcome } = read.attempt;
		if (!isAnswer(outcome)) {
			this.#close(ordinal, conversation.transcript(null), null);
			this.#options.end(raw);
			return;
		}
		// What was cut off or refused is the end: half a call is not one to be made.
		const toolCalls = outcome === 'ok' ? read.reading.toolCalls : [];
		const text = read.reading.text || read.reading.refusal;
		const after = await conversation.take({ ...read.reading, text, toolCalls });
		if (after.kind === 'ended') {
			this.#options.end(raw);
			const kept = JSON.stringify(after.transcript);
			this.#close(ordinal, after.transcript, (await item.grade?.(kept)) ?? null);
			return;
		}
		held.call = { ...held.call, messages: [...held.call.messages, ...after.messages] };
		const { protocol, endpoint } = this.#options;
		this.#options.followUp(raw, renderRequest(protocol.buildRequest(endpoint, held.call)));
	}

	/** The stage is over: what has not ended never will, and its items have no answer. */
	closeAll(): void {
		for (const [ordinal, { conversation }] of [...this.#held]) {
			this.#close(ordinal, conversation.transcript(null), null);
		}
	}

	#close(ordinal: number, transcript: object, grade: Grade | null): void {
		const held = this.#held.get(ordinal);
		if (!held) return;
		this.#held.delete(ordinal);
		this.#options.keep(held.last, { text: JSON.stringify(transcript), grade });
	}
}
