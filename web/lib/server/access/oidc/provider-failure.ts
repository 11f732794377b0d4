/** What has kept the identity provider's answer from proving who somebody is: for the person in kinds, for the audit log in words. */
import {
	AuthorizationResponseError,
	ResponseBodyError,
	WWWAuthenticateChallengeError
} from 'openid-client';
import { errorMessage } from '#core/errors.ts';

export type ProviderFailure =
	/** `denied`: the provider itself says that nobody is signed in; `code` is its word for why. */
	| { kind: 'denied'; code: string; reason: string }
	/** `not-accepted`: the provider does not take this site for the one that is registered, whoever the person is. */
	| { kind: 'not-accepted'; reason: string }
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

const clockAdvice = '; compare the clock of this machine with that of the provider';

/** Whether a moment in an ID token is not as it should be. */
const isOfTime = (thrown: unknown): boolean =>
	thrown instanceof Error && 'code' in thrown && thrown.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED';

const codesOfAway = new Set([
	'OAUTH_TIMEOUT',
	'OAUTH_RESPONSE_IS_NOT_CONFORM',
	'OAUTH_RESPONSE_IS_NOT_JSON',
	'OAUTH_PARSE_ERROR'
]);

/** What a token endpoint says of a site that it does not know, or whose secret is another (RFC 6749, 5.2). */
const codesOfSite = new Set(['invalid_client', 'unauthorized_client']);

/** The code that an error of the token or UserInfo endpoint stands for; null where it is none of theirs. */
const endpointCodeOf = (thrown: unknown): string | null => {
	if (thrown instanceof ResponseBodyError) return codeOf(thrown.error);
	if (!(thrown instanceof WWWAuthenticateChallengeError)) return null;
	// An endpoint that wants to know who asks answers so, whatever its body says. By HTTP Basic only the site itself is asked.
	const { scheme, parameters } = thrown.cause[0] ?? {};
	return scheme === 'basic' ? 'invalid_client' : codeOf(parameters?.error ?? '');
};

export const failureOf = (thrown: unknown): ProviderFailure => {
	if (thrown instanceof AuthorizationResponseError) {
		const code = codeOf(thrown.error);
		return { kind: 'denied', code, reason: `the provider says ${code}` };
	}
	const code = endpointCodeOf(thrown);
	if (code !== null && codesOfSite.has(code)) {
		return { kind: 'not-accepted', reason: `the provider does not accept this site: ${code}` };
	}
	if (code !== null) {
		const refused =
			thrown instanceof ResponseBodyError ? 'does not redeem the code' : 'refuses a request';
		return { kind: 'unproven', reason: `the provider ${refused}: ${code}` };
	}
	const reason = chainOf(thrown) + (isOfTime(thrown) ? clockAdvice : '');
	const isAway =
		thrown instanceof Error &&
		((thrown instanceof TypeError && thrown.message === 'fetch failed') ||
			('code' in thrown && typeof thrown.code === 'string' && codesOfAway.has(thrown.code)));
	return { kind: isAway ? 'away' : 'unproven', reason };
};
