/**
 * Signing in by an identity provider that others wrote and the OpenID Foundation certified, on real sockets: the built site, the provider's own
 * forms, and a browser's cookies. That the site agrees with a provider of our own (serve-oidc.test.ts) would only show that we read the specification
 * one way.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import {
	newSigningKey,
	startCertifiedProvider,
	type CertifiedProvider
} from './support/certified-provider.ts';
import { CookieBrowser, type ShownPage } from './support/cookie-browser.ts';
import { serveSite, type Served } from './support/served-site.ts';

const workplace = createWorkplace();
const clockHook = fileURLToPath(new URL('./support/clock-from-file.ts', import.meta.url));
let provider: CertifiedProvider;
let served: Served;

const clockFileOf = (name: string): string => workplace.file(`clock-of-${name}`);

/** Sets the clock of a site so far from the provider's. */
const setClock = (offsetS: number, name = 'site'): void => {
	writeFileSync(clockFileOf(name), String(offsetS * 1_000));
};

/** A site over the same database, with a clock of this name. */
const serve = (name = 'site'): Promise<Served> => {
	setClock(0, name);
	return serveSite([], {
		workplace,
		env: {
			BENCH_OIDC_ISSUER: provider.issuer,
			BENCH_OIDC_CLIENT_ID: provider.clientId,
			BENCH_OIDC_CLIENT_SECRET: provider.clientSecret,
			BENCH_OIDC_NAME: 'Our Company',
			BENCH_OIDC_DOMAINS: 'example.com',
			BENCH_OIDC_ROLE_CLAIM: 'groups',
			BENCH_OIDC_ROLES: 'buyers=procurement; analysts=analyst',
			BENCH_OIDC_SCOPE: 'openid email groups',
			NODE_OPTIONS: `--import ${clockHook}`,
			CLOCK_OFFSET_FILE: clockFileOf(name)
		}
	});
};

const stop = async ({ bench: { child, ended } }: Served): Promise<void> => {
	child.kill('SIGINT');
	await ended;
};

const bench = async (...args: string[]): Promise<string> => {
	const { code, stdout, stderr } = await runBench(args, { workplace });
	if (code !== 0) throw new Error(stderr);
	return stdout;
};

type Change = Parameters<CertifiedProvider['setUp']>[0];
const callbackPath = '/login/oidc/callback';
const setUp = (change: Change = {}, site = served): void => {
	provider.setUp({ redirectUri: site.url + callbackPath, ...change });
};

beforeAll(async () => {
	// The provider says again and again that its own forms and pages are for development.
	vi.spyOn(console, 'warn').mockReturnValue();
	vi.spyOn(console, 'info').mockReturnValue();
	await buildSite({ force: false, note: () => undefined });
	provider = await startCertifiedProvider();
	await bench('account', 'add', 'ines@example.net', '--role', 'admin');
	served = await serve();
}, 300_000);
afterAll(async () => {
	await stop(served);
	await provider[Symbol.asyncDispose]();
	workplace[Symbol.dispose]();
	vi.restoreAllMocks();
});
beforeEach(() => {
	setClock(0);
	setUp();
	provider.refusals = [];
	provider.userInfoTypes = [];
	provider.people.clear();
	person('ines', 'ines@example.net');
});

const person = (login: string, email: string, claims: Record<string, unknown> = {}): string => {
	provider.people.set(login, { email, email_verified: true, ...claims });
	return login;
};

const isCallback = (url: URL): boolean => url.pathname === callbackPath;

/** Goes to the provider and through its forms; `untilCallback` stops before the site is told. */
const signIn = async (
	browser: CookieBrowser,
	login: string,
	{ site = served, untilCallback = false } = {}
): Promise<ShownPage> => {
	const options = untilCallback ? { until: isCallback } : {};
	let page = await browser.open(`${site.url}/login/oidc?to=%2Fruns`, options);
	for (let forms = 0; forms < 2 && page.url.origin === provider.issuer; forms += 1) {
		page = await browser.submit(page, { login, password: 'any' }, options);
	}
	return page;
};

/** Whether a page for people who are signed in is shown. */
const isIn = async (browser: CookieBrowser, site = served): Promise<boolean> => {
	const { url, status } = await browser.open(`${site.url}/runs`);
	return status === 200 && url.pathname === '/runs';
};

/** What a page of errors says. */
const mainOf = ({ text }: ShownPage): string => /<main[\s\S]*<\/main>/u.exec(text)?.[0] ?? text;

const messageOf = (page: ShownPage): string =>
	mainOf(page)
		.replaceAll(/<[^>]*>|\s+/gu, ' ')
		.trim();

const expectIn = async (login = 'ines', site = served): Promise<void> => {
	const browser = new CookieBrowser();
	const page = await signIn(browser, login, { site });
	expect([page.url.href, page.status], messageOf(page)).toEqual([`${site.url}/runs`, 200]);
	expect(await isIn(browser, site)).toBe(true);
};

interface Entry {
	who: string;
	action: string;
	outcome: string;
}
const lastEntry = async (): Promise<Entry | undefined> =>
	(JSON.parse(await bench('account', 'audit', '--limit', '1', '--json')) as Entry[])[0];

/** The person reads `shown`, is not in, and the audit log says `why`. */
const expectOut = async (
	browser: CookieBrowser,
	page: ShownPage,
	shown: string,
	why: string | RegExp,
	site = served
): Promise<void> => {
	expect(page.url.origin).toBe(site.url);
	expect(messageOf(page)).toContain(shown);
	expect(page.text).not.toMatch(/\bat .*:\d+:\d+/u);
	expect(await isIn(browser, site)).toBe(false);
	expect((await lastEntry())?.action).toMatch(why);
};

/** The key to encrypt with that a site would register. */
const publicPart = ({ kty, n, e, kid }: ReturnType<typeof newSigningKey>) => ({
	...{ kty, n, e, kid },
	use: 'enc'
});

const doesNotHold = 'What the provider answered does not hold';
const otherSecret = 'a secret of another site, which this one does not know';

interface Listed {
	name: string;
	role: string;
	hasOidc: boolean;
}
const accountOf = async (name: string): Promise<Listed | undefined> =>
	(JSON.parse(await bench('account', 'list', '--json')) as Listed[]).find(
		(each) => each.name === name
	);

describe('signing in by a certified provider', () => {
	it('leads through its forms to where somebody wanted to go', async () => {
		const browser = new CookieBrowser();
		const login = await browser.open(`${served.url}/login?to=%2Fruns%3Fstate%3Dcomplete`);
		const form = await browser.follow(login, 'Sign in with Our Company');
		expect(form.url.origin).toBe(provider.issuer);
		const asked = new URL(form.way[1] ?? '').searchParams;
		expect(asked.get('code_challenge_method')).toBe('S256');
		const consent = await browser.submit(form, { login: 'ines', password: 'any' });
		expect(consent.url.origin).toBe(provider.issuer);
		const page = await browser.submit(consent, {});
		expect([page.url.href, page.status]).toEqual([`${served.url}/runs?state=complete`, 200]);
		expect(browser.cookieNames).toContain('bench_session');
		expect(browser.cookieNames).not.toContain('bench_oidc');
		expect(provider.refusals).toEqual([]);
		expect(await accountOf('ines@example.net')).toMatchObject({ role: 'admin', hasOidc: true });
		expect(await lastEntry()).toMatchObject({ who: 'ines@example.net', outcome: 'done' });
	});

	it('asks no second time who is signed in there', async () => {
		const browser = new CookieBrowser();
		await signIn(browser, 'ines');
		const { way } = await browser.open(`${served.url}/login/oidc?to=%2Fruns`);
		expect(way.at(-1)).toBe(`${served.url}/runs`);
		expect(way.some((address) => address.includes('/interaction/'))).toBe(false);
	});

	it.each([
		['of the UserInfo endpoint', []],
		['of the ID token', ['email', 'email_verified', 'groups']],
		['of the ID token with groups of the UserInfo endpoint', ['email', 'email_verified']],
		['of the UserInfo endpoint with groups of the ID token', ['groups']]
	])('makes an account by the claims %s', async (where, claimsInIdToken) => {
		setUp({ claimsInIdToken });
		const name = `jo-${where.replaceAll(/\W+/gu, '-').toLowerCase()}`;
		await expectIn(person(name, `${name}@example.com`, { groups: ['staff', 'buyers'] }));
		expect(await accountOf(`${name}@example.com`)).toMatchObject({ role: 'procurement' });
		await expectIn(person(`${name}-2`, `${name}-2@example.com`, { groups: ['staff'] }));
		expect(await accountOf(`${name}-2@example.com`)).toMatchObject({ role: 'viewer' });
	});

	it('makes none for a domain that is not on the list, and none for an address that is not verified', async () => {
		for (const [login, email, claims, shown, why] of [
			['lee', 'lee@example.org', {}, 'There is no account of your e-mail address', 'no account'],
			['kim', 'kim@example.com', { email_verified: false }, 'does not vouch', 'vouch']
		] as const) {
			const browser = new CookieBrowser();
			const page = await signIn(browser, person(login, email, claims));
			await expectOut(browser, page, shown, why);
			expect(page.status).toBe(403);
			expect(await accountOf(email)).toBeUndefined();
		}
	});

	it.each(['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'])(
		'takes an ID token and a UserInfo answer signed by %s',
		async (algorithm) => {
			setUp({
				client: {
					id_token_signed_response_alg: algorithm,
					userinfo_signed_response_alg: algorithm
				}
			});
			await expectIn();
			expect(provider.userInfoTypes).toEqual(['application/jwt']);
		}
	);

	it.each([
		[
			'signed by the shared secret',
			{ id_token_signed_response_alg: 'HS256' },
			'unsupported JWS algorithm'
		],
		[
			'encrypted',
			{
				id_token_encrypted_response_alg: 'RSA-OAEP-256',
				jwks: { keys: [publicPart(newSigningKey())] }
			},
			'JWE decryption is not configured'
		]
	])('takes no ID token that is %s', async (_, client, why) => {
		setUp({ client });
		const browser = new CookieBrowser();
		await expectOut(browser, await signIn(browser, 'ines'), doesNotHold, why);
	});

	it('redeems no code for another browser than the one that asked for it', async () => {
		const [victim, attacker] = [new CookieBrowser(), new CookieBrowser()];
		const callback = await signIn(attacker, 'ines', { untilCallback: true });
		const own = await signIn(victim, 'ines', { untilCallback: true });
		const mixed = new URL(callback.url);
		mixed.searchParams.set('state', own.url.searchParams.get('state') ?? '');
		await expectOut(victim, await victim.open(mixed), doesNotHold, 'invalid_grant');
		expect(provider.refusals.join()).toContain('code_verifier');
		// Nor a second time.
		const once = new CookieBrowser();
		const { url } = await signIn(once, 'ines', { untilCallback: true });
		expect((await once.open(url)).status).toBe(200);
		expect((await new CookieBrowser().open(url)).status).toBe(403);
	});
});

describe('what a provider changes', () => {
	// A site of its own: what it has read of the provider is as old as its clock says.
	let site: Served;
	let nowS = 0;
	const goOn = (seconds: number): void => {
		nowS += seconds;
		setClock(nowS, 'later-site');
	};
	const change = (to: Change): void => {
		// Long enough for a clock that goes on by itself.
		setUp({ idTokenLifeS: 3 * 86_400, ...to }, site);
	};
	const outFor = async (shown: string, why: string | RegExp): Promise<void> => {
		const browser = new CookieBrowser();
		await expectOut(browser, await signIn(browser, 'ines', { site }), shown, why, site);
	};
	beforeAll(async () => {
		site = await serve('later-site');
	}, 60_000);
	afterAll(() => stop(site));
	beforeEach(() => {
		change({});
	});

	it('its keys are asked for anew where an ID token names one that is not known', async () => {
		await expectIn('ines', site);
		change({ keys: [newSigningKey()] });
		goOn(61);
		await expectIn('ines', site);
	});

	it('its keys are asked for once a minute at most, so that nobody can make the site ask without end', async () => {
		change({ keys: [newSigningKey()] });
		goOn(301);
		await expectIn('ines', site);
		change({ keys: [newSigningKey()] });
		const before = provider.keyRequests;
		for (let i = 0; i < 3; i += 1) await outFor(doesNotHold, 'no applicable keys');
		expect(provider.keyRequests).toBe(before);
		goOn(61);
		await expectIn('ines', site);
		expect(provider.keyRequests).toBe(before + 1);
	});

	it('nobody is kept out meanwhile where it shows the old key and the new one together', async () => {
		const [old, next] = [newSigningKey(), newSigningKey()];
		goOn(301);
		for (const [keys, seconds] of [
			[[old], 0],
			[[old, next], 301],
			[[next, old], 0],
			[[next], 301]
		] as const) {
			change({ keys });
			await expectIn('ines', site);
			goOn(seconds);
			await expectIn('ines', site);
		}
	});

	it('the signature of a key that it no longer shows is refused after five minutes', async () => {
		const [old, next] = [newSigningKey(), newSigningKey()];
		change({ keys: [old] });
		goOn(301);
		await expectIn('ines', site);
		change({ keys: [old], shownKeys: [next] });
		goOn(301);
		await outFor(doesNotHold, 'no applicable keys');
		goOn(61);
		await outFor(doesNotHold, 'no applicable keys');
		change({ keys: [next] });
		await expectIn('ines', site);
	});

	it('its keys are found too after a clock that was a day ahead has been put right', async () => {
		goOn(86_400);
		change({ keys: [newSigningKey()] });
		await expectIn('ines', site);
		goOn(-86_400);
		change({ keys: [newSigningKey()] });
		await expectIn('ines', site);
	});

	it('how the site proves itself is read anew after an hour, and it does so in the form where HTTP Basic is not offered', async () => {
		const postAlone = {
			clientAuthMethods: ['client_secret_post'],
			client: { token_endpoint_auth_method: 'client_secret_post' }
		};
		change(postAlone);
		goOn(3_601);
		await expectIn('ines', site);
		change({ ...postAlone, client: { ...postAlone.client, client_secret: otherSecret } });
		await outFor('The provider does not accept this site', 'invalid_client');
	});
});

describe('clocks that differ', () => {
	it.each([
		['five minutes ahead, for an ID token of an hour', 300, 3_600],
		['five minutes behind, for an ID token of an hour', -300, 3_600],
		['five minutes behind, for an ID token of a minute', -300, 60],
		['20 s more ahead than an ID token lasts', 80, 60]
	])('let somebody in where the site is %s', async (_, offsetS, idTokenLifeS) => {
		setUp({ idTokenLifeS });
		setClock(offsetS);
		await expectIn();
	});

	it('keep everybody out where the site is so far ahead that ID tokens have expired, and the log says so', async () => {
		setUp({ idTokenLifeS: 60 });
		setClock(300);
		const browser = new CookieBrowser();
		const page = await signIn(browser, 'ines');
		await expectOut(browser, page, doesNotHold, /"exp".*clock/u);
	});
});

describe('what a certified provider refuses', () => {
	it.each([
		['at the form for signing in', 0],
		['at the form for consent', 1]
	])('because somebody declines %s is shown as that', async (_, forms) => {
		const browser = new CookieBrowser();
		let page = await browser.open(`${served.url}/login/oidc`);
		for (let i = 0; i < forms; i += 1) {
			page = await browser.submit(page, { login: 'ines', password: 'any' });
		}
		page = await browser.follow(page, 'Cancel');
		await expectOut(browser, page, 'has not signed you in (access_denied)', 'access_denied');
		expect(page.status).toBe(403);
		expect(messageOf(page)).toContain('Either you have declined there');
		expect(page.text).not.toContain('aborted interaction');
		expect(browser.cookieNames).not.toContain('bench_oidc');
	});

	it('because the secret is another is shown as a fault of this site', async () => {
		setUp({ client: { client_secret: otherSecret } });
		const browser = new CookieBrowser();
		const page = await signIn(browser, 'ines');
		await expectOut(browser, page, 'The provider does not accept this site', 'invalid_client');
		expect(page.text).toContain('BENCH_OIDC_CLIENT_SECRET');
		expect(page.text).not.toContain(provider.clientSecret);
		expect(await lastEntry()).toMatchObject({ outcome: 'failed' });
	});

	it('because the redirect URI is not registered stays at the provider', async () => {
		setUp({ redirectUri: 'https://bench.example.com/login/oidc/callback' });
		const browser = new CookieBrowser();
		const page = await browser.open(`${served.url}/login/oidc`);
		expect([page.url.origin, page.status]).toEqual([provider.issuer, 400]);
		expect(page.text).toContain('invalid_redirect_uri');
		expect(await isIn(browser)).toBe(false);
	});

	it('because it knows no such site stays there too', async () => {
		setUp({ client: { client_id: 'another-site' } });
		const page = await new CookieBrowser().open(`${served.url}/login/oidc`);
		expect([page.url.origin, page.status]).toEqual([provider.issuer, 400]);
		expect(page.text).toContain('invalid_client');
	});
});

describe('signing out at a certified provider', () => {
	const registered = { post_logout_redirect_uris: [] as string[] };
	beforeEach(() => {
		registered.post_logout_redirect_uris = [`${served.url}/login`];
		setUp({ client: registered });
	});

	/** Signs out here and goes where that leads. */
	const signOut = async (browser: CookieBrowser): Promise<ShownPage> => {
		const offered = await browser.open(`${served.url}/logout`);
		const page = await browser.submit({ ...offered, text: mainOf(offered) }, {});
		expect(messageOf(page)).toContain('You are signed out here.');
		expect(await isIn(browser)).toBe(false);
		return browser.goOn(page);
	};

	it('ends the session there too, and comes back to the form for signing in here', async () => {
		const browser = new CookieBrowser();
		await signIn(browser, 'ines');
		const asked = await signOut(browser);
		expect(asked.text).toContain('Do you want to sign-out');
		const back = await browser.submit(asked, {}, { button: 'Yes, sign me out' });
		expect([back.url.href, back.status]).toEqual([`${served.url}/login`, 200]);
		expect(provider.refusals).toEqual([]);
		const again = await browser.open(`${served.url}/login/oidc`);
		expect(again.text).toContain('Enter any login');
	});

	it('comes back too for who stays signed in there', async () => {
		const browser = new CookieBrowser();
		await signIn(browser, 'ines');
		const back = await browser.submit(
			await signOut(browser),
			{},
			{
				button: 'No, stay signed in'
			}
		);
		expect([back.url.href, back.status]).toEqual([`${served.url}/login`, 200]);
		expect(await isIn(browser)).toBe(false);
	});

	it('needs no ID token where that is too long for an address', async () => {
		const groups = Array.from({ length: 400 }, (_, i) => `group-${String(i)}`);
		person('ines', 'ines@example.net', { groups });
		setUp({ client: registered, claimsInIdToken: ['email', 'email_verified', 'groups'] });
		const browser = new CookieBrowser();
		await signIn(browser, 'ines');
		const asked = await signOut(browser);
		expect(asked.url.searchParams.has('id_token_hint')).toBe(false);
		const back = await browser.submit(asked, {}, { button: 'Yes, sign me out' });
		expect(back.url.href).toBe(`${served.url}/login`);
	});

	it('takes an ID token that has expired since', async () => {
		setUp({ client: registered, idTokenLifeS: 1 });
		const browser = new CookieBrowser();
		await signIn(browser, 'ines');
		await setTimeout(1_100);
		const back = await browser.submit(await signOut(browser), {}, { button: 'Yes, sign me out' });
		expect(back.url.href).toBe(`${served.url}/login`);
	});

	it('stays at the provider where its keys have changed since or the address to come back to is not registered', async () => {
		const otherSite = { post_logout_redirect_uris: ['https://bench.example.com/login'] };
		for (const [change, why] of [
			[{ client: registered, keys: [newSigningKey()] }, 'could not validate id_token_hint'],
			[{ client: otherSite }, 'post_logout_redirect_uri not registered']
		] as const) {
			setUp({ client: registered });
			const browser = new CookieBrowser();
			await signIn(browser, 'ines');
			setUp(change);
			const page = await signOut(browser);
			expect([page.url.origin, page.status]).toEqual([provider.issuer, 400]);
			expect(page.text).toContain(why);
		}
	});
});
