/** Puts questions to judges and stores what they say, as it comes. Nothing is sent that the cap would not cover at worst. */
import type { Attempt } from '#core/attempt.ts';
import type { Limits } from '#core/config.ts';
import type { ConfiguredJudge } from '#core/config-judges.ts';
import { BenchError } from '#core/errors.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { JudgePrompt } from '#core/judge-prompt.ts';
import type { Judgement } from '#core/judgement.ts';
import { SpendCap } from '#core/spend-cap.ts';
import { picoUsdToUsd, usdToPicoUsdDown, usdToPicoUsdUp } from '#core/units.ts';
import { totalInputTokens } from '#core/usage.ts';
import type { Database } from '#db/client.server.ts';
import { insertJudgements, judgementsOfRun, type JudgementSpend } from '#db/judgements.server.ts';
import { runExposedPicoUsd } from '#db/run-exposure.server.ts';
import { judgeHashOf, judgeModelOf, promptHashOf } from '#bench/cases/judge/judge-hash.ts';
import { compareUsd, sumUsd, worstAttemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { readJudgement, readPairJudgement } from '#bench/graders/judge/read-judgement.ts';
import type { StopSignals } from '../run/execute-options.ts';
import type { ReadyTarget } from '../run/serve-targets.ts';
import { askUntilAnswered, mayAnswerLater, type Unanswered } from './ask-again.ts';
import { askJudge, judgeRequestBytes } from './ask-judge.ts';
import { JudgingSpend } from './judging-spend.ts';

/** A question about one answer, or about a pair of them. */
export interface JudgeQuestion {
	attemptId: string;
	rivalAttemptId: string | null;
	order: Judgement['order'];
	prompt: JudgePrompt;
}

export interface QuestionRound {
	judge: ConfiguredJudge;
	spec: JudgeSpec;
	questions: readonly JudgeQuestion[];
}

export interface JudgingContext {
	database: Database;
	runId: string;
	targets: readonly ReadyTarget[];
	limits: Limits;
	seed: number;
	/** Cap over the run and its judges, USD, decimal text; null where the config has none. */
	maxSpendUsd: string | null;
	/** Whether to ask although the worst case is above the cap, and end when one more question could pass it. */
	stopsAtCap: boolean;
	signals: StopSignals;
	now: () => Date;
	remark: (sentence: string) => void;
}

/** A question with the judge and the repeat that it is put for. */
interface OpenQuestion extends JudgeQuestion {
	promptHash: string;
	repeat: number;
}

const keyOf = (promptHash: string, judgeHash: string, repeat: number): string =>
	[promptHash, judgeHash, String(repeat)].join(' ');

/** Questions that are still to be put: the same question once, and none that was answered before. */
const openQuestions = (
	{ judge, spec, questions }: QuestionRound,
	settled: ReadonlySet<string>
): OpenQuestion[] => {
	const judgeHash = judgeHashOf(judge.target, spec);
	const open = new Map<string, OpenQuestion>();
	for (const question of questions) {
		const promptHash = promptHashOf(question.prompt);
		for (let repeat = 0; repeat < judge.repeats; repeat++) {
			const key = keyOf(promptHash, judgeHash, repeat);
			if (settled.has(key) || open.has(key)) continue;
			open.set(key, { ...question, promptHash, repeat });
		}
	}
	return [...open.values()];
};

/** The most that each question can cost, USD; null where it costs nothing by the request. */
const worstUsdOfEach = (
	{ judge: { target }, spec }: QuestionRound,
	questions: readonly OpenQuestion[]
): string[] | null => {
	if (target.kind !== 'measured-api') return null;
	const { price } = target;
	if (price.kind !== 'per-token') return null;
	return questions.map(({ prompt }) =>
		worstAttemptCostUsd(judgeRequestBytes(prompt, { target }), spec.maxOutputTokens, price)
	);
};

const worstUsdOf = (round: QuestionRound, questions: readonly OpenQuestion[]): string =>
	sumUsd(worstUsdOfEach(round, questions) ?? ['0']);

/** What counts against the cap, USD: what was measured, and what judges have cost at most. */
const spentUsdOf = async ({ database, runId }: JudgingContext): Promise<string> =>
	picoUsdToUsd(String(await runExposedPicoUsd(database, runId)));

/** Null where the questions cost nothing by the request, or no cap is set. */
const spendOf = async (
	context: JudgingContext,
	round: QuestionRound,
	questions: readonly OpenQuestion[]
): Promise<JudgingSpend | null> => {
	const { database, runId, maxSpendUsd } = context;
	const worst = worstUsdOfEach(round, questions);
	if (worst === null || maxSpendUsd === null) return null;
	const spentPicoUsd = usdToPicoUsdUp(await spentUsdOf(context));
	return new JudgingSpend({
		database,
		runId,
		cap: new SpendCap(usdToPicoUsdDown(maxSpendUsd), spentPicoUsd),
		capUsd: maxSpendUsd,
		worstPicoUsd: worst.map(usdToPicoUsdUp),
		concurrency: round.judge.concurrency
	});
};

/** Throws E_BUDGET where what was spent and the worst case of what is to be asked are above the cap, unless the asking ends at it. */
const checkCap = async (context: JudgingContext, worstUsd: string): Promise<void> => {
	const { maxSpendUsd, stopsAtCap } = context;
	if (compareUsd(worstUsd, '0') === 0) return;
	if (maxSpendUsd === null) {
		throw new BenchError('E_CONFIG', 'a paid judge needs "maxSpendUsd"', {
			hint: `The worst case of what is to be judged is ${worstUsd} USD.`
		});
	}
	if (stopsAtCap) return;
	const spentUsd = await spentUsdOf(context);
	if (compareUsd(sumUsd([spentUsd, worstUsd]), maxSpendUsd) <= 0) return;
	throw new BenchError(
		'E_BUDGET',
		`the run has cost ${spentUsd} USD, and judging it at worst costs ${worstUsd} USD more, above the cap of ${maxSpendUsd} USD; no judge was asked`,
		{
			hint: 'Raise "maxSpendUsd" and judge the kept answers with: bench judge run. With --stop-at-cap that asks as many questions as the cap covers.'
		}
	);
};

/** Whether the cap covers asking these again: what failed may have been paid. */
const isCovered = async (
	context: JudgingContext,
	round: QuestionRound,
	questions: readonly OpenQuestion[]
): Promise<boolean> => {
	try {
		await checkCap(context, worstUsdOf(round, questions));
		return true;
	} catch (error) {
		if (!(error instanceof BenchError) || error.code !== 'E_BUDGET') throw error;
		context.remark(`${String(questions.length)} questions are not asked again: ${error.message}`);
		return false;
	}
};

const read = (
	{ order }: JudgeQuestion,
	spec: JudgeSpec,
	text: string,
	{ outcome, errorMessage }: Attempt
): Pick<Judgement, 'state' | 'problem' | 'scores' | 'verdict' | 'reasons'> => {
	const judgement =
		order === 'single' ? readJudgement(spec, text, outcome) : readPairJudgement(text, outcome);
	if (judgement.state !== 'read') {
		const problem =
			judgement.state === 'failed' ? (errorMessage ?? judgement.problem) : judgement.problem;
		return { state: judgement.state, problem, scores: null, verdict: null, reasons: null };
	}
	const { verdict, reasons } = judgement;
	return {
		state: 'read',
		problem: null,
		scores: 'scores' in judgement ? judgement.scores : null,
		verdict,
		reasons
	};
};

/** Replies that are stored in one transaction, at most; those of a paid judge as soon as the one before is done, as what is not stored counts at its worst. */
const batchSize = 20;

/** What a judgement of a judge counts that nobody is paid for. */
const unpaid: JudgementSpend = { worstPicoUsd: 0n, countedPicoUsd: 0n };

const askRound = async (
	context: JudgingContext,
	round: QuestionRound,
	questions: readonly OpenQuestion[]
): Promise<Unanswered<OpenQuestion>> => {
	const { judge, spec } = round;
	const unanswered: Unanswered<OpenQuestion> = { questions: [], retryAfterMs: 0 };
	const { target } = judge;
	const ready = context.targets.find((each) => each.target === target);
	if (!ready) throw new BenchError('E_INTERNAL', `the judge "${target.id}" was not readied`);
	const judgeHash = judgeHashOf(target, spec);
	const spend = await spendOf(context, round, questions);
	const isPaid = worstUsdOfEach(round, questions) !== null;
	let waiting: { judgement: Judgement; spent: JudgementSpend | null }[] = [];
	let storing: Promise<void> = Promise.resolve();
	let isStoring = false;
	const storeBatch = async (): Promise<void> => {
		const batch = waiting;
		waiting = [];
		await insertJudgements(
			context.database,
			batch.map(({ judgement }) => judgement),
			batch.map(({ spent }) => spent)
		);
	};
	const store = (): void => {
		isStoring = true;
		storing = storing.then(storeBatch).finally(() => {
			isStoring = false;
		});
		// Whoever waits for the end sees the error.
		storing.catch(() => undefined);
	};
	const reply = ({
		index,
		attempt,
		text,
		isEmulated,
		retryAfterMs
	}: Parameters<Parameters<typeof askJudge>[0]['onReply']>[0]): void => {
		const question = questions[index];
		if (!question) return;
		if (mayAnswerLater(attempt)) {
			unanswered.questions.push(question);
			unanswered.retryAfterMs = Math.max(unanswered.retryAfterMs, retryAfterMs ?? 0);
		}
		const { attemptId, rivalAttemptId, order, promptHash, repeat } = question;
		const judgement: Judgement = {
			runId: context.runId,
			attemptId,
			rivalAttemptId,
			order,
			judgeId: target.id,
			judgeModel: judgeModelOf(target),
			judgeHash,
			promptHash,
			repeat,
			...read(question, spec, text, attempt),
			outcome: attempt.outcome,
			rawText: text,
			inputTokens: attempt.usage && totalInputTokens(attempt.usage),
			outputTokens: attempt.usage && attempt.usage.outputTokens,
			latencyMs:
				attempt.endMs === null || attempt.sentMs === null ? null : attempt.endMs - attempt.sentMs,
			costUsd: attempt.costUsd,
			priceVersion: attempt.priceVersion,
			emulated: isEmulated || target.kind === 'emulated',
			judgedAtUtc: context.now().toISOString()
		};
		waiting.push({ judgement, spent: isPaid ? spend && spend.settle(index, attempt) : unpaid });
		if (waiting.length >= batchSize || (spend && !isStoring)) store();
	};
	try {
		await askJudge({
			ready,
			prompts: questions.map(({ prompt }) => prompt),
			maxOutputTokens: spec.maxOutputTokens,
			concurrency: judge.concurrency,
			limits: context.limits,
			seed: context.seed,
			signals: context.signals,
			spend,
			onReply: reply
		});
	} finally {
		store();
		await storing;
		await spend?.end();
	}
	return unanswered;
};

export interface JudgingOptions {
	/** Whether what was answered before is asked again. */
	again: boolean;
}

/**
 * Asks all that is open, judge by judge. What fails is asked again, now and by the next judging; what was answered is not. Throws E_BUDGET before anything
 * is sent, or where the asking ends at the cap, E_AUTH or E_UNREACHABLE later; every answer of a judge until then is stored. Returns how many questions were put, those put
 * again included.
 */
export const putQuestions = async (
	context: JudgingContext,
	rounds: readonly QuestionRound[],
	{ again }: JudgingOptions
): Promise<number> => {
	const judgements = await judgementsOfRun(context.database, context.runId);
	const settled = new Set(
		again
			? []
			: judgements
					.filter(({ state }) => state !== 'failed')
					.map(({ promptHash, judgeHash, repeat }) => keyOf(promptHash, judgeHash, repeat))
	);
	const open = rounds
		.map((round) => ({ round, questions: openQuestions(round, settled) }))
		.filter(({ questions }) => questions.length > 0);
	await checkCap(context, sumUsd(open.map(({ round, questions }) => worstUsdOf(round, questions))));
	let asked = 0;
	for (const { round, questions } of open) {
		if (context.signals.drain.aborted) break;
		const { target } = round.judge;
		const emulated = target.kind === 'emulated' ? ' EMULATED' : '';
		context.remark(
			`"${target.id}"${emulated} judges ${String(questions.length)} question${questions.length === 1 ? '' : 's'}`
		);
		asked += await askUntilAnswered(questions, {
			ask: (some) => askRound(context, round, some),
			mayAsk: (some) => isCovered(context, round, some),
			drain: context.signals.drain,
			remark: context.remark
		});
	}
	return asked;
};
