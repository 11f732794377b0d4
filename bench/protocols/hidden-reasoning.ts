/** Reasoning that was generated but not shown: the first token then came before anything that can be timed. */
import type { Reading } from './protocol.ts';

/** The warning of a reading whose reasoning came encrypted; the only trace of it where usage does not split it off. */
export const hiddenReasoningWarning = 'reasoning came encrypted, so its beginning cannot be timed';

/** Whether an answer began with reasoning of which nothing readable came over the wire. */
export const hasHiddenReasoning = ({ usage, deltas, warnings }: Reading): boolean =>
	deltas[0]?.channel !== 'reasoning' &&
	(warnings.includes(hiddenReasoningWarning) ||
		((usage?.reasoningTokens ?? 0) > 0 && !deltas.some(({ channel }) => channel === 'reasoning')));
