/** Reasoning that was generated but not shown: the first token then came before anything that can be timed. */
import type { Reading } from './protocol.ts';

/** Whether an answer began with reasoning of which nothing readable came over the wire. */
export const hasHiddenReasoning = ({ usage, deltas, hasEncryptedReasoning }: Reading): boolean =>
	deltas[0]?.channel !== 'reasoning' &&
	(hasEncryptedReasoning ||
		((usage?.reasoningTokens ?? 0) > 0 && !deltas.some(({ channel }) => channel === 'reasoning')));
