/** Signing in by an identity provider, over real HTTP: the built site, a provider on loopback, and a browser's cookies. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { findAccount } from '#db/accounts.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { askSite } from './support/filled-site.ts';
import { startOidcProvider, type IdToken, type OidcProvider } from './support/oidc-provider.ts';
import { serveSite, type Served } from './support/served-site.ts';

const workplace = createWorkplace();
let provider: OidcProvider;
let served: Served;

const bench = async (...args: string[]): Promise<string> => {
	const { code, stdout, stderr } = await runBench(args, { workplace });
	if (code !== 0) throw new Error(stderr);
	return stdout;
};

const environment = (): Record<string, string> => ({
	BENCH_OIDC_ISSUER: provider.issuer,
	BENCH_OIDC_CLIENT_ID: provider.clientId,
	BENCH_OIDC_CLIENT_SECRET: provider.clientSecret,
	BENCH_OIDC_NAME: 'Our Company',
	BENCH_OIDC_DOMAINS: 'example.com, Example.org',
	BENCH_OIDC_ROLE: 'analyst',
	BENCH_OIDC_ROLE_CLAIM: 'groups',
	BENCH_OIDC_ROLES: 'CN=Buyers,OU=IT=procurement; readers=viewer'
});

beforeAll(async () => {
	await buildSite({ force: false, note: () => undefined });
	provider = await startOidcProvider();
	await bench('account', 'add', 'ines@example.net', '--role', 'admin');
	served = await serveSite([], { workplace, env: environment() });
}, 300_000);
afterAll(async () => {
	served.bench.child.kill('SIGINT');
	await served.bench.ended;
	await provider[Symbol.asyncDispose]();
	workplace[Symbol.dispose]();
});
beforeEach(() => {
	provider.spoil = null;
	provider.spoilText = null;
	provider.spoilCallback = null;
	provider.userInfo = {};
	provider.refusals = [];
});

/** Each browser sits at a machine of its own: failures are held against addresses. */
let machines = 0;

/** A browser, as far as this goes: it keeps the cookies that it is given and sends them back. */
class Browser {
	readonly cookies = new Map<string, string>();
	readonly #site: string;
	readonly #address: string;

	constructor(site = served.url, address = `127.1.0.${String(++machines)}`) {
		this.#site = site;
		this.#address = address;
	}

	/** As `fetch` does, from the address of this browser and with its cookies. `body`: of a form. */
	async #ask(path: string, body?: string): Promise<Response> {
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const { status, headers, text } = await askSite(this.#site, path, {
			headers: {
				...{ accept: 'text/html', cookie },
				...(body === undefined
					? {}
					: { origin: this.#site, 'content-type': 'application/x-www-form-urlencoded' })
			},
			localAddress: this.#address,
			...(body === undefined ? {} : { method: 'POST', body })
		});
		for (const line of headers['set-cookie'] ?? []) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
			if (/max-age=0|expires=Thu, 01 Jan 1970/iu.test(line)) this.cookies.delete(name);
			else this.cookies.set(name, value);
		}
		const pairs = Object.entries(headers).flatMap(([name, value]) =>
			[value ?? []].flat().map((each): [string, string] => [name, each])
		);
		return new Response(text, { status, headers: pairs });
	}

	get(address: string): Promise<Response> {
		const { origin, pathname, search, href } = new URL(address, this.#site);
		return origin === new URL(this.#site).origin
			? this.#ask(pathname + search)
			: fetch(href, { redirect: 'manual', headers: { accept: 'text/html' } });
	}

	post(path: string, fields: Record<string, string> = {}): Promise<Response> {
		return this.#ask(path, new URLSearchParams(fields).toString());
	}

	/** Goes to the provider and comes as far as the address to which it is sent back. */
	async toCallback(to = '/'): Promise<string> {
		const away = await this.get(`/login/oidc?to=${encodeURIComponent(to)}`);
		expect(away.status).toBe(303);
		const back = await this.get(away.headers.get('location') ?? '');
		return back.headers.get('location') ?? '';
	}

	async signIn(to = '/'): Promise<Response> {
		return this.get(await this.toCallback(to));
	}

	/** The status of a page for people who are signed in. */
	async status(path = '/runs'): Promise<number> {
		return (await this.get(path)).status;
	}
}

const ines = { sub: 'ines-17', email: 'Ines@example.net', email_verified: true };

interface Entry {
	who: string;
	action: string;
	outcome: string;
	address: string | null;
}
const lastEntry = async (): Promise<Entry | undefined> =>
	(JSON.parse(await bench('account', 'audit', '--limit', '1', '--json')) as Entry[])[0];

const countLines = async (): Promise<number> =>
	(JSON.parse(await bench('account', 'audit', '--limit', '5000', '--json')) as Entry[]).length;

interface Listed {
	name: string;
	role: string;
	hasOidc: boolean;
	lastSignedInAtUtc: string | null;
}
const accountOf = async (name: string): Promise<Listed | undefined> =>
	(JSON.parse(await bench('account', 'list', '--json')) as Listed[]).find(
		(each) => each.name === name
	);

const refused = async (browser: Browser, answer: Response, why: string): Promise<void> => {
	const page = await answer.text();
	expect(page).toContain(why);
	expect(page).not.toMatch(/\bat .*:\d+:\d+/u);
	expect(answer.status).toBe(403);
	expect([...browser.cookies.keys()]).toEqual([]);
	expect(await browser.status()).toBe(303);
};

describe('signing in by a provider', () => {
	it('is offered by its name, and lets the owner of an account in where they wanted to go', async () => {
		provider.person = ines;
		const browser = new Browser();
		const page = await (await browser.get('/login?to=%2Fruns')).text();
		expect(page).toContain('Sign in with Our Company');
		expect(page).toContain('/login/oidc?to=%2Fruns');
		const answer = await browser.signIn('/runs?state=complete');
		expect([answer.status, answer.headers.get('location')]).toEqual([303, '/runs?state=complete']);
		expect([...browser.cookies.keys()]).toEqual(['bench_session']);
		expect(await browser.status('/audit')).toBe(200);
		expect(await lastEntry()).toMatchObject({
			who: 'ines@example.net',
			action: 'GET /login/oidc/callback',
			outcome: 'done'
		});
		const account = await accountOf('ines@example.net');
		expect(account).toMatchObject({ role: 'admin', hasOidc: true });
		expect(account?.lastSignedInAtUtc).toMatch(/^2\d{3}-/u);
		expect(await (await browser.get('/account')).text()).toContain('You sign in with Our Company');
	});

	it('sends state, nonce and a challenge of its own each time, and keeps them in a cookie that no script reads', async () => {
		const asked: URLSearchParams[] = [];
		for (let i = 0; i < 2; i += 1) {
			const away = await new Browser().get('/login/oidc');
			const cookie = away.headers.get('set-cookie') ?? '';
			expect(cookie).toMatch(/^bench_oidc=/u);
			for (const word of ['HttpOnly', 'SameSite=Lax', 'Max-Age=600', 'Path=/']) {
				expect(cookie).toContain(word);
			}
			const location = new URL(away.headers.get('location') ?? '');
			expect(location.origin).toBe(provider.issuer);
			expect(location.href).not.toContain(encodeURIComponent(provider.clientSecret));
			asked.push(location.searchParams);
		}
		for (const name of ['state', 'nonce', 'code_challenge']) {
			const values = asked.map((query) => query.get(name));
			expect(new Set(values).size, name).toBe(2);
			for (const value of values) expect(value?.length, name).toBeGreaterThanOrEqual(43);
		}
		expect(asked[0]?.get('code_challenge_method')).toBe('S256');
		expect(asked[0]?.get('redirect_uri')).toBe(`${served.url}/login/oidc/callback`);
	});

	it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
		'never leads to %s afterwards',
		async (to) => {
			provider.person = ines;
			const answer = await new Browser().signIn(to);
			expect(answer.headers.get('location')).toBe('/');
		}
	);

	it('makes an account for a domain on the list, with the role of its groups, and never for another', async () => {
		const browser = new Browser();
		provider.person = { sub: 'jo-1', email: 'jo@example.com', email_verified: true };
		expect((await browser.signIn()).status).toBe(303);
		expect(await accountOf('jo@example.com')).toMatchObject({ role: 'analyst' });
		provider.person = {
			sub: 'kim-1',
			email: 'kim@example.org',
			email_verified: true,
			groups: ['readers', 'CN=Buyers,OU=IT', 'admins']
		};
		expect((await new Browser().signIn()).status).toBe(303);
		expect(await accountOf('kim@example.org')).toMatchObject({ role: 'procurement' });
		for (const email of [
			'lee@sub.example.com',
			'lee@example.com.evil.example',
			'lee@badexample.com'
		]) {
			const other = new Browser();
			provider.person = { sub: `of ${email}`, email, email_verified: true };
			await refused(
				other,
				await other.signIn(),
				'There is no account of your e-mail address here.'
			);
			expect(await accountOf(email)).toBeUndefined();
			expect(await lastEntry()).toMatchObject({ who: email, outcome: 'refused' });
		}
	});

	it.each([
		['that is not verified', { email: 'ines@example.net', email_verified: false }, 'vouch'],
		['of which nothing is said', { email: 'ines@example.net' }, 'vouch'],
		['verified by a word', { email: 'ines@example.net', email_verified: 'true' }, 'vouch'],
		['that is absent', { email_verified: true }, 'did not say your e-mail address'],
		[
			'of letters that look alike',
			{ email: 'ınes@example.net', email_verified: true },
			'cannot be the name'
		],
		[
			'of letters that become others',
			{ email: 'ines@ｅxample.net', email_verified: true },
			'cannot be the name'
		]
	])('refuses an address %s', async (_, claims, why) => {
		const browser = new Browser();
		provider.person = { sub: 'ines-17', ...claims };
		await refused(browser, await browser.signIn(), why);
		expect(await lastEntry()).toMatchObject({ who: 'somebody of Our Company', outcome: 'refused' });
	});

	it('asks for the address where the ID token does not hold it', async () => {
		provider.person = { sub: 'ines-17' };
		provider.userInfo = { email: 'ines@example.net', email_verified: true };
		expect((await new Browser().signIn()).status).toBe(303);
		provider.userInfo = { sub: 'somebody-else', email: 'ines@example.net', email_verified: true };
		const browser = new Browser();
		await refused(browser, await browser.signIn(), 'does not hold');
	});

	it('keeps an account for the person who signed in first, whatever address others have or they get', async () => {
		provider.person = { sub: 'mo-1', email: 'mo@example.com', email_verified: true };
		expect((await new Browser().signIn()).status).toBe(303);
		provider.person = { sub: 'mo-2', email: 'mo@example.com', email_verified: true };
		const other = new Browser();
		await refused(other, await other.signIn(), 'belongs to another person');
		provider.person = { sub: 'mo-1', email: 'mo.married@example.com', email_verified: true };
		const same = new Browser();
		expect((await same.signIn()).status).toBe(303);
		expect(await (await same.get('/account')).text()).toContain('mo@example.com');
		expect(await accountOf('mo.married@example.com')).toBeUndefined();
		await bench('account', 'reset', 'mo@example.com');
		expect(await same.status()).toBe(303);
		provider.person = { sub: 'mo-2', email: 'mo@example.com', email_verified: true };
		expect((await new Browser().signIn()).status).toBe(303);
	});

	it('keeps out whose account is disabled or removed, and ends what was open', async () => {
		provider.person = { sub: 'nu-1', email: 'nu@example.com', email_verified: true };
		const browser = new Browser();
		expect((await browser.signIn()).status).toBe(303);
		await bench('account', 'disable', 'nu@example.com');
		expect(await browser.status()).toBe(303);
		const second = new Browser();
		await refused(second, await second.signIn(), 'Your account is disabled.');
		await bench('account', 'enable', 'nu@example.com');
		expect((await second.signIn()).status).toBe(303);
		await bench('account', 'remove', 'nu@example.com');
		const third = new Browser();
		await refused(third, await third.signIn(), 'Your account has been removed.');
	});
});

const spoilt =
	(change: Partial<IdToken>) =>
	(token: IdToken): IdToken => ({ ...token, ...change });
const claims =
	(change: Record<string, unknown>) =>
	(token: IdToken): IdToken => ({ ...token, claims: { ...token.claims, ...change } });
const nowS = (): number => Math.floor(Date.now() / 1_000);

describe('an answer of the provider that does not hold is refused', () => {
	it.each<[string, string, () => (token: IdToken) => IdToken]>([
		['a nonce of another sign-in', '"nonce"', () => claims({ nonce: 'x'.repeat(43) })],
		['no nonce', '"nonce"', () => claims({ nonce: undefined })],
		['another audience', '"aud"', () => claims({ aud: 'another-site' })],
		['no audience', '"aud"', () => claims({ aud: undefined })],
		[
			'several audiences, for another party',
			'"azp"',
			() => claims({ aud: ['breakeven', 'b'], azp: 'b' })
		],
		['a token that has expired', '"exp"', () => claims({ exp: nowS() - 60, iat: nowS() - 360 })],
		['a token without an end', '"exp"', () => claims({ exp: undefined })],
		['another issuer', '"iss"', () => claims({ iss: 'https://evil.example' })],
		['no subject', '"sub"', () => claims({ sub: undefined })],
		['no signature', 'alg', () => spoilt({ header: { alg: 'none', typ: 'JWT' }, key: null })],
		['no signature, though a kind of it is named', 'signature', () => spoilt({ key: null })],
		['the signature of another key', 'signature', () => spoilt({ key: provider.foreignKey })],
		[
			'a key that is not published',
			'key',
			() => spoilt({ header: { alg: 'RS256', kid: 'other' } })
		],
		[
			'a signature by the secret that both share',
			'alg',
			() => spoilt({ header: { alg: 'HS256', typ: 'JWT' }, key: provider.clientSecret })
		]
	])('%s', async (_, why, spoil) => {
		provider.person = ines;
		provider.spoil = spoil();
		const browser = new Browser();
		await refused(browser, await browser.signIn(), 'What the provider answered does not hold');
		const entry = await lastEntry();
		expect(entry).toMatchObject({ who: 'somebody of Our Company', outcome: 'refused' });
		expect(entry?.action).toMatch(/^GET \/login\/oidc\/callback: ./u);
		// Refused for what is wrong with it, and not for something else.
		expect(entry?.action).toContain(why);
	});

	it('claims that were changed after they were signed', async () => {
		provider.person = { sub: 'jo-1', email: 'jo@example.com', email_verified: true };
		provider.spoilText = (token) => {
			const [header = '', body = '', signature = ''] = token.split('.');
			const text = Buffer.from(body, 'base64url').toString().replace('jo@', 'ines@');
			return [header, Buffer.from(text).toString('base64url'), signature].join('.');
		};
		const browser = new Browser();
		await refused(browser, await browser.signIn(), 'What the provider answered does not hold');
		expect((await lastEntry())?.action).toContain('signature');
	});

	it('a code that was redeemed before, in the same browser and in another', async () => {
		provider.person = ines;
		const browser = new Browser();
		const callback = await browser.toCallback();
		const kept = new Map(browser.cookies);
		expect((await browser.get(callback)).status).toBe(303);
		await browser.get('/login');
		browser.cookies.clear();
		await refused(browser, await browser.get(callback), 'was not begun in this browser');
		// Whoever had copied the cookie of the sign-in too.
		const thief = new Browser();
		for (const [name, value] of kept) thief.cookies.set(name, value);
		await refused(thief, await thief.get(callback), 'does not hold');
		expect(provider.refusals).toEqual(['unknown or used code']);
	});

	it('a code of another browser, with its state and without', async () => {
		provider.person = ines;
		const [victim, attacker] = [new Browser(), new Browser()];
		const callback = await attacker.toCallback();
		await refused(victim, await victim.get(callback), 'was not begun in this browser');
		await victim.toCallback();
		await refused(victim, await victim.get(callback), 'does not hold');
		const own = new URL(await victim.toCallback());
		const mixed = new URL(callback);
		mixed.searchParams.set('state', own.searchParams.get('state') ?? '');
		const before = provider.redeemed.length;
		await refused(victim, await victim.get(mixed.href), 'does not hold');
		expect(provider.refusals).toEqual(['wrong verifier']);
		expect(provider.redeemed).toHaveLength(before);
	});

	it('an answer in the name of another issuer, or of none', async () => {
		provider.person = ines;
		for (const spoil of [
			(callback: URL): void => {
				callback.searchParams.set('iss', 'https://evil.example');
			},
			(callback: URL): void => {
				callback.searchParams.delete('iss');
			}
		]) {
			provider.spoilCallback = spoil;
			const browser = new Browser();
			const before = provider.redeemed.length;
			await refused(browser, await browser.signIn(), 'does not hold');
			expect(provider.redeemed).toHaveLength(before);
		}
	});

	it('a refusal of the provider is told by its word alone', async () => {
		for (const [word, shown] of [
			['access_denied', 'has not signed you in (access_denied)'],
			['<b>anything</b> ', 'has not signed you in (no reason given)']
		] as const) {
			provider.spoilCallback = (callback) => {
				callback.searchParams.delete('code');
				callback.searchParams.set('error', word);
				callback.searchParams.set('error_description', 'a long text of anybody');
			};
			const browser = new Browser();
			const answer = await browser.signIn();
			expect(await answer.clone().text()).not.toContain('a long text of anybody');
			await refused(browser, answer, shown);
		}
	});

	it('a cookie that somebody has made up or changed, before the provider is asked anything', async () => {
		const browser = new Browser();
		const callback = await browser.toCallback();
		const [text = '', code = ''] = (browser.cookies.get('bench_oidc') ?? '').split('.');
		const state = 's'.repeat(43);
		const flow = {
			...{ state, nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) },
			...{ beganAtMs: Date.now(), to: '/' }
		};
		const madeUp = Buffer.from(JSON.stringify(flow)).toString('base64url');
		const lines = await countLines();
		const before = provider.requests;
		for (const [value, address] of [
			['', callback],
			['x', callback],
			[Buffer.from('{"state":"x"}').toString('base64url'), callback],
			[text, callback],
			[`${text}.`, callback],
			[`${text}.${code.slice(0, -2)}`, callback],
			[`${madeUp}.${code}`, `/login/oidc/callback?code=x&state=${state}`],
			[`${madeUp}.${madeUp}`, `/login/oidc/callback?code=x&state=${state}`]
		] as const) {
			browser.cookies.set('bench_oidc', value);
			const answer = await browser.get(address);
			expect(answer.status).toBe(403);
			expect(await answer.text()).toContain('was not begun in this browser');
		}
		expect(provider.requests).toBe(before);
		expect(await countLines()).toBe(lines);
	});

	it('a state that is none of this browser, before the provider is asked anything', async () => {
		const browser = new Browser();
		for (const state of ['', 'x', 's'.repeat(43)]) {
			await browser.toCallback();
			const before = provider.requests;
			await refused(
				browser,
				await browser.get(`/login/oidc/callback?code=x&state=${state}`),
				'does not hold'
			);
			expect(provider.requests).toBe(before);
			expect((await lastEntry())?.action).toBe('GET /login/oidc/callback: unexpected "state"');
		}
	});

	it('and the audit log holds neither codes nor secrets', async () => {
		const log = await bench('account', 'audit', '--limit', '5000', '--json');
		expect(log).toContain('nonce');
		for (const code of provider.redeemed) expect(log).not.toContain(code);
		expect(log).not.toContain(provider.clientSecret);
		expect(log).not.toContain('code=');
	});
});

/** Where a page leads by itself, without a script; null where it stays. */
const ledTo = (page: string): string | null => {
	const [, found] = /<meta http-equiv="refresh" content="0; url=([^"]+)"/u.exec(page) ?? [];
	return found?.replaceAll('&amp;', '&') ?? null;
};

describe('signing out', () => {
	const end = async (site: Served): Promise<string> => {
		site.bench.child.kill('SIGINT');
		return (await site.bench.ended).stderr;
	};

	it('ends the session here first, and leads to the provider with the token that it has sent', async () => {
		provider.person = ines;
		const browser = new Browser();
		await browser.signIn();
		const cookies = new Map(browser.cookies);
		const answer = await browser.post('/logout');
		expect(answer.status).toBe(200);
		expect(answer.headers.get('cache-control')).toContain('no-store');
		expect([...browser.cookies.keys()]).toEqual([]);
		const page = await answer.text();
		expect(page).toContain('You are signed out here.');
		expect(page).not.toContain('ines@example.net</a>');
		const there = ledTo(page) ?? '';
		expect(page.split(there.replaceAll('&', '&amp;')).length).toBeGreaterThan(2);
		for (const [name, value] of cookies) browser.cookies.set(name, value);
		expect(await browser.status()).toBe(303);
		expect(await lastEntry()).toMatchObject({
			who: 'ines@example.net',
			action: 'POST /logout',
			outcome: 'done'
		});
		expect(new URL(there).origin).toBe(provider.issuer);
		const back = await browser.get(there);
		expect([back.status, back.headers.get('location')]).toEqual([302, `${served.url}/login`]);
		const query = provider.signedOut.at(-1);
		expect([...(query?.keys() ?? [])].sort()).toEqual([
			'client_id',
			'id_token_hint',
			'post_logout_redirect_uri'
		]);
		expect(query?.get('id_token_hint')?.split('.')).toHaveLength(3);
	});

	it('keeps the token where neither the database nor the cookie alone tells it, and no longer than the session', async () => {
		provider.person = { sub: 'su-1', email: 'su@example.com', email_verified: true };
		const browser = new Browser();
		await browser.signIn();
		const database = await openDatabase(workplace.databaseUrl);
		const accountId = (await findAccount(database, 'su@example.com')).id;
		const kept = async (): Promise<unknown[]> =>
			(
				await database.readSql(
					`SELECT provider_session AS kept FROM sessions WHERE account_id = '${accountId}'`
				)
			).map((row) => row['kept']);
		const [sealed] = await kept();
		const bytes = Buffer.from(sealed as ArrayBuffer).toString('latin1');
		expect(bytes.length).toBeGreaterThan(500);
		expect(bytes).not.toMatch(/eyJhbGciOiJSUzI1NiI|su@example|issuer/u);
		// By an admin, without the browser: nothing is left that could sign out there.
		await bench('account', 'disable', 'su@example.com');
		expect(await kept()).toEqual([]);
		await bench('account', 'enable', 'su@example.com');
		await database.close();
		const answer = await browser.post('/logout');
		expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login']);
		const file = readFileSync(workplace.file('bench.db'), 'latin1');
		// How every ID token of this provider begins.
		expect(file).not.toContain('eyJhbGciOiJSUzI1NiI');
	});

	it('says for whom where the token is too long to be sent back in an address', async () => {
		provider.person = { ...ines, groups: Array.from({ length: 400 }, (_, i) => `group-${i}`) };
		const browser = new Browser();
		expect((await browser.signIn()).status).toBe(303);
		const there = ledTo(await (await browser.post('/logout')).text()) ?? '';
		expect(there.length).toBeLessThan(500);
		expect((await browser.get(there)).status).toBe(302);
		expect(provider.signedOut.at(-1)?.get('logout_hint')).toBe('ines@example.net');
		expect(provider.signedOut.at(-1)?.has('id_token_hint')).toBe(false);
	});

	it('stays here for who came in with a password, and leads there who has come by both', async () => {
		const link = JSON.parse(
			await bench('account', 'add', 'pat@example.net', '--role', 'viewer', '--json')
		) as { link: string };
		const password = 'pat lantern gravel otter';
		const invited = new Browser();
		await invited.post(new URL(link.link).pathname, { password, again: password });
		expect(await invited.status()).toBe(200);
		const plain = await invited.post('/logout');
		expect([plain.status, plain.headers.get('location')]).toEqual([303, '/login']);
		provider.person = { sub: 'pat-1', email: 'pat@example.net', email_verified: true };
		const browser = new Browser();
		await browser.signIn();
		const next = 'another lantern gravel otter';
		const set = await browser.post('/account?/password', {
			...{ now: password, password: next, again: next }
		});
		expect(await set.text()).toContain('The new password holds.');
		expect(await browser.status()).toBe(200);
		expect(ledTo(await (await browser.post('/logout')).text())).toContain(
			`${provider.issuer}/end?`
		);
	});

	it('stays here where the provider says no address for it, or none that a browser may be sent to', async () => {
		for (const signOutAt of [null, 'no-web'] as const) {
			await using own = await startOidcProvider(0, { signOutAt });
			own.person = { sub: 'vi-1', email: 'vi@example.com', email_verified: true };
			using place = createWorkplace();
			const site = await serveSite([], {
				workplace: place,
				env: { ...environment(), BENCH_OIDC_ISSUER: own.issuer }
			});
			const browser = new Browser(site.url);
			expect((await browser.signIn()).status).toBe(303);
			const answer = await browser.post('/logout');
			const page = await answer.text();
			expect(ledTo(page)).toBeNull();
			if (signOutAt === null) expect(answer.headers.get('location')).toBe('/login');
			else expect(page).toContain('you may still be signed in there');
			expect(await browser.status()).toBe(303);
			await end(site);
		}
	});

	it('ends the session here though the provider is away, and says that one may still be signed in there', async () => {
		const own = await startOidcProvider();
		own.person = { sub: 'wu-1', email: 'wu@example.com', email_verified: true };
		using place = createWorkplace();
		const env = { ...environment(), BENCH_OIDC_ISSUER: own.issuer };
		const first = await serveSite([], { workplace: place, env });
		const browser = new Browser(first.url);
		expect((await browser.signIn()).status).toBe(303);
		await end(first);
		await own[Symbol.asyncDispose]();
		// Started anew, the site knows nothing of the provider yet.
		const second = await serveSite([], { workplace: place, env });
		const later = new Browser(second.url);
		for (const [name, value] of browser.cookies) later.cookies.set(name, value);
		expect(await later.status()).toBe(200);
		const page = await (await later.post('/logout')).text();
		expect(page).toContain(
			'Our Company cannot be asked just now: you may still be signed in there.'
		);
		expect(ledTo(page)).toBeNull();
		expect(await later.status()).toBe(303);
		await end(second);
	});

	it('is offered on a page of its own to who is signed in, and to nobody else', async () => {
		provider.person = ines;
		const browser = new Browser();
		expect((await browser.get('/logout')).headers.get('location')).toBe('/login');
		await browser.signIn();
		const page = await (await browser.get('/logout')).text();
		expect(page).toContain('You are signed in as ines@example.net.');
		expect(await browser.status()).toBe(200);
	});
});

describe('sign-ins that fail', () => {
	const linesOf = async (address: string): Promise<Entry[]> =>
		(JSON.parse(await bench('account', 'audit', '--limit', '5000', '--json')) as Entry[]).filter(
			(entry) => entry.address === address
		);

	it('make their address wait, cost the provider no request meanwhile, and add no line to the audit log', async () => {
		const address = '127.2.0.1';
		const browsers = Array.from({ length: 40 }, () => new Browser(served.url, address));
		const callbacks: string[] = [];
		for (const browser of browsers) {
			const callback = new URL(await browser.toCallback());
			callback.searchParams.set('code', 'made-up');
			callbacks.push(callback.href);
		}
		const answers = await Promise.all(
			browsers.map((browser, i) => browser.get(callbacks[i] ?? ''))
		);
		const statuses = answers.map(({ status }) => status);
		const looked = statuses.filter((status) => status === 403).length;
		expect(statuses.filter((status) => status === 429)).toHaveLength(40 - looked);
		// Twenty at once, and one more for each wait that has passed meanwhile.
		expect(looked).toBeGreaterThanOrEqual(20);
		expect(looked).toBeLessThan(25);
		expect(provider.refusals).toHaveLength(looked);
		expect(await linesOf(address)).toHaveLength(looked);
		const waiting = answers.find(({ status }) => status === 429);
		expect(await waiting?.text()).toMatch(
			/Too many sign-ins from your address have failed\..*Try again in \d+ (?:s|min)\./su
		);
		// A password is not tried from there either; elsewhere nobody waits.
		const logins = await Promise.all(
			Array.from({ length: 8 }, () =>
				new Browser(served.url, address).post('/login', { name: 'ines@example.net', password: 'x' })
			)
		);
		// One of them at most, where the first wait has passed meanwhile.
		const tried = logins.filter(({ status }) => status !== 429);
		expect(tried.length).toBeLessThanOrEqual(1);
		provider.person = ines;
		expect((await new Browser().signIn()).status).toBe(303);
	});

	it('are not counted where no sign-in was begun: a foreign page can send browsers to that address', async () => {
		const address = '127.2.0.2';
		for (let i = 0; i < 30; i += 1) {
			const answer = await new Browser(served.url, address).get('/login/oidc/callback?code=x');
			expect(answer.status).toBe(403);
		}
		provider.person = ines;
		expect((await new Browser(served.url, address).signIn()).status).toBe(303);
		expect(await linesOf(address)).toHaveLength(1);
	});

	it('because the provider is away are held against nobody, and stand in the log of the site alone', async () => {
		const own = await startOidcProvider();
		const { issuer } = own;
		const site = await serveSite([], {
			workplace,
			env: { ...environment(), BENCH_OIDC_ISSUER: issuer }
		});
		const address = '127.2.0.3';
		const browsers = Array.from({ length: 25 }, () => new Browser(site.url, address));
		const callbacks: string[] = [];
		for (const browser of browsers) callbacks.push(await browser.toCallback());
		await own[Symbol.asyncDispose]();
		const ids: string[] = [];
		for (const [i, browser] of browsers.entries()) {
			const answer = await browser.get(callbacks[i] ?? '');
			expect(answer.status).toBe(502);
			ids.push(/under the number ([\da-f-]{36})/u.exec(await answer.text())?.[1] ?? 'none');
		}
		expect(await linesOf(address)).toEqual([]);
		site.bench.child.kill('SIGINT');
		const { stderr } = await site.bench.ended;
		for (const id of ids) expect(stderr).toContain(id);
	});
});

describe('a site', () => {
	it('without a provider offers none, and has no such address', async () => {
		const plain = await serveSite([], { workplace });
		const login = await fetch(`${plain.url}/login`);
		expect(await login.text()).not.toContain('/login/oidc');
		for (const path of ['/login/oidc', '/login/oidc/callback?code=x&state=y']) {
			const answer = await fetch(plain.url + path, { redirect: 'manual' });
			expect(answer.status).toBe(404);
			expect(await answer.text()).toContain('not set up for signing in by a provider');
		}
		plain.bench.child.kill('SIGINT');
		await plain.bench.ended;
	});

	it('whose provider is away says so on a page, and asks it anew the next time', async () => {
		using place = createWorkplace();
		const away = await startOidcProvider();
		await away[Symbol.asyncDispose]();
		const site = await serveSite([], {
			workplace: place,
			env: { ...environment(), BENCH_OIDC_ISSUER: away.issuer }
		});
		const ask = (path: string): Promise<Response> => fetch(site.url + path, { redirect: 'manual' });
		// Where a provider is set up everybody is asked who they are, before there is an account too.
		expect((await ask('/runs')).status).toBe(303);
		const answer = await ask('/login/oidc');
		expect(answer.status).toBe(502);
		const page = await answer.text();
		expect(page).toContain('The provider cannot be asked just now.');
		expect(page).not.toContain('ECONNREFUSED');
		const [, id = ''] = /under the number ([\da-f-]{36})/u.exec(page) ?? [];
		await using back = await startOidcProvider(Number(new URL(away.issuer).port));
		expect(back.issuer).toBe(away.issuer);
		expect((await ask('/login/oidc')).status).toBe(303);
		site.bench.child.kill('SIGINT');
		expect((await site.bench.ended).stderr).toContain(id);
	});

	it.each<[string, Record<string, string | undefined>, string]>([
		['an issuer by HTTP', { BENCH_OIDC_ISSUER: 'http://login.example.com' }, 'BENCH_OIDC_ISSUER'],
		['no issuer', { BENCH_OIDC_ISSUER: '' }, 'BENCH_OIDC_ISSUER: expected the address'],
		['no client id', { BENCH_OIDC_CLIENT_ID: '' }, 'BENCH_OIDC_CLIENT_ID: expected the id'],
		[
			'no secret',
			{ BENCH_OIDC_CLIENT_SECRET: '' },
			'BENCH_OIDC_CLIENT_SECRET: expected the secret'
		],
		['two secrets', { BENCH_OIDC_CLIENT_SECRET_COMMAND: '["x"]' }, 'expected one of the two'],
		['a domain with a star', { BENCH_OIDC_DOMAINS: '*.example.com' }, 'BENCH_OIDC_DOMAINS'],
		['admins by default', { BENCH_OIDC_ROLE: 'admin' }, 'BENCH_OIDC_ROLE: expected one of viewer'],
		['admins by a group', { BENCH_OIDC_ROLES: 'it=admin' }, 'expected GROUP=ROLE'],
		['groups without a claim', { BENCH_OIDC_ROLE_CLAIM: '' }, 'expected both, or neither'],
		['scopes without openid', { BENCH_OIDC_SCOPE: 'email' }, 'BENCH_OIDC_SCOPE: expected scopes']
	])('does not start with %s', async (_, change, why) => {
		const env = Object.fromEntries(
			Object.entries({ ...environment(), ...change }).filter(
				(entry): entry is [string, string] => entry[1] !== undefined
			)
		);
		const { code, stderr } = await runBench(['serve', '--port', '0'], { workplace, env });
		expect(code).toBe(2);
		expect(stderr).toContain(why);
		expect(stderr).not.toContain(provider.clientSecret);
	});

	it('takes the secret from a program too', async () => {
		const file = workplace.file('secret.js');
		writeFileSync(file, `process.stdout.write(process.env.OUR_STORE + '\\n')`);
		const site = await serveSite([], {
			workplace,
			env: {
				...environment(),
				BENCH_OIDC_CLIENT_SECRET: '',
				BENCH_OIDC_CLIENT_SECRET_COMMAND: JSON.stringify([process.execPath, file]),
				OUR_STORE: provider.clientSecret
			}
		});
		provider.person = ines;
		const browser = new Browser(site.url);
		await browser.signIn();
		expect(await browser.status()).toBe(200);
		site.bench.child.kill('SIGINT');
		expect((await site.bench.ended).code).toBe(130);
	});
});
