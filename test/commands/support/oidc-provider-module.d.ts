/** What the tests use of `oidc-provider`, which brings no types. Its documentation, version 9.13, read 2026-11-27. */
declare module 'oidc-provider' {
	import type { JsonWebKey } from 'node:crypto';
	import type { IncomingMessage, ServerResponse } from 'node:http';

	interface Account {
		accountId: string;
		/** `use` is where the claims go. */
		claims: (use: 'id_token' | 'userinfo') => { sub: string; [claim: string]: unknown };
	}

	interface Configuration {
		clients: readonly { client_id: string; [metadata: string]: unknown }[];
		jwks: { keys: readonly JsonWebKey[] };
		/** Claims by scope. */
		claims: Record<string, readonly string[]>;
		/** Whether claims of scopes are told at the UserInfo endpoint alone, as OpenID Connect Core 1.0, 5.4 says for this flow. */
		conformIdTokenClaims: boolean;
		/** Ways in which a client may prove itself at the token endpoint. */
		clientAuthMethods: readonly string[];
		cookies: { keys: readonly string[] };
		enabledJWA: { idTokenSigningAlgValues: readonly string[] };
		features: Record<string, { enabled: boolean }>;
		findAccount: (context: unknown, login: string) => Account | undefined;
		/** Lives of what it hands out by kind, s. */
		ttl: Record<string, number>;
	}

	export class Provider {
		constructor(issuer: string, configuration: Configuration);
		callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
		on(
			event: 'authorization.error' | 'grant.error' | 'userinfo.error' | 'server_error',
			listener: (context: unknown, error: Error & { error_detail?: string }) => void
		): this;
	}
}
