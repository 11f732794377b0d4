/** Questions that a judge did not answer, asked again after a while. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Attempt } from '#core/attempt.ts';
import { msToS } from '#core/units.ts';

/** Pauses before a question is put for the second, third and fourth time. */
const pausesMs = [1_000, 4_000, 15_000];

/** Longest pause that an endpoint is granted, as in a load. */
const longestPauseMs = 30_000;

/** Whether asking again may help: too many requests, a server that failed, or nothing that arrived. A question that is refused stays so. */
export const mayAnswerLater = ({
	outcome,
	httpStatus
}: Pick<Attempt, 'outcome' | 'httpStatus'>): boolean =>
	outcome === 'rate-limited' ||
	outcome === 'timeout' ||
	(outcome === 'error' && (httpStatus === null || httpStatus >= 500));

/** Questions that are to be put again. */
export interface Unanswered<Question> {
	questions: Question[];
	/** Longest time that the endpoint asked to wait, ms; 0 where it did not. */
	retryAfterMs: number;
}

/**
 * Puts questions, and those without an answer again until none is left or four rounds are over; what is left is for the next judging.
 * `mayAsk` says before every further round whether the cap covers it. Returns how many questions were put, each as often as it was.
 */
export const askUntilAnswered = async <Question>(
	questions: readonly Question[],
	{
		ask,
		mayAsk,
		drain,
		remark
	}: {
		ask: (questions: readonly Question[]) => Promise<Unanswered<Question>>;
		mayAsk: (questions: readonly Question[]) => Promise<boolean>;
		drain: AbortSignal;
		remark: (sentence: string) => void;
	}
): Promise<number> => {
	let left = await ask(questions);
	let asked = questions.length;
	for (const pauseMs of pausesMs) {
		const count = left.questions.length;
		if (count === 0 || drain.aborted || !(await mayAsk(left.questions))) break;
		const waitMs = Math.min(Math.max(pauseMs, left.retryAfterMs), longestPauseMs);
		remark(
			`${String(count)} ${count === 1 ? 'question has' : 'questions have'} no answer; asked again in ${String(Math.round(msToS(waitMs)))} s`
		);
		const isStopped = await wait(waitMs, false, { signal: drain }).catch(() => true);
		if (isStopped) break;
		left = await ask(left.questions);
		asked += count;
	}
	return asked;
};
