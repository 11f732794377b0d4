/** Checks of what a request can ask for beyond a text: tools, a form of the answer, the same answer twice. */
import { isCompleted } from '#core/outcome.ts';
import { isObject, parseJson } from '#core/json.ts';
import type { Exchange } from '../exchange.ts';
import { weatherTool } from '../prompts.ts';
import {
	counted,
	createCheck,
	excerpt,
	failureOf,
	finishOf,
	type Check,
	type Verdict
} from './check.ts';

/** What a feature that is refused, or fails, is; null where an answer came. */
const unlessAnswered = (exchange: Exchange, refusedMeans: string): Verdict | null => {
	const { attempt, reading } = exchange;
	if (isCompleted(attempt.outcome)) return null;
	return reading.error?.kind === 'request'
		? {
				status: 'differs',
				came: attempt.errorMessage ?? 'It was refused.',
				means: refusedMeans
			}
		: { status: 'failed', came: failureOf(exchange) };
};

/** An answer that was cut off before it came to what was asked for, as those of models that think for long are: it shows nothing. */
const cutOff = ({ question, reading }: Exchange): Verdict => ({
	status: 'failed',
	came: `The answer was cut off at its limit of ${counted(question.call.maxOutputTokens, 'token')}${reading.text === '' ? ', before any of it could be seen' : `: "${excerpt(reading.text)}"`}; that shows nothing.`,
	means:
		'A model that thinks for longer than that needs less thinking, or none, in the parameters of the target to be probed for this.'
});

const judgeCall = (exchange: Exchange, refusedMeans: string, missingMeans: string): Verdict => {
	const none = unlessAnswered(exchange, refusedMeans);
	if (none) return none;
	const { reading, attempt } = exchange;
	const [call] = reading.toolCalls;
	if (attempt.outcome === 'length') return cutOff(exchange);
	if (!call) {
		return {
			status: 'missing',
			came: `No tool was called; the answer is "${excerpt(reading.text)}".`,
			means: missingMeans
		};
	}
	const given = parseJson(call.arguments);
	const facts = { tool: call.name, arguments: call.arguments, finishReason: reading.finishRaw };
	const problems = [
		...(call.name === weatherTool.name ? [] : [`the tool "${excerpt(call.name)}" was not offered`]),
		...(isObject(given)
			? typeof given['city'] === 'string'
				? []
				: ['the arguments hold no city']
			: ['the arguments are no JSON object']),
		...(call.id === null ? ['the call has no id'] : []),
		// Some servers say "stop" where a tool that must be called was.
		...(reading.finish === 'tool' ? [] : [`it ended with ${finishOf(reading)}`])
	];
	return problems.length === 0
		? { status: 'ok', came: `${excerpt(call.name)}(${excerpt(call.arguments)}).`, facts }
		: {
				status: 'differs',
				came: `${excerpt(call.name)}(${excerpt(call.arguments)}): ${problems.join('; ')}.`,
				means: 'Scenarios with tools may fail for the endpoint rather than for the model.',
				facts
			};
};

const tool = createCheck({
	id: 'tool-call',
	group: 'abilities',
	title: 'A tool that may be called',
	asked: 'The weather, with a tool for it.',
	of: ['tool'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) =>
		judgeCall(
			exchange,
			'Scenarios with tools cannot be measured here.',
			'Either the endpoint drops tools or the model does not call them; scenarios with tools measure that, then.'
		)
});

const forcedTool = createCheck({
	id: 'forced-tool',
	group: 'abilities',
	title: 'A tool that must be called',
	asked: 'A greeting, with a call of the weather tool demanded.',
	of: ['forced-tool'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) =>
		judgeCall(
			exchange,
			'A certain tool cannot be demanded here.',
			'The demand is ignored; a scenario that needs it cannot be measured here.'
		)
});

const fitsCity = (value: unknown): boolean =>
	isObject(value) &&
	typeof value['city'] === 'string' &&
	Number.isInteger(value['population']) &&
	Object.keys(value).length === 2;

const jsonSchema = createCheck({
	id: 'json-schema',
	group: 'abilities',
	title: 'An answer by a JSON schema',
	asked: 'A city and its population, by a schema of two fields.',
	of: ['json'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([exchange]) => {
		const none = unlessAnswered(exchange, 'structuredOutput cannot be used here.');
		if (none) return none;
		const { reading } = exchange;
		const came = `"${excerpt(reading.text)}"`;
		const value = parseJson(reading.text);
		if (fitsCity(value)) return { status: 'ok', came: `${came}.` };
		if (exchange.attempt.outcome === 'length') return cutOff(exchange);
		return {
			status: 'differs',
			came:
				value === undefined ? `No JSON: ${came}.` : `JSON that does not fit the schema: ${came}.`,
			means:
				'The schema is not kept to: structuredOutput changes nothing here, and answers fail as often as without it.'
		};
	}
});

const repeats = createCheck({
	id: 'determinism',
	group: 'abilities',
	title: 'The same answer twice',
	asked:
		'One question twice, at temperature 0 and, where the protocol has one, with the same seed.',
	of: ['repeat-1', 'repeat-2'],
	takesFailures: true,
	blamesTheAsk: true,
	judge: ([first, second]) => {
		const none =
			unlessAnswered(first, 'Temperature 0 or a seed cannot be asked for here.') ??
			unlessAnswered(second, 'Temperature 0 or a seed cannot be asked for here.');
		if (none) return none;
		const isEmpty = [first, second].every(
			({ reading: { text, refusal } }) => text === '' && refusal === ''
		);
		if (isEmpty) {
			return first.attempt.outcome === 'length'
				? cutOff(first)
				: { status: 'failed', came: 'Neither answer holds any text, which shows nothing.' };
		}
		const isSame =
			first.reading.text === second.reading.text &&
			first.reading.refusal === second.reading.refusal;
		return isSame
			? { status: 'ok', came: 'Both answers are equal, to the letter.' }
			: {
					status: 'differs',
					came: `They differ: "${excerpt(first.reading.text)}" and "${excerpt(second.reading.text)}".`,
					means:
						'A run cannot be repeated to the letter; several trials of each item show how much answers vary.'
				};
	}
});

export const abilityChecks: readonly Check[] = [tool, forcedTool, jsonSchema, repeats];
