/**
 * What the emulator answers: right for a chosen share of a table of known questions, wrong for the rest. Which ones is
 * drawn per question, not per request, so that asking again gives the same verdict.
 */
import type { ConversationScript } from '#core/grader-spec/final-state.ts';
import { createRandom, pick } from '#core/random.ts';
import { tokenPieces } from './token-pieces.ts';

/** A question that the emulator knows, with answers that somebody else has prepared and graded. */
export interface AnswerRow {
	/** The exact text of the user message. */
	user: string;
	/** SHA-256 of the images shown with it, hex, in order; none where absent. */
	images?: readonly string[] | undefined;
	/** A text, or for a conversation with tools what is called and said, turn by turn. */
	right: string | ConversationScript;
	/** At least one. */
	wrong: readonly (string | ConversationScript)[];
}

/** A call that the emulator makes. */
export interface EmulatedCall {
	name: string;
	/** JSON text. */
	arguments: string;
}

/** An answer ready to be sent: its tokens, and each of them as JSON text with its length. */
export interface PreparedAnswer {
	verdict: 'right' | 'wrong' | 'unknown-question' | 'judgement';
	pieces: readonly string[];
	/** The pieces as JSON string literals. */
	pieceJson: readonly string[];
	/** Length of each literal in UTF-8, bytes. */
	pieceJsonBytes: readonly number[];
	/** Calls of tools in place of text; none for a text. The pieces are then those of their arguments. */
	calls: readonly EmulatedCall[];
	/** Which call each piece belongs to; empty for a text. */
	callOfPiece: readonly number[];
}

export interface AnswerBook {
	/**
	 * `images`: SHA-256 of each, hex: the same words about another image are another question. `turn`: how often the emulator has
	 * answered since the question, with calls of tools.
	 */
	find(user: string, images?: readonly string[], turn?: number): PreparedAnswer;
	/** Whether the question is in the table. */
	knows(user: string, images?: readonly string[]): boolean;
	/** The longest question of the table, of those that show no image, that a text ends with behind an empty line; the text itself without one. */
	questionAtEndOf(text: string): string;
}

/** Said to a question that is not in the table. */
export const neutralAnswer =
	'This is an emulated endpoint without a model. It has no answer to this question.';

/** A question as a key; its text alone where it shows no image. */
const questionOf = (user: string, images: readonly string[] = []): string =>
	images.length === 0 ? user : `${user}\u0000${images.join(' ')}`;

/** A text, or calls of tools, as the tokens that are sent. */
export const prepareAnswer = (
	text: string,
	verdict: PreparedAnswer['verdict'],
	calls: readonly EmulatedCall[] = []
): PreparedAnswer => {
	const ofCalls = calls.map((call) => tokenPieces(call.arguments));
	const pieces = calls.length === 0 ? tokenPieces(text) : ofCalls.flat();
	const pieceJson = pieces.map((piece) => JSON.stringify(piece));
	return {
		verdict,
		pieces,
		pieceJson,
		pieceJsonBytes: pieceJson.map((literal) => new TextEncoder().encode(literal).length),
		calls,
		callOfPiece: ofCalls.flatMap((each, index) => each.map(() => index))
	};
};

/** The answer of one turn; null behind the end of a script. */
const prepareTurn = (
	answer: AnswerRow['right'],
	verdict: PreparedAnswer['verdict'],
	turn: number
): PreparedAnswer | null => {
	if (typeof answer === 'string') return prepareAnswer(answer, verdict);
	const calls = answer.turns[turn];
	if (calls) {
		return prepareAnswer(
			'',
			verdict,
			calls.map((call) => ({ name: call.name, arguments: JSON.stringify(call.arguments) }))
		);
	}
	return turn === answer.turns.length ? prepareAnswer(answer.message, verdict) : null;
};

/**
 * Puts the questions in an order that only seed and text decide; the first `round(quality × n)` of n are answered right.
 * So the share is met exactly over the table, and raising the quality only turns wrong answers into right ones. Of rows
 * with the same question the first counts, since one text can have only one answer.
 */
export const createAnswerBook = (
	rows: readonly AnswerRow[],
	{ seed, quality }: { seed: number; quality: number }
): AnswerBook => {
	const byQuestion = new Map<string, AnswerRow>();
	for (const row of rows) {
		const question = questionOf(row.user, row.images);
		if (!byQuestion.has(question)) byQuestion.set(question, row);
	}
	const order = [...byQuestion]
		.map(([question, row]) => {
			const random = createRandom(seed, `answer:${question}`);
			const position = random();
			return { question, row, position, wrong: pick(random, row.wrong) };
		})
		.sort((a, b) => a.position - b.position || (a.question < b.question ? -1 : 1));
	const rightCount = Math.round(quality * order.length);
	const chosen = new Map<string, { answer: AnswerRow['right']; verdict: 'right' | 'wrong' }>();
	order.forEach(({ question, row, wrong }, index) => {
		chosen.set(
			question,
			index < rightCount
				? { answer: row.right, verdict: 'right' }
				: { answer: wrong, verdict: 'wrong' }
		);
	});
	const prepared = new Map<string, PreparedAnswer>();
	const neutral = prepareAnswer(neutralAnswer, 'unknown-question');
	return {
		knows: (user, images) => chosen.has(questionOf(user, images)),
		questionAtEndOf(text) {
			for (let from = 0; from !== 1; from = text.indexOf('\n\n', from) + 2) {
				const rest = text.slice(from);
				if (chosen.has(questionOf(rest))) return rest;
			}
			return text;
		},
		find(user, images, turn = 0) {
			const question = questionOf(user, images);
			const known = chosen.get(question);
			if (known === undefined) return neutral;
			const key = typeof known.answer === 'string' ? question : `${question}\u0000${String(turn)}`;
			let answer = prepared.get(key);
			if (answer === undefined) {
				answer = prepareTurn(known.answer, known.verdict, turn) ?? neutral;
				prepared.set(key, answer);
			}
			return answer;
		}
	};
};
