/**
 * What the emulator says when it is asked to judge: it knows which answers are right, and says so for a chosen share of the questions.
 * Drawn per question, so that asking again gives the same judgement but for a share of noise.
 */
import { recogniseJudgePrompt, type RecognisedJudgePrompt } from '#core/judge-prompt.ts';
import { createRandom, type RandomSource } from '#core/random.ts';
import type { EmulatorJudging } from '#core/target.ts';
import { prepareAnswer, type AnswerRow, type PreparedAnswer } from './answer-book.ts';

export interface JudgeBook {
	/** Null where the text is no question of a judge. */
	find(user: string): PreparedAnswer | null;
}

const reasons = 'This is an emulated judge without a model; its judgement is drawn.';

const judged = (
	asked: RecognisedJudgePrompt,
	isRight: (answer: string) => boolean,
	{ random, quality, positionBias }: { random: RandomSource; quality: number; positionBias: number }
): object => {
	const [isCorrect, isBiased, coin] = [random() < quality, random() < positionBias, random()];
	if (asked.kind === 'single') {
		const passes = isRight(asked.answer) === isCorrect;
		const score = passes ? asked.scale.to : asked.scale.from;
		return {
			reasons,
			scores: Object.fromEntries(asked.criteria.map((id) => [id, score])),
			verdict: passes ? 'pass' : 'fail'
		};
	}
	const [first, second] = [isRight(asked.first), isRight(asked.second)];
	const truth = first === second ? 'tie' : first ? 'first' : 'second';
	const others = (['first', 'second', 'tie'] as const).filter((verdict) => verdict !== truth);
	const verdict = isBiased ? 'first' : isCorrect ? truth : others[coin < 0.5 ? 0 : 1];
	return { reasons, verdict };
};

/** An answer is right if it is the right answer of the table to its question. */
export const createJudgeBook = (
	rows: readonly AnswerRow[],
	{ seed, quality, judging }: { seed: number; quality: number; judging: EmulatorJudging }
): JudgeBook => {
	const rightByQuestion = new Map(rows.map(({ user, right }) => [user, right]));
	/** How often each question was asked. */
	const asked = new Map<string, number>();
	return {
		find(user) {
			const recognised = recogniseJudgePrompt(user);
			if (recognised === null) return null;
			const nth = asked.get(user) ?? 0;
			asked.set(user, nth + 1);
			// The first time is noise as well: it is one draw of many.
			const isNoise = createRandom(seed, `noise:${user}`)() < judging.noise;
			const random = createRandom(seed, `judge:${isNoise ? String(nth) : ''}:${user}`);
			if (random() < judging.unreadableShare) {
				return prepareAnswer(
					'An emulated judge that says nothing of use: pass, I think.',
					'judgement'
				);
			}
			const known = rightByQuestion.get(recognised.question);
			const right = typeof known === 'string' ? known.trim() : undefined;
			const { positionBias } = judging;
			const said = judged(recognised, (answer) => answer.trim() === right, {
				random,
				quality,
				positionBias
			});
			return prepareAnswer(JSON.stringify(said), 'judgement');
		}
	};
};
