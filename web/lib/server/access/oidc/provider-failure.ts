/** What has kept the identity provider's answer from proving who somebody is: for the person in kinds, for the audit log in words. */
import { AuthorizationResponseError, ResponseBodyError } from 'openid-client';
import { errorMessage } from '#core/errors.ts';

export type ProviderFailure =
	/** `denied`: the provider itself says that nobody is signed in; `code` is its word for why. */
	| { kind: 'denied'; code: string; reason: string }
	/** `away`: no answer, or none that says anything. */
	| { kind: 'away'; reason: string }
	/** `unproven`: an answer that does not hold. */
	| { kind: 'unproven'; reason: string };

/** Error codes are plain words (RFC 6749, 4.1.2.1); whoever makes up a callback can write anything there. */
const codeOf = (text: string): string => (/^[\w.-]{1,60}$/u.test(text) ? text : 'no reason given');

/** `unexpected JWT claim value encountered: unexpected ID Token "nonce" claim value`: the causes say what the error leaves out. */
const chainOf = (error: unknown): string => {
	const texts: string[] = [];
	for (let each = error; each instanceof Error && texts.length < 4; each = each.cause) {
		if (each.message !== '' && !texts.includes(each.message)) texts.push(each.message);
	}
	return texts.length === 0 ? errorMessage(error) : texts.join(': ');
};

const codesOfAway = new Set([
	'OAUTH_TIMEOUT',
	'OAUTH_RESPONSE_IS_NOT_CONFORM',
	'OAUTH_RESPONSE_IS_NOT_JSON',
	'OAUTH_PARSE_ERROR'
]);

export const failureOf = (thrown: unknown): ProviderFailure => {
	if (thrown instanceof AuthorizationResponseError) {
		const code = codeOf(thrown.error);
		return { kind: 'denied', code, reason: `the provider says ${code}` };
	}
	if (thrown instanceof ResponseBodyError) {
		return {
			kind: 'unproven',
			reason: `the provider does not redeem the code: ${codeOf(thrown.error)}`
		};
	}
	const reason = chainOf(thrown);
	const isAway =
		thrown instanceof Error &&
		((thrown instanceof TypeError && thrown.message === 'fetch failed') ||
			('code' in thrown && typeof thrown.code === 'string' && codesOfAway.has(thrown.code)));
	return { kind: isAway ? 'away' : 'unproven', reason };
};
