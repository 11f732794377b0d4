/** Checks of what token counts tell apart: what came from a cache, what was reasoning, what a piece of the stream holds. */
import { totalInputTokens } from '#core/usage.ts';
import { hasHiddenReasoning } from '#bench/protocols/hidden-reasoning.ts';
import type { Exchange } from '../exchange.ts';
import { counted, createCheck, knownOrNot, type Check } from './check.ts';

const cached = createCheck({
	id: 'cached-tokens',
	group: 'usage',
	title: 'Tokens read from a prompt cache',
	asked:
		'The same long prompt twice, of some 1,150 tokens, which begins like no prompt before: the second one may be read from a cache.',
	of: ['long-1', 'long-2'],
	judge: ([first, second], { target, can }) => {
		const [before, after] = [first.reading.usage, second.reading.usage];
		const read = after?.cacheReadTokens ?? null;
		const input = after && totalInputTokens(after);
		const facts = {
			inputTokens: input,
			cacheReadTokens: [before?.cacheReadTokens ?? null, read],
			cacheWriteTokens: [before?.cacheWriteTokens ?? null, after?.cacheWriteTokens ?? null],
			serviceTtftMs: [first.attempt.serviceTtftMs, second.attempt.serviceTtftMs],
			wholeAnswerMs: [durationMs(first), durationMs(second)]
		};
		if (read === null) {
			return {
				status: 'missing',
				came: 'Neither answer says how many tokens came from a cache.',
				means:
					'Cold and warm prompts cannot be told apart, and all input is priced in full though some of it may be billed for less.',
				facts
			};
		}
		if (read > 0) {
			return {
				status: 'ok',
				came: `${String(read)} of ${knownOrNot(input)} input tokens the second time, ${String(before?.cacheReadTokens ?? 0)} the first time.`,
				means:
					'Repeated prompts are read from a cache: measure with promptCache: defeat, or with prompts as they are in use.',
				facts
			};
		}
		const asks = target.parameters.promptCache === undefined && can.promptCacheTtls.length > 0;
		return {
			status: 'ok',
			came: `The counts are there: 0 of ${knownOrNot(input)} input tokens.`,
			means: `One repeat at once shows no cache, and not that there is none: some take seconds or several requests to fill${asks ? ', and some want to be asked (promptCache in the parameters of a target)' : ''}.${can.cacheDefeat ? ' promptCache: defeat makes sure of cold prompts.' : ''}`,
			facts
		};
	}
});

const durationMs = ({ attempt }: Exchange): number | null =>
	attempt.sentMs === null || attempt.endMs === null ? null : attempt.endMs - attempt.sentMs;

const reasoning = createCheck({
	id: 'reasoning-tokens',
	group: 'usage',
	title: 'Tokens of reasoning',
	asked: 'Whether usage tells reasoning from the answer, and whether the stream shows it.',
	of: ['stream'],
	judge: ([{ reading }]) => {
		const { usage, deltas } = reading;
		const pieces = deltas.filter(({ channel }) => channel === 'reasoning').length;
		const count = usage?.reasoningTokens ?? null;
		const facts = { reasoningTokens: count, reasoningDeltas: pieces };
		if (hasHiddenReasoning(reading)) {
			return {
				status: 'differs',
				came: `${count === null ? 'Reasoning' : counted(count, 'token')} of reasoning came before the answer, and the stream shows none of it.`,
				means:
					'The first token is unseen: TTFT is unknown, time to the first visible token is all that can be measured, and TPOT is that of the visible tokens.',
				facts
			};
		}
		if (count !== null) {
			return {
				status: 'ok',
				came: `Usage says ${counted(count, 'token')} of reasoning; ${counted(pieces, 'piece')} of it came in the stream.`,
				facts
			};
		}
		return pieces > 0
			? {
					status: 'differs',
					came: `${counted(pieces, 'piece')} of reasoning came in the stream, and usage does not count it apart.`,
					means:
						'How many of the output tokens a user sees is unknown; the cost is not, as all are output.',
					facts
				}
			: {
					status: 'missing',
					came: 'Usage does not tell reasoning apart, and none came in the stream.',
					means:
						'Should the model think unseen, that is not noticed: TTFT would include the thinking, and visible tokens are unknown.',
					facts
				};
	}
});

/** Between these one delta is one token, give or take the last one and the end. */
const oneToken = { least: 0.75, most: 1.34 } as const;

const perDelta = createCheck({
	id: 'tokens-per-delta',
	group: 'usage',
	title: 'Output tokens in a piece of the stream',
	asked: 'The pieces of output in the stream, held against the reported output tokens.',
	of: ['stream'],
	judge: ([{ reading }]) => {
		const { usage, deltas } = reading;
		if (deltas.length === 0) {
			return { status: 'failed', came: 'The answer came without a piece of output.' };
		}
		const isHidden = hasHiddenReasoning(reading);
		const seen = isHidden ? (usage?.visibleOutputTokens ?? null) : (usage?.outputTokens ?? null);
		if (seen === null) {
			return {
				status: 'missing',
				came: `${counted(deltas.length, 'piece')} came, and how many tokens they are is not said.`,
				means:
					'TPOT is unknown; gaps between pieces (ITL) are measured, and nobody knows of how many tokens.'
			};
		}
		const ratio = seen / deltas.length;
		const facts = { deltas: deltas.length, tokens: seen, tokensPerDelta: ratio };
		const came = `${counted(deltas.length, 'piece')} for ${counted(seen, 'token')}: ${ratio.toFixed(2)} tokens each`;
		if (ratio >= oneToken.least && ratio <= oneToken.most) {
			return { status: 'ok', came: `${came}, so one token a piece.`, facts };
		}
		return ratio > oneToken.most
			? {
					status: 'differs',
					came: `${came}, so several tokens a piece.`,
					means:
						'Gaps between pieces (ITL) are not those between tokens; TPOT is, as it is reckoned from reported tokens.',
					facts
				}
			: {
					status: 'differs',
					came: `${came}, fewer tokens than pieces.`,
					means:
						'Either tokens are split over several pieces or the count leaves some out; tokens/s by this count is low.',
					facts
				};
	}
});

export const tokenChecks: readonly Check[] = [cached, reasoning, perDelta];
