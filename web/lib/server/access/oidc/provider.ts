/**
 * The identity provider, asked as OpenID Connect Core 1.0 (errata set 2) and Discovery 1.0 say: authorization code flow with PKCE (RFC 7636),
 * state and nonce. What it answers is checked by `openid-client`; the signature of the ID token too, which that library leaves to TLS
 * unless told otherwise.
 */
import * as openid from 'openid-client';
import { isPlainHttp, type Claims, type OidcSettings } from '#core/access/oidc.ts';
import type { OidcFlow } from './flow-cookie.ts';

/** Path of the redirect URI that is registered at the provider. */
export const callbackPath = '/login/oidc/callback';

/** Longest time for one request to the provider, s: somebody waits before a white page. */
const timeoutS = 10;
/** How far the clocks of this machine and of the provider may differ, s. */
const clockToleranceS = 30;
/** So long what the provider has said of itself is used, ms; its keys are asked for anew when one is unknown. */
const metadataMs = 3_600_000;

/** Whom the provider has signed in. */
export interface ProvenPerson {
	issuer: string;
	subject: string;
	/** Of the ID token, and of the UserInfo endpoint where the ID token holds no e-mail address. */
	claims: Claims;
}

export interface OidcProvider {
	settings: OidcSettings;
	/** Where a browser is sent, and what it keeps until it is back. Rejects where the provider cannot be asked. */
	begin: (redirectUri: string) => Promise<{ location: string; flow: OidcFlow }>;
	/** Who has come back to `callbackUrl`, which is the redirect URI with what the provider has added. Rejects with whatever does not hold. */
	finish: (callbackUrl: URL, flow: OidcFlow) => Promise<ProvenPerson>;
}

/** By HTTP Basic unless the provider says that it cannot (OpenID Connect Core 1.0, 9; Discovery 1.0, 3). */
const authentication = (clientSecret: string): openid.ClientAuth => {
	const [basic, post] = [
		openid.ClientSecretBasic(clientSecret),
		openid.ClientSecretPost(clientSecret)
	];
	return (server, ...rest) => {
		const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
		(methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
	};
};

const discover = ({
	issuer,
	clientId,
	clientSecret
}: OidcSettings): Promise<openid.Configuration> =>
	openid.discovery(
		new URL(issuer),
		clientId,
		{ [openid.clockTolerance]: clockToleranceS },
		authentication(clientSecret),
		{
			timeout: timeoutS,
			execute: [
				openid.enableNonRepudiationChecks,
				// Settings allow it for an issuer on this machine alone. Deprecated only to stand out.
				// eslint-disable-next-line @typescript-eslint/no-deprecated
				...(isPlainHttp(issuer) ? [openid.allowInsecureRequests] : [])
			]
		}
	);

/** `nowMs` is the clock, ms since 1970. */
export const createOidcProvider = (
	settings: OidcSettings,
	nowMs: () => number = Date.now
): OidcProvider => {
	let known: { at: number; configuration: Promise<openid.Configuration> } | null = null;
	/** A failure is not kept: the provider may be there the next time. */
	const configured = (): Promise<openid.Configuration> => {
		if (known && nowMs() - known.at < metadataMs) return known.configuration;
		const asked = { at: nowMs(), configuration: discover(settings) };
		known = asked;
		asked.configuration.catch(() => {
			if (known === asked) known = null;
		});
		return asked.configuration;
	};
	return {
		settings,
		begin: async (redirectUri) => {
			const configuration = await configured();
			const flow = {
				state: openid.randomState(),
				nonce: openid.randomNonce(),
				verifier: openid.randomPKCECodeVerifier(),
				beganAtMs: nowMs()
			};
			const location = openid.buildAuthorizationUrl(configuration, {
				redirect_uri: redirectUri,
				scope: settings.scope,
				state: flow.state,
				nonce: flow.nonce,
				code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
				code_challenge_method: 'S256'
			});
			return { location: location.href, flow };
		},
		finish: async (callbackUrl, { state, nonce, verifier }) => {
			const configuration = await configured();
			const tokens = await openid.authorizationCodeGrant(configuration, callbackUrl, {
				expectedState: state,
				expectedNonce: nonce,
				pkceCodeVerifier: verifier,
				idTokenExpected: true
			});
			const proven = tokens.claims();
			if (!proven) throw new Error('the provider sent no ID token');
			const { iss: issuer, sub: subject } = proven;
			const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined;
			const claims =
				proven['email'] === undefined && hasMore
					? {
							...(await openid.fetchUserInfo(configuration, tokens.access_token, subject)),
							...proven
						}
					: proven;
			return { issuer, subject, claims };
		}
	};
};
