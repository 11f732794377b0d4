/** A conversation as the one text that a prompt of a user holds. */

export interface Turn {
	role: string;
	content: string;
}

const speaker: Readonly<Record<string, string>> = { user: 'User', assistant: 'Assistant' };

/** Whether turns of this role are part of it. */
export const isSpeaker = (role: string): boolean => Object.hasOwn(speaker, role);

/** Earlier turns and the question, as one text where there are several. */
export const conversationText = (turns: readonly Turn[]): string =>
	turns.length === 1
		? (turns[0]?.content ?? '')
		: turns.map(({ role, content }) => `${speaker[role] ?? role}: ${content}`).join('\n\n');

/** A text for the prompt of all items, in which braces would be placeholders. */
export const withoutPlaceholders = (text: string): string => text.replaceAll('{{', '{ {');
