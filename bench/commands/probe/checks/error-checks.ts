/** Checks of what an endpoint says when it refuses, and of the limits that it is held to. */
import { isCompleted } from '#core/outcome.ts';
import type { ReadingError } from '#bench/protocols/protocol.ts';
import type { Exchange } from '../exchange.ts';
import { lastLetter, stopText, unknownModel } from '../prompts.ts';
import { counted, createCheck, failureOf, finishOf, type Check, type Verdict } from './check.ts';

const errorFacts = ({ reading, attempt }: Exchange): Record<string, unknown> => ({
	httpStatus: attempt.httpStatus,
	kind: reading.error?.kind ?? null,
	code: reading.error?.code ?? null
});

/** A refusal that is expected, by its kind; `answered` where an answer came instead. */
const refusal = (
	exchange: Exchange,
	kinds: readonly ReadingError['kind'][],
	answered: Pick<Verdict, 'came' | 'means'>,
	otherwise: string
): Verdict => {
	const { reading, attempt } = exchange;
	const facts = errorFacts(exchange);
	const { error } = reading;
	if (isCompleted(attempt.outcome)) return { status: 'differs', ...answered, facts };
	if (error === null) {
		return { status: 'failed', came: `${failureOf(exchange)}.`, facts };
	}
	const came = attempt.errorMessage ?? error.message;
	if (!kinds.includes(error.kind)) return { status: 'differs', came, means: otherwise, facts };
	return { status: 'ok', came, facts };
};

const unknownModelCheck = createCheck({
	id: 'unknown-model',
	group: 'errors',
	title: 'A model that does not exist',
	asked: `A request for the model "${unknownModel}".`,
	of: ['unknown-model'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) =>
		refusal(
			exchange,
			['request', 'authentication'],
			{
				came: 'It was answered as if the model existed.',
				means:
					'A model id that is mistyped is not noticed: look at the model that answers report, or at the list of models.'
			},
			'A mistyped model looks like a failure of the endpoint, and is counted among its errors.'
		)
});

const wrongKeyCheck = createCheck({
	id: 'wrong-key',
	group: 'errors',
	title: 'A wrong key',
	asked: 'The same request with a deliberately wrong key, once.',
	of: ['wrong-key'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) =>
		refusal(
			exchange,
			['authentication'],
			{
				came: 'It was answered: the key is not looked at.',
				means: 'Whoever reaches the endpoint may use it; a wrong key in a config is not noticed.'
			},
			'A wrong key is not told from another failure: a run goes on into it instead of stopping with exit code 7.'
		)
});

const limit = createCheck({
	id: 'output-limit',
	group: 'errors',
	title: 'An output limit of one token',
	asked: 'An answer of at most one token to a question that takes many.',
	of: ['limit'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) => {
		const { attempt, reading } = exchange;
		const output = reading.usage?.outputTokens ?? null;
		const facts = {
			...errorFacts(exchange),
			finishReason: reading.finishRaw,
			outputTokens: output
		};
		if (attempt.outcome === 'length') {
			const came = `It stopped at the limit, with ${finishOf(reading)}${output === null ? '' : ` and ${counted(output, 'token')}`}.`;
			return output !== null && output > 1
				? {
						status: 'differs',
						came,
						means:
							'The limit is not kept to the token: answers may be longer, and dearer, than a plan says.',
						facts
					}
				: { status: 'ok', came, facts };
		}
		if (attempt.outcome === 'ok' || attempt.outcome === 'refused') {
			return {
				status: 'differs',
				came: `It came as a finished answer, with ${finishOf(reading)}${output === null ? '' : ` and ${counted(output, 'token')}`}.`,
				means:
					'Answers that are cut off at the limit of a scenario cannot be told from whole ones, or the limit is not kept and the worst case of a plan is none.',
				facts
			};
		}
		return reading.error?.kind === 'request'
			? {
					status: 'differs',
					came: attempt.errorMessage ?? 'It was refused.',
					means: 'So small a limit is refused; those of scenarios are larger.',
					facts
				}
			: { status: 'failed', came: failureOf(exchange), facts };
	}
});

const stop = createCheck({
	id: 'stop-text',
	group: 'errors',
	title: 'A stop text',
	asked: `The alphabet, with "${stopText}" as a text at which to stop.`,
	of: ['stop'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) => {
		const { attempt, reading } = exchange;
		const facts = { ...errorFacts(exchange), finishReason: reading.finishRaw };
		const reason = finishOf(reading);
		if (reading.error?.kind === 'request') {
			return {
				status: 'differs',
				came: attempt.errorMessage ?? 'It was refused.',
				means: 'stop in the parameters of a target cannot be used here.',
				facts
			};
		}
		if (!isCompleted(attempt.outcome))
			return { status: 'failed', came: failureOf(exchange), facts };
		if (reading.text.trimEnd().endsWith(stopText) && reading.finish === 'stop') {
			return {
				status: 'differs',
				came: `It stopped at "${stopText}", with ${reason}, and that stands at the end of the answer.`,
				means:
					'Answers hold the text at which they stop, so that a strict grader finds more than it looks for.',
				facts
			};
		}
		if (reading.text.includes(stopText)) {
			return {
				status: 'differs',
				came: `The answer went on behind "${stopText}", and ended with ${reason}.`,
				means: 'Stop texts are ignored: answers are longer than they would be, and dearer.',
				facts
			};
		}
		if (!reading.text.includes(lastLetter)) {
			return {
				status: 'failed',
				came: `The answer never came to "${stopText}" (it ended with ${reason}), which shows nothing.`,
				facts
			};
		}
		return reading.finish === 'stop'
			? { status: 'ok', came: `It stopped before "${stopText}", with ${reason}.`, facts }
			: {
					status: 'differs',
					came: `It stopped before "${stopText}", but with ${reason}.`,
					means: 'Answers that end at a stop text are counted by that reason.',
					facts
				};
	}
});

const context = createCheck({
	id: 'context',
	group: 'errors',
	title: 'A prompt that is longer than the context',
	asked: 'One short word, over and over, in more tokens than any context takes.',
	of: ['context'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) => {
		const bytes = exchange.question.request.length;
		return refusal(
			exchange,
			['request'],
			{
				came: `A prompt of ${bytes.toLocaleString('en-US')} bytes was answered, and counted as ${String(exchange.reading.usage?.uncachedInputTokens ?? 'an unknown number of')} tokens.`,
				means:
					'Prompts that are too long may be cut without a word: answers then rest on a part of what was asked.'
			},
			'A prompt that is too long looks like a failure of the endpoint, and is counted among its errors.'
		);
	}
});

export const errorChecks: readonly Check[] = [
	unknownModelCheck,
	wrongKeyCheck,
	limit,
	stop,
	context
];
