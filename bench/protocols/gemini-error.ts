/** What Google says of an error beyond the common forms: its name in `status`, the wait and the reason among the `details`. https://cloud.google.com/apis/design/errors */
import { isObject } from '#core/json.ts';
import { objectAt, objectsAt, textAt } from './json-access.ts';
import type { ReadingError } from './protocol.ts';
import { safeMessage } from './safe-message.ts';

/** A duration as JSON has it: decimal seconds and an `s`. */
const secondsOf = (text: string | null): number | null => {
	const digits = /^(\d{1,15}(?:\.\d{1,9})?)s$/u.exec(text ?? '')?.[1];
	return digits === undefined ? null : Number(digits);
};

const detailOf = (
	details: readonly Record<string, unknown>[],
	type: string
): Record<string, unknown> | undefined =>
	details.find((each) => textAt(each, '@type')?.endsWith(`google.rpc.${type}`));

/** `json` is the error as it came, perhaps in a list of one. */
export const googleError = (found: ReadingError, json: unknown): ReadingError => {
	const outer: unknown = Array.isArray(json) ? json[0] : json;
	const error = isObject(outer) ? objectAt(outer, 'error') : null;
	if (!error) return found;
	const details = objectsAt(error, 'details');
	const status = textAt(error, 'status');
	const retry = detailOf(details, 'RetryInfo');
	const info = detailOf(details, 'ErrorInfo');
	// A wrong key is told as an invalid argument.
	const isKey = info !== undefined && textAt(info, 'reason') === 'API_KEY_INVALID';
	return {
		...found,
		kind: isKey ? 'authentication' : found.kind,
		code: status === null ? found.code : safeMessage(status),
		retryAfterS: found.retryAfterS ?? (retry ? secondsOf(textAt(retry, 'retryDelay')) : null)
	};
};
