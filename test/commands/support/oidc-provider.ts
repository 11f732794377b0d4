/**
 * A real OpenID provider on loopback, as small as can be: discovery, keys, authorization, token and UserInfo endpoints over HTTP, and ID tokens
 * with real RS256 signatures. It signs in whoever asks as `person`, at once. What it sends can be spoilt, to see what is refused.
 */
import {
	createHash,
	createHmac,
	generateKeyPairSync,
	randomUUID,
	sign,
	type KeyObject
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Person {
	sub: string;
	[claim: string]: unknown;
}

/** What goes into an ID token, and with what it is signed. */
export interface IdToken {
	header: Record<string, unknown>;
	claims: Record<string, unknown>;
	/** A text is the secret of an HMAC; null leaves the signature out. */
	key: KeyObject | string | null;
}

/** Where a provider says that people sign out. */
export type SignOutAddress = 'own' | 'no-web' | null;

export interface OidcProvider extends AsyncDisposable {
	issuer: string;
	clientId: string;
	clientSecret: string;
	/** Who is signed in next. */
	person: Person;
	/** Spoils an ID token before it is signed; as it should be where null. */
	spoil: ((token: IdToken) => IdToken) | null;
	/** Changes an ID token after it was signed. */
	spoilText: ((token: string) => string) | null;
	/** Claims that only the UserInfo endpoint says. */
	userInfo: Record<string, unknown>;
	/** Changes what the browser is sent back with. */
	spoilCallback: ((callback: URL) => void) | null;
	/** The queries with which browsers came to sign out, and that it sent back. */
	signedOut: URLSearchParams[];
	/** Requests of the site or of a browser so far. */
	requests: number;
	/** Codes that were redeemed, and what it refused to redeem and why. */
	redeemed: string[];
	refusals: string[];
	/** Another key than the one that it publishes. */
	foreignKey: KeyObject;
}

interface Grant {
	redirectUri: string;
	challenge: string;
	nonce: string;
	person: Person;
}

const base64url = (value: unknown): string =>
	Buffer.from(JSON.stringify(value)).toString('base64url');

const signatureOf = (text: string, key: IdToken['key']): string => {
	if (key === null) return '';
	return typeof key === 'string'
		? createHmac('sha256', key).update(text).digest('base64url')
		: sign('sha256', Buffer.from(text), key).toString('base64url');
};

const signed = ({ header, claims, key }: IdToken): string => {
	const text = `${base64url(header)}.${base64url(claims)}`;
	return `${text}.${signatureOf(text, key)}`;
};

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return new URLSearchParams(Buffer.concat(chunks).toString());
};

const json = (response: ServerResponse, status: number, body: unknown): void => {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/**
 * `port` 0 takes any that is free. `signOutAt`: the address at which it says that people sign out, of its own where `own`, none that a browser may be sent to
 * where `no-web`, and none at all where null.
 */
export const startOidcProvider = async (
	port = 0,
	{ signOutAt = 'own' }: { signOutAt?: SignOutAddress } = {}
): Promise<OidcProvider> => {
	const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const grants = new Map<string, Grant>();
	const people = new Map<string, Person>();
	/** ID tokens that it has signed and sent. */
	const issued = new Set<string>();
	const server = createServer((request, response) => {
		void answer(request, response);
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

	const provider: OidcProvider = {
		issuer,
		clientId: 'breakeven',
		clientSecret: 'secret:of/the+site%41~',
		person: { sub: 'nobody' },
		spoil: null,
		spoilText: null,
		userInfo: {},
		spoilCallback: null,
		signedOut: [],
		requests: 0,
		redeemed: [],
		refusals: [],
		foreignKey: foreign.privateKey,
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};

	const authorize = (query: URLSearchParams, response: ServerResponse): void => {
		const text = (name: string): string => query.get(name) ?? '';
		const code = randomUUID();
		grants.set(code, {
			redirectUri: text('redirect_uri'),
			challenge: text('code_challenge_method') === 'S256' ? text('code_challenge') : '',
			nonce: text('nonce'),
			person: provider.person
		});
		const callback = new URL(text('redirect_uri'));
		callback.searchParams.set('code', code);
		callback.searchParams.set('state', text('state'));
		callback.searchParams.set('iss', issuer);
		provider.spoilCallback?.(callback);
		response.writeHead(302, { location: callback.href }).end();
	};

	/** Why a code is not redeemed; null where it is. */
	const refusalOf = (request: IncomingMessage, form: URLSearchParams): string | null => {
		const [, encoded = ''] = (request.headers.authorization ?? '').split('Basic ');
		const [id, secret] = Buffer.from(encoded, 'base64').toString().split(':');
		// RFC 6749, 2.3.1: both are form-encoded first.
		const plain = (value = ''): string => decodeURIComponent(value.replaceAll('+', ' '));
		if (plain(id) !== provider.clientId || plain(secret) !== provider.clientSecret) {
			return 'wrong client';
		}
		const grant = grants.get(form.get('code') ?? '');
		if (!grant) return 'unknown or used code';
		if (form.get('grant_type') !== 'authorization_code') return 'wrong grant type';
		if (form.get('redirect_uri') !== grant.redirectUri) return 'wrong redirect URI';
		const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
		return verifier.digest('base64url') === grant.challenge ? null : 'wrong verifier';
	};

	const redeem = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const form = await bodyOf(request);
		const code = form.get('code') ?? '';
		const refusal = refusalOf(request, form);
		const grant = grants.get(code);
		if (refusal !== null || !grant) {
			provider.refusals.push(refusal ?? '');
			json(response, 400, { error: 'invalid_grant' });
			return;
		}
		grants.delete(code);
		provider.redeemed.push(code);
		const nowS = Math.floor(Date.now() / 1_000);
		const { person } = grant;
		const token: IdToken = {
			header: { alg: 'RS256', typ: 'JWT', kid: 'published' },
			claims: {
				...person,
				iss: issuer,
				aud: provider.clientId,
				iat: nowS,
				exp: nowS + 300,
				nonce: grant.nonce
			},
			key: keys.privateKey
		};
		const accessToken = randomUUID();
		people.set(accessToken, person);
		const idToken = signed(provider.spoil?.(token) ?? token);
		const sentToken = provider.spoilText?.(idToken) ?? idToken;
		issued.add(sentToken);
		json(response, 200, {
			access_token: accessToken,
			token_type: 'Bearer',
			expires_in: 300,
			id_token: sentToken
		});
	};

	/** OpenID Connect RP-Initiated Logout 1.0, 2 and 3: by a token that it has sent, or for somebody it is told of. */
	const signOut = (query: URLSearchParams, response: ServerResponse): void => {
		const hint = query.get('id_token_hint');
		const isKnown = hint === null ? query.has('logout_hint') : issued.has(hint);
		const back = query.get('post_logout_redirect_uri');
		if (!isKnown || query.get('client_id') !== provider.clientId || back === null) {
			response.writeHead(400).end();
			return;
		}
		provider.signedOut.push(query);
		response.writeHead(302, { location: back }).end();
	};

	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
		provider.requests++;
		if (pathname === '/.well-known/openid-configuration') {
			json(response, 200, {
				issuer,
				authorization_endpoint: `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				userinfo_endpoint: `${issuer}/userinfo`,
				jwks_uri: `${issuer}/keys`,
				response_types_supported: ['code'],
				subject_types_supported: ['public'],
				// As providers may say; a client must not take `none` for an ID token that it has not registered for.
				id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
				authorization_response_iss_parameter_supported: true,
				...(signOutAt === null
					? {}
					: {
							end_session_endpoint:
								signOutAt === 'own' ? `${issuer}/end` : 'ftp://login.example.com/end'
						})
			});
		} else if (pathname === '/keys') {
			const key = keys.publicKey.export({ format: 'jwk' });
			json(response, 200, { keys: [{ ...key, kid: 'published', use: 'sig', alg: 'RS256' }] });
		} else if (pathname === '/authorize') authorize(searchParams, response);
		else if (pathname === '/end') signOut(searchParams, response);
		else if (pathname === '/token') await redeem(request, response);
		else if (pathname === '/userinfo') {
			const [, token = ''] = (request.headers.authorization ?? '').split('Bearer ');
			const person = people.get(token);
			if (person) json(response, 200, { sub: person.sub, ...provider.userInfo });
			else json(response, 401, { error: 'invalid_token' });
		} else response.writeHead(404).end();
	};
	return provider;
};
