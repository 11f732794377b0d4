/** Finds a JSON value of any kind in an answer: the answer itself, else a fenced block. */
import { parseJson } from '#core/json.ts';
import { findJson } from './find-json.ts';

/** Undefined where there is none; inside prose only objects are found, since brackets are common in texts. */
export const findJsonValue = (text: string): unknown => {
	const trimmed = text.replace(/^\uFEFF/u, '').trim();
	const whole = parseJson(trimmed);
	if (whole !== undefined) return whole;
	const open = trimmed.indexOf('```');
	if (open !== -1) {
		const close = trimmed.indexOf('```', open + 3);
		const block = trimmed.slice(open + 3, close === -1 ? trimmed.length : close);
		const value = parseJson(block.replace(/^\s*\w*\s*\n/u, ''));
		if (value !== undefined) return value;
	}
	return findJson(trimmed).value ?? undefined;
};
