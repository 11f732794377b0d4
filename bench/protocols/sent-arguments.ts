/** Arguments of a call on their way back to the endpoint that made it. */
import { isObject, parseJson } from '#core/json.ts';
import { isTooDeep } from './json-access.ts';

/** The arguments as an object; an empty one for text that is no JSON object, which no server would take. */
export const argumentsObjectOf = (text: string): Record<string, unknown> => {
	const value = parseJson(text);
	return isObject(value) && !isTooDeep(value) ? value : {};
};

/** The arguments as the model wrote them, or `{}` for what is no JSON object. */
export const argumentsTextOf = (text: string): string => {
	const value = parseJson(text);
	return isObject(value) && !isTooDeep(value) ? text : '{}';
};
