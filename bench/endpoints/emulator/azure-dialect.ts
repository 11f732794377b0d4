/** Azure OpenAI, as a server words it: chat completions at the address of a deployment, with what the content filter found. */
import { isObject, parseJson } from '#core/json.ts';
import { apiErrorStatus, bearerKey, dataEvent } from './dialect.ts';
import type { AnswerFacts, ApiErrorKind, Dialect } from './dialect.ts';
import { openAiDialect } from './openai-dialect.ts';

const safe = { filtered: false, severity: 'safe' };
const nothingFound = { hate: safe, self_harm: safe, sexual: safe, violence: safe };
const promptFilter = {
	prompt_filter_results: [{ prompt_index: 0, content_filter_results: nothingFound }]
};

const errorCodes: Partial<Record<ApiErrorKind, string>> = {
	request: 'BadRequest',
	'not-found': 'DeploymentNotFound',
	server: 'InternalServerError'
};

/** The first event of a stream, which has no choices and no model. */
const promptEvent = ({ createdAtS }: AnswerFacts): string =>
	dataEvent({ id: '', object: '', created: createdAtS, model: '', choices: [], ...promptFilter });

const withFilters = (body: string): string => {
	const answer = parseJson(body);
	if (!isObject(answer) || !Array.isArray(answer['choices'])) return body;
	const choices = answer['choices'].map((choice: object) => ({
		...choice,
		content_filter_results: nothingFound
	}));
	return JSON.stringify({ ...answer, choices, ...promptFilter });
};

export const azureDialect: Dialect = {
	...openAiDialect,
	protocol: 'azure-openai',
	answerPaths: ['/openai/deployments/:deployment/chat/completions', '/openai/v1/chat/completions'],
	modelListPath: '/openai/models',
	requestIdHeader: 'apim-request-id',
	keyOf: (header) => header('api-key') ?? bearerKey(header('authorization')),
	// The deployment in the address is the model.
	readRequest: (body, target) =>
		openAiDialect.readRequest(
			isObject(body) && target.includes('/deployments/') ? { model: 'deployment', ...body } : body,
			target
		),
	limitHeaders: (states, nowUtcMs) => ({
		...openAiDialect.limitHeaders(states, nowUtcMs),
		...Object.fromEntries(states.map(({ of }) => [`x-ratelimit-renewalperiod-${of}`, '60']))
	}),
	errorBody: (kind, message) =>
		JSON.stringify({
			error: { code: errorCodes[kind] ?? String(apiErrorStatus[kind]), message }
		}),
	wholeBody: (facts, text, times) => withFilters(openAiDialect.wholeBody(facts, text, times)),
	streamTexts: (facts, requestId) => {
		const texts = openAiDialect.streamTexts(facts, requestId);
		return { ...texts, prologue: promptEvent(facts) + texts.prologue };
	}
};
