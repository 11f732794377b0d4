/** A decision as the report tells it: what was decided, who signed it, and whether it has changed since, a line each. */
import { formatTime } from '../format.ts';
import type { DecisionToday } from '../server/decision-today.ts';
import { changeSentence, choiceTitles } from './decision-words.ts';

/** `Make, tuned 70B on two servers`. `options` are those of today; one that is gone has the name of its day. */
export const choiceInWords = (
	{ choice, optionId, evidence }: DecisionToday,
	options: readonly { id: string; title: string }[]
): string => {
	if (optionId === null) return choiceTitles[choice];
	const known = [...options, evidence.option, evidence.rival];
	const title = known.find((each) => each?.id === optionId)?.title ?? optionId;
	return `${choiceTitles[choice]}, ${title}`;
};

/** The first `most` of some texts, and how many more there are. */
const firstOf = (texts: readonly string[], most: number): string =>
	texts.length <= most
		? texts.join('; ')
		: `${texts.slice(0, most).join('; ')}; and ${String(texts.length - most)} more`;

/** `Decided by Ines on 2026-11-20 10:00 UTC. Signed by Ada (finance, 2026-11-21).`; names `most` at most. */
export const decidedInWords = (
	{ decidedBy, decidedAtUtc, signOffs }: DecisionToday,
	most: number
): string => {
	const signers = signOffs.map(
		({ person, role, signedAtUtc }) => `${person} (${role}, ${signedAtUtc.slice(0, 10)})`
	);
	const signed =
		signers.length === 0 ? 'Nobody has signed it yet' : `Signed by ${firstOf(signers, most)}`;
	return `Decided by ${decidedBy} on ${formatTime(decidedAtUtc)}. ${signed}.`;
};

/** What has moved since, the weightiest first and `most` at most; null where nothing has. */
export const changedInWords = ({ changes }: DecisionToday, most: number): string | null =>
	changes.length === 0 ? null : `Since then: ${firstOf(changes.map(changeSentence), most)}.`;
