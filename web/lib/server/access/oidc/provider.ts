/**
 * The identity provider, asked as OpenID Connect Core 1.0 (errata set 2) and Discovery 1.0 say: authorization code flow with PKCE (RFC 7636),
 * state and nonce. What it answers is checked by `openid-client`; the signature of the ID token too, which that library leaves to TLS
 * unless told otherwise.
 */
import * as openid from 'openid-client';
import {
	isPlainHttp,
	isUserInfoNeeded,
	joinClaims,
	type Claims,
	type OidcSettings
} from '#core/access/oidc.ts';
import type { ProviderSession } from '#db/provider-session.server.ts';
import type { OidcFlow } from './flow-cookie.ts';

/** Path of the redirect URI that is registered at the provider. */
export const callbackPath = '/login/oidc/callback';
/** Path of the address that is registered there to come back to after signing out. */
export const signedOutPath = '/login';

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
	/** As it was received, for signing out. */
	idToken: string;
	/** Of the ID token, and of the UserInfo endpoint where the ID token holds no e-mail address or no groups. */
	claims: Claims;
}

export interface OidcProvider {
	settings: OidcSettings;
	/** Where a browser is sent, and what it keeps until it is back. Rejects where the provider cannot be asked. */
	begin: (redirectUri: string) => Promise<{ location: string; flow: OidcFlow }>;
	/** Who has come back to `callbackUrl`, which is the redirect URI with what the provider has added. Rejects with whatever does not hold. */
	finish: (callbackUrl: URL, flow: OidcFlow) => Promise<ProvenPerson>;
	/**
	 * Where a browser signs out at the provider too, which sends it back to `backUri` (OpenID Connect RP-Initiated Logout 1.0, 2); null where the
	 * provider says no such address, or the session is of another one. Rejects where the provider cannot be asked.
	 */
	signOut: (session: ProviderSession, backUri: string) => Promise<string | null>;
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
		const now = nowMs();
		// From later than now: the clock has been set back, and the ages of what is kept are wrong, those of the keys too.
		if (known && known.at <= now && now - known.at < metadataMs) return known.configuration;
		const asked = { at: now, configuration: discover(settings) };
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
			const [proven, idToken] = [tokens.claims(), tokens.id_token];
			if (!proven || idToken === undefined) throw new Error('the provider sent no ID token');
			const { iss: issuer, sub: subject } = proven;
			const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined;
			if (!hasMore || !isUserInfoNeeded(settings, proven)) {
				return { issuer, subject, idToken, claims: proven };
			}
			const more = await openid.fetchUserInfo(configuration, tokens.access_token, subject);
			return { issuer, subject, idToken, claims: joinClaims(proven, more) };
		},
		signOut: async ({ issuer, clientId, idToken, email }, backUri) => {
			if (clientId !== settings.clientId) return null;
			const configuration = await configured();
			const metadata = configuration.serverMetadata();
			if (metadata.issuer !== issuer || metadata.end_session_endpoint === undefined) return null;
			return openid.buildEndSessionUrl(configuration, {
				client_id: clientId,
				post_logout_redirect_uri: backUri,
				// The token says best who signs out; without it the provider may ask them.
				...(idToken === null ? { logout_hint: email } : { id_token_hint: idToken })
			}).href;
		}
	};
};
