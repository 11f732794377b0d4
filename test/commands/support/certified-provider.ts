/**
 * An identity provider that others wrote: `oidc-provider`, which is certified by the OpenID Foundation, on loopback with its own forms for signing in and consent.
 * What it is, its keys and how the site is registered there can be changed while it runs; who has signed in stays so.
 */
import { generateKeyPairSync, randomUUID, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** How it is set up. */
interface Setup {
	/** What it signs with: the first that fits. */
	keys: readonly JsonWebKey[];
	/** The keys that it shows where they are others than it signs with. */
	shownKeys: readonly JsonWebKey[] | null;
	/** Of the registered site: the redirect URI, and whatever else is not as usual. */
	redirectUri: string;
	client: Readonly<Record<string, unknown>>;
	/** How a site may prove itself at the token endpoint. */
	clientAuthMethods: readonly string[];
	/** Claims that the ID token holds too; UserInfo tells all of them. */
	claimsInIdToken: readonly string[];
	/** How long an ID token holds, s. */
	idTokenLifeS: number;
}

export interface CertifiedProvider extends AsyncDisposable {
	issuer: string;
	clientId: string;
	clientSecret: string;
	/** Claims of whom it knows, by login, which is also their `sub`; it takes any password. */
	people: Map<string, Record<string, unknown>>;
	/** Changes the setup; what is not named becomes what it was at first. */
	setUp: (change: Partial<Setup>) => void;
	/** What it has refused, in its own words. */
	refusals: string[];
	/** Media types of what its UserInfo endpoint has answered. */
	userInfoTypes: string[];
	/** Requests for its keys so far. */
	keyRequests: number;
}

/** A key with an id of its own; the private part too. */
export const newSigningKey = (kind: 'RSA' | 'EC' | 'OKP' = 'RSA'): JsonWebKey => {
	const { privateKey } =
		kind === 'RSA'
			? generateKeyPairSync('rsa', { modulusLength: 2048 })
			: kind === 'EC'
				? generateKeyPairSync('ec', { namedCurve: 'P-256' })
				: generateKeyPairSync('ed25519');
	return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig' };
};

const clientId = 'breakeven';
/** With signs that HTTP Basic must encode, and long enough for a signature by it. */
const clientSecret = 'secret:of/the+site%41~ which both know';
const claimsByScope = { email: ['email', 'email_verified'], groups: ['groups'] };

/** `first` is what it is set up with at first; its redirect URI may be told later. */
export const startCertifiedProvider = async (
	first: Partial<Setup> = {}
): Promise<CertifiedProvider> => {
	const initial: Setup = {
		keys: ['RSA', 'EC', 'OKP'].map((kind) => newSigningKey(kind as 'RSA' | 'EC' | 'OKP')),
		shownKeys: null,
		redirectUri: 'http://127.0.0.1/',
		client: {},
		clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
		claimsInIdToken: [],
		idTokenLifeS: 3_600,
		...first
	};
	const cookieKeys = [randomUUID()];
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

	const make = (setup: Setup, keys: readonly JsonWebKey[]): Provider => {
		const made = new Provider(issuer, {
			clients: [
				{
					client_id: clientId,
					client_secret: clientSecret,
					redirect_uris: [setup.redirectUri],
					...setup.client
				}
			],
			jwks: { keys },
			claims: claimsByScope,
			conformIdTokenClaims: setup.claimsInIdToken.length === 0,
			clientAuthMethods: setup.clientAuthMethods,
			cookies: { keys: cookieKeys },
			enabledJWA: {
				idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519', 'HS256']
			},
			features: {
				devInteractions: { enabled: true },
				jwtUserinfo: { enabled: true },
				encryption: { enabled: true }
			},
			findAccount: (_, login) => {
				const claims = provider.people.get(login);
				const told = (use: string): Record<string, unknown> =>
					Object.fromEntries(
						Object.entries(claims ?? {}).filter(
							([name]) => use === 'userinfo' || setup.claimsInIdToken.includes(name)
						)
					);
				return claims && { accountId: login, claims: (use) => ({ sub: login, ...told(use) }) };
			},
			ttl: {
				AccessToken: 300,
				AuthorizationCode: 60,
				Grant: 3_600,
				IdToken: setup.idTokenLifeS,
				Interaction: 600,
				Session: 3_600
			}
		});
		for (const event of [
			'authorization.error',
			'grant.error',
			'userinfo.error',
			'server_error'
		] as const) {
			made.on(event, (_, { message, error_detail: detail }) => {
				provider.refusals.push(detail ?? message);
			});
		}
		return made;
	};

	type Answer = ReturnType<Provider['callback']>;
	let [answer, answerKeys]: Answer[] = [];
	const provider: CertifiedProvider = {
		issuer,
		clientId,
		clientSecret,
		people: new Map(),
		setUp: (change) => {
			const setup = { ...initial, ...change };
			answer = make(setup, setup.keys).callback();
			answerKeys = setup.shownKeys ? make(setup, setup.shownKeys).callback() : answer;
		},
		refusals: [],
		userInfoTypes: [],
		keyRequests: 0,
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
	provider.setUp({});
	server.on('request', (request, response) => {
		const isForKeys = request.url === '/jwks';
		if (isForKeys) provider.keyRequests += 1;
		response.once('finish', () => {
			const type = String(response.getHeader('content-type')).replace(/;.*/u, '');
			if (request.url === '/me') provider.userInfoTypes.push(type);
		});
		void (isForKeys ? answerKeys : answer)?.(request, response);
	});
	return provider;
};
