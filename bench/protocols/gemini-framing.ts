/** SSE as Gemini sends it, where an error in the middle may come as bare JSON, without `data:`. */
import { isObject, parseJson } from '#core/json.ts';
import type { FramedBody, Framing, WireEvent } from './framing/framing.ts';
import { sseFraming } from './framing/sse.ts';

/** The error that stands behind the last event, if there is one. */
const bareError = (body: Uint8Array, start: number): WireEvent | null => {
	const data = new TextDecoder().decode(body.subarray(start)).trim();
	if (!data.startsWith('{') && !data.startsWith('[')) return null;
	const json = parseJson(data);
	const error: unknown = Array.isArray(json) ? json[0] : json;
	return isObject(error) && error['error']
		? { name: 'error', data: JSON.stringify(error), endOffset: body.length - 1 }
		: null;
};

export const geminiFraming: Framing = {
	...sseFraming,
	split: (body): FramedBody | null => {
		const framed = sseFraming.split(body);
		if (!framed) return null;
		const last = framed.events.at(-1);
		const error = last ? bareError(body, last.endOffset + 1) : null;
		return error ? { ...framed, events: [...framed.events, error], rest: null } : framed;
	}
};
