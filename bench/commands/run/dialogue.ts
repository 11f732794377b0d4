/** What holds a conversation of a stage: it takes the model's answers one by one and says what is sent next, or what is kept at the end. */
import type { Outcome } from '#core/outcome.ts';
import type { Conversation } from '#bench/graders/conversation.ts';
import type { ChatMessage, Reading } from '#bench/protocols/protocol.ts';

export type DialogueAnswer = Pick<Reading, 'text' | 'toolCalls' | 'reasoningBlocks'>;

export type AfterAnswer =
	/** These messages are added to the request before; it is due `thinkMs` after the end of the answer, or at once where that is null. */
	| { kind: 'goes-on'; messages: ChatMessage[]; thinkMs: number | null }
	/** `kept` is stored and graded. */
	| { kind: 'ended'; kept: string };

export interface Dialogue {
	/** Takes an answer that came whole. Rejects where the scenario itself is broken. */
	take(answer: DialogueAnswer, outcome: Outcome): Promise<AfterAnswer>;
	/** What is kept, without a grade, where the last answer did not come. */
	abandoned(text: string): string;
}

/** A model that calls tools of a simulated world; its transcript is kept. */
export const toolDialogue = (conversation: Conversation): Dialogue => ({
	async take(answer, outcome) {
		// What was cut off or refused is the end: half a call is not one to be made.
		const toolCalls = outcome === 'ok' ? answer.toolCalls : [];
		const after = await conversation.take({ ...answer, toolCalls });
		return after.kind === 'ended'
			? { kind: 'ended', kept: JSON.stringify(after.transcript) }
			: { ...after, thinkMs: null };
	},
	abandoned: () => JSON.stringify(conversation.transcript(null))
});

/** A message that follows an answer, and how long its user thinks before, ms. */
export interface FurtherMessage {
	content: string;
	thinkMs: number;
}

/**
 * A user whose further messages are known: each follows the model's own answer to the one before, whatever that was. The last answer is kept.
 * An empty answer cannot be sent back (some endpoints refuse it), so it is the last.
 */
export const userDialogue = (messages: readonly FurtherMessage[]): Dialogue => {
	let next = 0;
	return {
		take({ text }) {
			const message = messages[next++];
			return Promise.resolve(
				message === undefined || text === ''
					? { kind: 'ended', kept: text }
					: {
							kind: 'goes-on',
							messages: [
								{ role: 'assistant', content: text },
								{ role: 'user', content: message.content }
							],
							thinkMs: message.thinkMs
						}
			);
		},
		abandoned: (text) => text
	};
};
