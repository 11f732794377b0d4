/**
 * What the emulator answers: right for a chosen share of a table of known questions, wrong for the rest. Which ones is
 * drawn per question, not per request, so that asking again gives the same verdict.
 */
import { createRandom, pick } from '#core/random.ts';
import { tokenPieces } from './token-pieces.ts';

/** A question that the emulator knows, with answers that somebody else has prepared and graded. */
export interface AnswerRow {
	/** The exact text of the user message. */
	user: string;
	/** SHA-256 of the images shown with it, hex, in order; none where absent. */
	images?: readonly string[] | undefined;
	right: string;
	/** At least one. */
	wrong: readonly string[];
}

/** An answer ready to be sent: its tokens, and each of them as JSON text with its length. */
export interface PreparedAnswer {
	verdict: 'right' | 'wrong' | 'unknown-question' | 'judgement';
	pieces: readonly string[];
	/** The pieces as JSON string literals. */
	pieceJson: readonly string[];
	/** Length of each literal in UTF-8, bytes. */
	pieceJsonBytes: readonly number[];
}

export interface AnswerBook {
	/** `images`: SHA-256 of each, hex: the same words about another image are another question. */
	find(user: string, images?: readonly string[]): PreparedAnswer;
}

/** Said to a question that is not in the table. */
export const neutralAnswer =
	'This is an emulated endpoint without a model. It has no answer to this question.';

/** A question as a key; its text alone where it shows no image. */
const questionOf = (user: string, images: readonly string[] = []): string =>
	images.length === 0 ? user : `${user}\u0000${images.join(' ')}`;

/** A text as the tokens that are sent. */
export const prepareAnswer = (text: string, verdict: PreparedAnswer['verdict']): PreparedAnswer => {
	const pieces = tokenPieces(text);
	const pieceJson = pieces.map((piece) => JSON.stringify(piece));
	return {
		verdict,
		pieces,
		pieceJson,
		pieceJsonBytes: pieceJson.map((literal) => new TextEncoder().encode(literal).length)
	};
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
	const texts = new Map<string, { text: string; verdict: 'right' | 'wrong' }>();
	order.forEach(({ question, row, wrong }, index) => {
		texts.set(
			question,
			index < rightCount ? { text: row.right, verdict: 'right' } : { text: wrong, verdict: 'wrong' }
		);
	});
	const prepared = new Map<string, PreparedAnswer>();
	const neutral = prepareAnswer(neutralAnswer, 'unknown-question');
	return {
		find(user, images) {
			const question = questionOf(user, images);
			const known = texts.get(question);
			if (known === undefined) return neutral;
			let answer = prepared.get(question);
			if (answer === undefined) {
				answer = prepareAnswer(known.text, known.verdict);
				prepared.set(question, answer);
			}
			return answer;
		}
	};
};
