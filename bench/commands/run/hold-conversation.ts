/** The conversations of a stage on the main thread: from the answers of one to its next request, or to what is graded. */
import { isAnswer } from '#core/outcome.ts';
import type { Grade } from '#core/answer.ts';
import type { ReadAttempt } from '#bench/load/read-attempt.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import type { ChatCall, Endpoint, Protocol } from '#bench/protocols/protocol.ts';
import type { Dialogue } from './dialogue.ts';
import type { PlannedItem } from './plan.ts';

/**
 * What belongs to a turn once it is known whether it was the last: the kept conversation and its grade; null for a turn before, and for the last of a
 * conversation that was cut, which has no answer.
 */
export type TurnVerdict = { text: string; grade: Grade | null } | null;

interface Held {
	item: PlannedItem;
	dialogue: Dialogue;
	/** The last request. */
	call: ChatCall;
	/** The last attempt, until it is known what it was. */
	last: ReadAttempt;
}

export interface ConversationOptions {
	protocol: Protocol;
	endpoint: Endpoint;
	/** The conversation goes on with these bytes, at once or when its user has thought, ms after the end of the answer. */
	followUp: (raw: RawAttempt, request: Uint8Array, thinkMs: number | null) => void;
	/** It is over. */
	end: (raw: RawAttempt) => void;
	/** An attempt can be kept: each once. */
	keep: (read: ReadAttempt, verdict: TurnVerdict) => void;
}

const textOf = ({ reading }: ReadAttempt): string => reading.text || reading.refusal;

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
		const dialogue = earlier?.dialogue ?? item.converse?.();
		if (!dialogue) return;
		const held = { item, dialogue, call: earlier?.call ?? item.call, last: read };
		this.#held.set(ordinal, held);
		const { outcome } = read.attempt;
		if (!isAnswer(outcome)) {
			const isCut = outcome === 'aborted';
			this.#close(ordinal, isCut ? null : { text: dialogue.abandoned(textOf(read)), grade: null });
			this.#options.end(raw);
			return;
		}
		const after = await dialogue.take({ ...read.reading, text: textOf(read) }, outcome);
		if (after.kind === 'ended') {
			this.#options.end(raw);
			this.#close(ordinal, { text: after.kept, grade: (await item.grade?.(after.kept)) ?? null });
			return;
		}
		held.call = { ...held.call, messages: [...held.call.messages, ...after.messages] };
		const { protocol, endpoint } = this.#options;
		const request = renderRequest(protocol.buildRequest(endpoint, held.call));
		this.#options.followUp(raw, request, after.thinkMs);
	}

	/** The stage is over: what has not ended of itself was cut, and its place in the schedule stays open for whoever goes on. */
	leaveOpen(): void {
		for (const ordinal of [...this.#held.keys()]) this.#close(ordinal, null);
	}

	#close(ordinal: number, verdict: TurnVerdict): void {
		const held = this.#held.get(ordinal);
		if (!held) return;
		this.#held.delete(ordinal);
		this.#options.keep(held.last, verdict);
	}
}
