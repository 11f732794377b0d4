/** Sends questions to a judge, a few at a time, over the engine that everything is sent with, and reads what comes back. */
import { usualConnections } from '#core/connection-limit.ts';
import type { Attempt } from '#core/attempt.ts';
import type { Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import type { JudgePrompt } from '#core/judge-prompt.ts';
import { sToMs } from '#core/units.ts';
import { targetProtocol } from '#core/target.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { readAttempt } from '#bench/load/read-attempt.ts';
import { requestFinishOf } from '#bench/load/finishing/request-finisher.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { startStage, type RunningStage } from '#bench/load/run-stage.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';
import { retryAfterS } from '#bench/protocols/retry-after.ts';
import { targetOptions } from '../run/call-options.ts';
import type { JudgingSpend } from './judging-spend.ts';
import { allSecretForms } from '../run/secret-forms.ts';
import type { ReadyTarget } from '../run/serve-targets.ts';
import type { StopSignals } from '../run/execute-options.ts';

export interface JudgeReply {
	/** Position of the question in the list. */
	index: number;
	attempt: Attempt;
	text: string;
	isEmulated: boolean;
	/** How long the endpoint asks to wait, ms; null where it does not. */
	retryAfterMs: number | null;
}

export interface AskOptions {
	ready: ReadyTarget;
	prompts: readonly JudgePrompt[];
	maxOutputTokens: number;
	concurrency: number;
	limits: Limits;
	seed: number;
	signals: StopSignals;
	/** Allows questions before they are sent; null where they cost nothing. */
	spend: JudgingSpend | null;
	onReply: (reply: JudgeReply) => void;
}

const callOf = (
	{ system, user }: JudgePrompt,
	{ target }: ReadyTarget,
	maxOutputTokens: number
): ChatCall => ({
	system,
	messages: [{ role: 'user', content: user }],
	maxOutputTokens,
	stream: target.parameters.stream,
	...targetOptions(target)
});

/** Bytes of the texts of a request and what JSON adds to them. */
export const judgeRequestBytes = (
	{ system, user }: JudgePrompt,
	{ target }: Pick<ReadyTarget, 'target'>
): number => Buffer.byteLength(system + user + JSON.stringify(target.parameters.extraBody)) + 1_000;

const judgingCapReached = (judgeId: string): BenchError =>
	new BenchError(
		'E_BUDGET',
		`the cap is reached: it does not cover another question to the judge "${judgeId}"`,
		{
			hint: 'What was judged is stored. Raise "maxSpendUsd" and judge the rest with: bench judge run.'
		}
	);

/**
 * Asks every question once. Throws E_AUTH where the key
 * is refused, E_UNREACHABLE where the endpoint is gone, and E_BUDGET where the cap covers no further question or was billed beyond its worst; what was answered until then has been handed
 * over.
 */
export const askJudge = async (options: AskOptions): Promise<void> => {
	const { ready, prompts, limits, signals, spend } = options;
	const { target } = ready;
	const protocol = protocols[targetProtocol(target)];
	const price = 'price' in target ? (target.price ?? null) : null;
	const secrets = allSecretForms(ready.secrets);
	const refused: { message: string | null } = { message: null };
	const calls = prompts.map((prompt) => callOf(prompt, ready, options.maxOutputTokens));
	/** What ended the asking while it went on. */
	const ended: { error: unknown } = { error: null };
	const credit = spend ? await spend.more() : null;
	if (credit === 0) throw judgingCapReached(target.id);
	const allowMore = async (): Promise<void> => {
		if (!spend) return;
		const passed = spend.overdrawn(running);
		if (passed) {
			ended.error ??= passed;
			running.stop();
			return;
		}
		if (spend.wantsMore(running.creditLeft() ?? 0)) running.allow(await spend.more());
		if (!spend.isSpent) return;
		ended.error ??= judgingCapReached(target.id);
		running.stop();
	};
	const running: RunningStage = startStage({
		address: ready.address,
		requests: calls.map((call) => renderRequest(protocol.buildRequest(ready.endpoint, call))),
		finish: requestFinishOf(protocol, ready.endpoint, calls),
		shape: {
			kind: 'closed',
			concurrency: Math.min(
				options.concurrency,
				prompts.length,
				limits.maxConnections ?? usualConnections
			),
			requests: prompts.length
		},
		seed: options.seed,
		workers: 1,
		...(credit !== null && { credit }),
		limits,
		onAttempt: (raw) => {
			const { attempt, reading, isEmulated } = readAttempt(raw, {
				id: `judgement/${String(raw.ordinal)}`,
				stageId: 'judging',
				itemId: null,
				trial: 0,
				protocol,
				stream: target.parameters.stream,
				price,
				priceVersion: price && priceVersionOf(price),
				secrets,
				keepStream: false
			});
			if (reading.error?.kind === 'authentication' && refused.message === null) {
				refused.message = attempt.errorMessage ?? 'no reason given';
				running.abort();
			}
			const text = reading.text || reading.refusal;
			const waitS = retryAfterS(raw.response);
			const retryAfterMs = waitS === null ? null : sToMs(waitS);
			options.onReply({ index: raw.ordinal, attempt, text, isEmulated, retryAfterMs });
			allowMore().catch((error: unknown) => {
				ended.error ??= error;
				running.stop();
			});
		}
	});
	const stop = (): void => {
		running.stop();
	};
	const abort = (): void => {
		running.abort();
	};
	signals.drain.addEventListener('abort', stop);
	signals.abort.addEventListener('abort', abort);
	if (signals.abort.aborted) abort();
	else if (signals.drain.aborted) stop();
	try {
		const { reports } = await running.done.catch((error: unknown) => {
			spend?.brokeOff(running);
			throw error;
		});
		if (ended.error !== null) throw ended.error as Error;
		if (refused.message !== null) {
			throw new BenchError(
				'E_AUTH',
				`the judge "${target.id}" refused the key: ${refused.message}`,
				{
					hint: 'Check the environment variables that the judge names ("apiKeyEnv", "credentials", "headers"), then judge with: bench judge run.'
				}
			);
		}
		const gaveUp = reports.find((report) => report.gaveUp !== null)?.gaveUp;
		if (gaveUp) {
			throw new BenchError(
				'E_UNREACHABLE',
				`the judge "${target.id}": ${ready.endpoint.baseUrl} stopped accepting connections: ${gaveUp}`,
				{ hint: 'Check the endpoint, then judge what is left with: bench judge run.' }
			);
		}
	} finally {
		signals.drain.removeEventListener('abort', stop);
		signals.abort.removeEventListener('abort', abort);
	}
};
