/** The pages on which admins decide on accounts and everybody on their own, as a browser without script uses them: over real HTTP on the built site. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { addApiToken } from '#db/api-tokens.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { serveSite, type Served } from './support/served-site.ts';

const workplace = createWorkplace();
let served: Served;
/** Cookies of two admins. */
let ines = '';
let kim = '';

const bench = async (...args: string[]): Promise<string> => {
	const { code, stdout, stderr } = await runBench(args, { workplace });
	if (code !== 0) throw new Error(stderr);
	return stdout;
};

const password = (name: string): string => `${name} lantern gravel otter`;

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
	fetch(served.url + path, { redirect: 'manual', ...init });

const send = (
	path: string,
	fields: Record<string, string> = {},
	headers: Record<string, string> = {}
): Promise<Response> =>
	ask(path, {
		method: 'POST',
		headers: { accept: 'text/html', origin: served.url, ...headers },
		body: new URLSearchParams(fields)
	});

const page = async (path: string, cookie = ines): Promise<string> =>
	(await ask(path, { headers: { cookie } })).text();

const cookieOf = (response: Response): string =>
	(response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

/** Uses an invitation, and returns the cookie of the session that it begins. */
const accept = async (link: string, name: string): Promise<string> => {
	const set = { password: password(name), again: password(name) };
	const answer = await send(new URL(link).pathname, set);
	expect(answer.status).toBe(303);
	return cookieOf(answer);
};

const invited = async (name: string, role: string): Promise<string> => {
	const { link } = JSON.parse(await bench('account', 'add', name, '--role', role, '--json')) as {
		link: string;
	};
	return accept(link, name);
};

interface Listed {
	id: string;
	name: string;
	role: string;
	hasPassword: boolean;
	disabledAtUtc: string | null;
}
const accountOf = async (name: string): Promise<Listed> => {
	const all = JSON.parse(await bench('account', 'list', '--json')) as Listed[];
	const found = all.find((each) => each.name === name);
	if (!found) throw new Error(`there is no ${name}`);
	return found;
};
const pathOf = async (name: string): Promise<string> => `/accounts/${(await accountOf(name)).id}`;

const linkIn = (text: string): string => {
	const [link] = /http:\/\/[\w.:]+\/invitation\/[\w-]{43}/u.exec(text) ?? [];
	if (link === undefined) throw new Error(`there is no link in ${text}`);
	return link;
};

interface Entry {
	who: string;
	action: string;
	outcome: string;
}
const lastEntry = async (): Promise<Entry | undefined> =>
	(JSON.parse(await bench('account', 'audit', '--limit', '1', '--json')) as Entry[])[0];

const isIn = async (cookie: string): Promise<boolean> =>
	(await ask('/runs', { headers: { cookie } })).status === 200;

beforeAll(async () => {
	await buildSite({ force: false, note: () => undefined });
	const { link } = JSON.parse(
		await bench('account', 'add', 'ines', '--role', 'admin', '--json')
	) as { link: string };
	served = await serveSite([], { workplace });
	ines = await accept(link, 'ines');
	kim = await invited('kim', 'admin');
}, 300_000);
afterAll(async () => {
	served.bench.child.kill('SIGINT');
	await served.bench.ended;
	workplace[Symbol.dispose]();
});

describe('the page of all accounts', () => {
	it('lists who may come in: role, state, last sign-in, and how many browsers are signed in', async () => {
		await bench('account', 'add', 'lee', '--role', 'viewer');
		const text = (await page('/accounts')).replaceAll(/<[^>]+>|\s+/gu, ' ').replaceAll(/ +/gu, ' ');
		const today = new Date().toISOString().slice(0, 10);
		expect(text).toMatch(
			new RegExp(`ines admin in use password ${today} \\d\\d:\\d\\d UTC 1 `, 'u')
		);
		expect(text).toMatch(/lee viewer invited until 2\d{3}-\d\d-\d\d \d\d:\d\d UTC – – 0 /u);
	});

	it('adds an account and shows the link for its password, this once', async () => {
		const answer = await send(
			'/accounts?/invite',
			{ name: ' Mo ', role: 'analyst' },
			{ cookie: ines }
		);
		expect(answer.status).toBe(200);
		expect(answer.headers.get('cache-control')).toBe('no-store');
		const link = linkIn(await answer.text());
		expect(link.startsWith(served.url)).toBe(true);
		expect(await page('/accounts')).not.toContain('/invitation/');
		expect(await lastEntry()).toMatchObject({
			who: 'ines',
			action: 'POST /accounts?/invite: invitation for Mo as analyst',
			outcome: 'done'
		});
		expect(await isIn(await accept(link, 'mo'))).toBe(true);
		expect(await accountOf('mo')).toMatchObject({ role: 'analyst', hasPassword: true });
	});

	it.each([
		[{ name: 'nu', role: 'boss' }, 400, 'choose a role'],
		[{ name: 'nu' }, 400, 'choose a role'],
		[{ name: 'n u', role: 'viewer' }, 409, 'is no name of an account'],
		[{ role: 'viewer' }, 409, 'is no name of an account'],
		[{ name: 'KIM', role: 'viewer' }, 409, 'there is an account']
	])('adds none for %j, and says why', async (fields, status, why) => {
		const answer = await send('/accounts?/invite', fields, { cookie: ines });
		expect(answer.status).toBe(status);
		const text = await answer.text();
		expect(text).toContain('Nothing was changed');
		expect(text).toContain(why);
		expect(text).not.toContain('/invitation/');
	});

	it('lists the tokens of everybody, and ends them', async () => {
		const { token, id } = JSON.parse(await bench('account', 'token', 'kim', '--json')) as {
			token: string;
			id: string;
		};
		const headers = { authorization: `Bearer ${token}` };
		expect((await ask('/api/runs', { headers })).status).toBe(200);
		const listed = await page('/accounts');
		expect(listed).toContain(id.slice(0, 8));
		expect(listed).not.toContain(token);
		const answer = await send('/accounts?/revoke', { token: id }, { cookie: ines });
		expect(await answer.text()).toContain(`Token ${id.slice(0, 8)} has ended.`);
		expect((await ask('/api/runs', { headers })).status).toBe(401);
		const again = await send('/accounts?/revoke', { token: id }, { cookie: ines });
		expect(again.status).toBe(404);
	});
});

describe('the page of one account', () => {
	it('gives another role from the next request on, and keeps in the audit log which it was', async () => {
		const cookie = await invited('pia', 'viewer');
		const path = await pathOf('pia');
		const fields = { name: 'x', role: 'analyst' };
		expect((await send('/accounts?/invite', fields, { cookie })).status).toBe(403);
		await send(`${path}?/role`, { role: 'admin' }, { cookie: ines });
		expect(await lastEntry()).toMatchObject({
			who: 'ines',
			action: `POST ${path}?/role: pia from viewer to admin`,
			outcome: 'done'
		});
		expect((await ask('/accounts', { headers: { cookie } })).status).toBe(200);
		await send(`${path}?/role`, { role: 'viewer' }, { cookie: ines });
		expect((await ask('/accounts', { headers: { cookie } })).status).toBe(403);
		const none = await send(`${path}?/role`, { role: 'boss' }, { cookie: ines });
		expect(none.status).toBe(400);
	});

	it('disables and enables: who is signed in is out at once, and comes in with the same password', async () => {
		const cookie = await invited('quin', 'procurement');
		const path = await pathOf('quin');
		expect(await isIn(cookie)).toBe(true);
		const answer = await send(`${path}?/disable`, {}, { cookie: ines });
		expect(await answer.text()).toContain('Enable the account');
		expect(await isIn(cookie)).toBe(false);
		const login = { name: 'quin', password: password('quin') };
		expect((await send('/login', login)).status).toBe(403);
		const link = await send(`${path}?/invite`, {}, { cookie: ines });
		expect(link.status).toBe(409);
		expect(await link.text()).toContain('enable it first');
		await send(`${path}?/enable`, {}, { cookie: ines });
		expect(await isIn(cookie)).toBe(false);
		expect((await send('/login', login)).status).toBe(303);
	});

	it('ends all sessions, and tokens one by one', async () => {
		const cookie = await invited('rae', 'viewer');
		const path = await pathOf('rae');
		const { id } = JSON.parse(await bench('account', 'token', 'rae', '--json')) as { id: string };
		const other = JSON.parse(await bench('account', 'token', 'kim', '--json')) as { id: string };
		const ended = await send(`${path}?/signOut`, {}, { cookie: ines });
		expect(await ended.text()).toContain('Signed out in 1 browser;');
		expect(await isIn(cookie)).toBe(false);
		expect((await send(`${path}?/revoke`, { token: other.id }, { cookie: ines })).status).toBe(404);
		expect((await send(`${path}?/revoke`, { token: id }, { cookie: ines })).status).toBe(200);
		const tokens = JSON.parse(await bench('account', 'tokens', '--json')) as {
			id: string;
			revokedAtUtc: string | null;
		}[];
		expect(tokens.find((token) => token.id === id)?.revokedAtUtc).not.toBeNull();
		expect(tokens.find((token) => token.id === other.id)?.revokedAtUtc).toBeNull();
	});

	it('makes a link anew, withdraws it, and resets an account', async () => {
		await bench('account', 'add', 'sam', '--role', 'viewer');
		const path = await pathOf('sam');
		const first = linkIn(await (await send(`${path}?/invite`, {}, { cookie: ines })).text());
		expect(await page(path)).toContain('Withdraw the invitation');
		await send(`${path}?/withdraw`, {}, { cookie: ines });
		expect((await ask(new URL(first).pathname)).status).toBe(404);
		expect(await page(path)).toContain('none that works');
		const second = linkIn(await (await send(`${path}?/invite`, {}, { cookie: ines })).text());
		const cookie = await accept(second, 'sam');
		const reset = await send(`${path}?/invite`, { reset: 'yes' }, { cookie: ines });
		expect(await isIn(cookie)).toBe(false);
		const login = { name: 'sam', password: password('sam') };
		expect((await send('/login', login)).status).toBe(403);
		expect(await isIn(await accept(linkIn(await reset.text()), 'sam'))).toBe(true);
	});

	it('keeps the last admin: neither by the role nor by disabling does a site lose it', async () => {
		const [own, other] = [await pathOf('ines'), await pathOf('kim')];
		const self = await send(`${own}?/disable`, {}, { cookie: ines });
		expect(self.status).toBe(409);
		expect(await self.text()).toContain('this is your own account');
		// At the same moment, each the other: one of them stays.
		const ends = await Promise.all([
			send(`${other}?/role`, { role: 'viewer' }, { cookie: ines }),
			send(`${own}?/role`, { role: 'viewer' }, { cookie: kim })
		]);
		expect(ends.filter(({ status }) => status === 200)).toHaveLength(1);
		const admin = (await accountOf('ines')).role === 'admin' ? 'ines' : 'kim';
		const cookie = admin === 'ines' ? ines : kim;
		const last = await send(`${await pathOf(admin)}?/role`, { role: 'viewer' }, { cookie });
		expect(last.status).toBe(409);
		expect(await last.text()).toContain('is the only admin');
		expect(await lastEntry()).toMatchObject({ who: admin, outcome: 'failed' });
		const fallen = admin === 'ines' ? 'kim' : 'ines';
		await send(`${await pathOf(fallen)}?/role`, { role: 'admin' }, { cookie });
	});

	it('is there for accounts that are in use or disabled alone', async () => {
		for (const id of ['none', '../audit', '%00', 'x'.repeat(500)]) {
			const answer = await ask(`/accounts/${encodeURIComponent(id)}`, {
				headers: { cookie: ines }
			});
			expect(answer.status).toBe(404);
		}
		await bench('account', 'add', 'tom', '--role', 'viewer');
		const path = await pathOf('tom');
		await bench('account', 'remove', 'tom');
		expect((await ask(path, { headers: { cookie: ines } })).status).toBe(404);
		expect((await send(`${path}?/enable`, {}, { cookie: ines })).status).toBe(404);
	});
});

describe('removing an account', () => {
	it('takes its name to be sure, and ends sessions, invitations and tokens at once', async () => {
		const cookie = await invited('zoe', 'procurement');
		const { id } = await accountOf('zoe');
		const { token } = JSON.parse(await bench('account', 'token', 'zoe', '--json')) as {
			token: string;
		};
		const headers = { authorization: `Bearer ${token}` };
		const asked = async (): Promise<number[]> => [
			(await ask('/runs', { headers: { cookie } })).status,
			(await ask('/api/runs', { headers })).status
		];
		expect(await asked()).toEqual([200, 200]);
		for (const fields of [{}, { name: '' }, { name: 'kim' }] as Record<string, string>[]) {
			const answer = await send(`/accounts/${id}?/remove`, fields, { cookie: ines });
			expect(answer.status).toBe(400);
			expect(await answer.text()).toContain('write its name into the field');
		}
		expect(await asked()).toEqual([200, 200]);
		const answer = await send(`/accounts/${id}?/remove`, { name: ' Zoe' }, { cookie: ines });
		expect([answer.status, answer.headers.get('location')]).toEqual([
			303,
			`/accounts?removed=${id}`
		]);
		expect(await lastEntry()).toMatchObject({
			who: 'ines',
			action: `POST /accounts/${id}?/remove: zoe removed`,
			outcome: 'done'
		});
		expect(await asked()).toEqual([303, 401]);
		expect(await page(`/accounts?removed=${id}`)).toContain('zoe is removed:');
		const login = { name: 'zoe', password: password('zoe') };
		expect((await send('/login', login)).status).toBe(403);
		const again = await send(
			'/accounts?/invite',
			{ name: 'zoe', role: 'viewer' },
			{ cookie: ines }
		);
		expect(again.status).toBe(409);
		// An address that somebody made up says nothing of an account that is in use.
		const kept = await accountOf('kim');
		expect(await page(`/accounts?removed=${kept.id}`)).not.toContain('is removed');
	});

	it('is done by another admin, never to the last one', async () => {
		const [own, other] = [await pathOf('ines'), await pathOf('kim')];
		const self = await send(`${own}?/remove`, { name: 'ines' }, { cookie: ines });
		expect(self.status).toBe(409);
		expect(await self.text()).toContain('this is your own account');
		// Each the other, at the same moment: one of them stays, and is then the last.
		const ada = await invited('ada', 'admin');
		const eva = await invited('eva', 'admin');
		for (const path of [own, other])
			await send(`${path}?/role`, { role: 'viewer' }, { cookie: ada });
		const ends = await Promise.all([
			send(`${await pathOf('eva')}?/remove`, { name: 'eva' }, { cookie: ada }),
			send(`${await pathOf('ada')}?/remove`, { name: 'ada' }, { cookie: eva })
		]);
		expect(ends.filter(({ status }) => status === 303)).toHaveLength(1);
		const all = JSON.parse(await bench('account', 'list', '--json')) as (Listed & {
			removedAtUtc: string | null;
		})[];
		const admins = all.filter(
			({ role, removedAtUtc }) => role === 'admin' && removedAtUtc === null
		);
		expect(admins).toHaveLength(1);
		for (const name of ['ines', 'kim']) await bench('account', 'role', name, 'admin');
	});
});

interface ListedToken {
	id: string;
	accountName: string;
	scope: string;
	expiresAtUtc: string;
	revokedAtUtc: string | null;
}

describe('the page of ones own account', () => {
	const tokenIn = (text: string): string => {
		const [token] = /bench_[\w-]{43}/u.exec(text) ?? [];
		if (token === undefined) throw new Error(`there is no token in ${text}`);
		return token;
	};
	const tokensOf = async (name: string): Promise<ListedToken[]> =>
		(JSON.parse(await bench('account', 'tokens', '--json')) as ListedToken[]).filter(
			({ accountName }) => accountName === name
		);

	it('makes a token with the scope and the days that were chosen, shows it once, and ends it', async () => {
		const cookie = await invited('abe', 'analyst');
		const answer = await send('/account?/token', { scope: 'read', days: '30' }, { cookie });
		expect(answer.status).toBe(200);
		expect(answer.headers.get('cache-control')).toBe('no-store');
		const token = tokenIn(await answer.text());
		const [made, ...more] = await tokensOf('abe');
		expect(more).toEqual([]);
		if (!made) throw new Error('no token was made');
		expect(made.scope).toBe('read');
		const days = (Date.parse(made.expiresAtUtc) - Date.now()) / 86_400_000;
		expect(days).toBeGreaterThan(29.9);
		expect(days).toBeLessThanOrEqual(30);
		expect(await lastEntry()).toMatchObject({
			who: 'abe',
			action: `POST /account?/token: token ${made.id} for abe to read, 30 days`,
			outcome: 'done'
		});
		const again = await page('/account', cookie);
		expect(again).not.toContain(token);
		expect(again).toContain(made.id.slice(0, 8));
		const headers = { authorization: `Bearer ${token}` };
		expect((await ask('/api/runs', { headers })).status).toBe(200);
		const json = { ...headers, 'content-type': 'application/json' };
		const post = () => ask('/api/decisions', { method: 'POST', headers: json, body: '{}' });
		expect((await post()).status).toBe(403);
		const ended = await send('/account?/revoke', { token: made.id }, { cookie });
		expect(await ended.text()).toContain(`Token ${made.id.slice(0, 8)} has ended.`);
		expect((await ask('/api/runs', { headers })).status).toBe(401);
	});

	it('makes one that changes things no more than the role of its account does', async () => {
		const cookie = await invited('bea', 'viewer');
		const answer = await send('/account?/token', { scope: 'write', days: '1' }, { cookie });
		const headers = {
			authorization: `Bearer ${tokenIn(await answer.text())}`,
			'content-type': 'application/json'
		};
		const { status } = await ask('/api/decisions', { method: 'POST', headers, body: '{}' });
		expect(status).toBe(403);
	});

	it.each([
		[{ days: '30' }, 'choose what the token may do'],
		[{ scope: 'all', days: '30' }, 'choose what the token may do'],
		[{ scope: 'read' }, 'works for 1 to 366 days'],
		[{ scope: 'read', days: '0' }, 'works for 1 to 366 days'],
		[{ scope: 'read', days: '367' }, 'works for 1 to 366 days'],
		[{ scope: 'read', days: '1e2' }, 'works for 1 to 366 days']
	])('makes none for %j, and says why', async (fields, why) => {
		const before = (await tokensOf('ines')).length;
		const answer = await send('/account?/token', fields, { cookie: ines });
		expect(answer.status).toBe(400);
		expect(await answer.text()).toContain(why);
		expect(await tokensOf('ines')).toHaveLength(before);
	});

	it('makes no more than fifty that work', async () => {
		const cookie = await invited('cia', 'viewer');
		const database = await openDatabase(workplace.databaseUrl);
		const accountId = (await accountOf('cia')).id;
		const expiresAtUtc = new Date(Date.now() + 86_400_000).toISOString();
		for (let i = 0; i < 50; i += 1) {
			await addApiToken(database, { accountId, scope: 'read', expiresAtUtc }, expiresAtUtc);
		}
		await database.close();
		const fields = { scope: 'read', days: '1' };
		const answer = await send('/account?/token', fields, { cookie });
		expect(answer.status).toBe(409);
		expect(await answer.text()).toContain('revoke one that nobody needs');
		const [first] = await tokensOf('cia');
		await send('/account?/revoke', { token: first?.id ?? '' }, { cookie });
		expect((await send('/account?/token', fields, { cookie })).status).toBe(200);
	});

	it('neither shows nor ends tokens of others', async () => {
		const cookie = await invited('dan', 'viewer');
		const { id } = JSON.parse(await bench('account', 'token', 'kim', '--json')) as { id: string };
		expect(await page('/account', cookie)).not.toContain(id.slice(0, 8));
		for (const token of [id, id.slice(0, 8), '', '%']) {
			expect((await send('/account?/revoke', { token }, { cookie })).status).toBe(404);
		}
		expect((await tokensOf('kim')).find((each) => each.id === id)?.revokedAtUtc).toBeNull();
	});

	it('makes none for a program: whoever has stolen a token gets no other by it', async () => {
		const { token } = JSON.parse(
			await bench('account', 'token', 'kim', '--scope', 'write', '--json')
		) as { token: string };
		const before = (await tokensOf('kim')).length;
		const headers = { authorization: `Bearer ${token}` };
		const answer = await send('/account?/token', { scope: 'write', days: '9' }, headers);
		expect(answer.status).toBe(403);
		expect(await tokensOf('kim')).toHaveLength(before);
		const ended = await send('/account?/revoke', { token: 'x' }, headers);
		expect(ended.status).toBe(403);
	});
});

describe('a change of accounts', () => {
	const actions = [
		'role',
		'disable',
		'enable',
		'remove',
		'signOut',
		'invite',
		'withdraw',
		'revoke'
	];

	it('is refused to everybody but admins, whatever the form', async () => {
		const path = await pathOf('kim');
		const cookies = [await invited('vi', 'viewer'), await invited('pro', 'procurement'), ''];
		for (const action of [
			...actions.map((each) => `${path}?/${each}`),
			'/accounts?/invite',
			'/accounts?/revoke'
		]) {
			for (const cookie of cookies) {
				const { status } = await send(action, { role: 'viewer' }, { cookie });
				expect([action, status]).toEqual([action, cookie === '' ? 401 : 403]);
			}
		}
		expect(await accountOf('kim')).toMatchObject({ role: 'admin', disabledAtUtc: null });
	});

	it('is refused where a foreign page sends it, with the cookie of an admin', async () => {
		const path = await pathOf('kim');
		for (const headers of [
			{ origin: 'http://evil.example' },
			{ origin: 'null' },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' }
		] as Record<string, string>[]) {
			for (const action of actions) {
				const answer = await send(
					`${path}?/${action}`,
					{ role: 'viewer' },
					{ cookie: ines, ...headers }
				);
				expect([action, answer.status]).toEqual([action, 403]);
			}
		}
		expect(await accountOf('kim')).toMatchObject({ role: 'admin', disabledAtUtc: null });
	});
});

describe('a change that comes in slowly', () => {
	/** Begins to send a form, and returns what sends the rest and resolves with the status of the answer. */
	const beginToSend = async (
		path: string,
		fields: Record<string, string>,
		cookie: string
	): Promise<() => Promise<number>> => {
		const body = new URLSearchParams(fields).toString();
		const request = httpRequest(served.url + path, {
			method: 'POST',
			headers: {
				...{ origin: served.url, cookie, expect: '100-continue' },
				...{ 'content-type': 'application/x-www-form-urlencoded' },
				'content-length': String(body.length)
			}
		});
		const answered = once(request, 'response') as Promise<[IncomingMessage]>;
		request.flushHeaders();
		await once(request, 'continue');
		request.write(body.slice(0, 5));
		return async () => {
			request.end(body.slice(5));
			const [response] = await answered;
			response.resume();
			return response.statusCode ?? 0;
		};
	};

	it('is not made for who has been kept out before all of it was there', async () => {
		const cookie = await invited('slow', 'procurement');
		const path = await pathOf('slow');
		const sendRest = await beginToSend('/account?/token', { scope: 'write', days: '366' }, cookie);
		await send(`${path}?/invite`, { reset: 'yes' }, { cookie: ines });
		expect(await sendRest()).toBe(401);
		const tokens = JSON.parse(await bench('account', 'tokens', '--json')) as ListedToken[];
		expect(tokens.filter(({ accountName }) => accountName === 'slow')).toEqual([]);
	});

	it('is held against the role that its sender has by then', async () => {
		const cookie = await invited('fallen', 'admin');
		const path = await pathOf('fallen');
		const sendRest = await beginToSend(`${path}?/role`, { role: 'admin' }, cookie);
		await send(`${path}?/role`, { role: 'viewer' }, { cookie: ines });
		expect(await sendRest()).toBe(403);
		expect(await accountOf('fallen')).toMatchObject({ role: 'viewer' });
	});
});

describe('a site without accounts', () => {
	it('takes an admin for the first one, and asks everybody to sign in from then on', async () => {
		using place = createWorkplace();
		const site = await serveSite([], { workplace: place });
		const invite = (name: string, role: string): Promise<Response> =>
			fetch(`${site.url}/accounts?/invite`, {
				method: 'POST',
				headers: { accept: 'text/html', origin: site.url },
				body: new URLSearchParams({ name, role })
			});
		const viewer = await invite('jo', 'viewer');
		expect(await viewer.text()).toContain('the first account must be that of an admin');
		expect((await fetch(`${site.url}/accounts`)).status).toBe(200);
		const admin = await invite('jo', 'admin');
		expect(admin.status).toBe(200);
		linkIn(await admin.text());
		const page = await fetch(`${site.url}/accounts`, { redirect: 'manual' });
		expect(page.status).toBe(303);
		site.bench.child.kill('SIGINT');
		await site.bench.ended;
	});
});

describe('the token of a site', () => {
	const token = 'a-token-for-tests-0123';
	const statuses = async (args: readonly string[]): Promise<number[]> => {
		const site = await serveSite(args, { workplace, env: { BENCH_SERVE_TOKEN: token } });
		const found: number[] = [];
		for (const [method, path] of [
			['GET', '/api/runs'],
			['POST', '/api/decisions'],
			['POST', '/api/quotes'],
			['GET', '/api/audit']
		] as const) {
			const { status } = await fetch(site.url + path, {
				method,
				headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
				...(method === 'POST' ? { body: '{}' } : {})
			});
			found.push(status);
		}
		site.bench.child.kill('SIGINT');
		await site.bench.ended;
		return found;
	};

	it('lets read and nothing more, unless the flag gives it a role', async () => {
		expect(await statuses([])).toEqual([200, 403, 403, 403]);
		expect(await statuses(['--token-role', 'analyst'])).toEqual([200, 400, 403, 403]);
		expect(await statuses(['--token-role', 'procurement'])).toEqual([200, 400, 400, 403]);
	});

	it('is forgotten by a browser in which a person signs in, and the other way round', async () => {
		const site = await serveSite([], { workplace, env: { BENCH_SERVE_TOKEN: token } });
		const jar = new Map<string, string>();
		const cookie = (): string => [...jar].map((pair) => pair.join('=')).join('; ');
		const submit = async (path: string, fields: Record<string, string>): Promise<void> => {
			const answer = await fetch(site.url + path, {
				method: 'POST',
				redirect: 'manual',
				headers: { accept: 'text/html', origin: site.url, cookie: cookie() },
				body: new URLSearchParams(fields)
			});
			expect([path, answer.status]).toEqual([path, 303]);
			for (const line of answer.headers.getSetCookie()) {
				const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
				if (value === '') jar.delete(name);
				else jar.set(name, value);
			}
		};
		const read = async (path: string, sent = cookie()): Promise<Response> =>
			fetch(site.url + path, { redirect: 'manual', headers: { cookie: sent } });
		const person = { name: 'ines', password: password('ines') };

		await submit('/login', { token });
		const ofToken = cookie();
		expect([...jar.keys()]).toEqual(['bench_access']);
		expect((await read('/accounts')).status).toBe(403);
		expect(await (await read('/runs')).text()).toContain('Sign out');
		await submit('/login', person);
		expect([...jar.keys()]).toEqual(['bench_session']);
		expect((await read('/accounts')).status).toBe(200);
		expect(await (await read('/runs')).text()).toContain('Sign out');
		// A browser may have kept it all the same; what a request says of itself goes first.
		expect((await read('/accounts', `${ofToken}; ${cookie()}`)).status).toBe(200);
		const both = { cookie: cookie(), authorization: `Bearer ${token}` };
		expect((await fetch(`${site.url}/api/audit`, { headers: both })).status).toBe(403);

		const ofPerson = cookie();
		await submit('/login', { token });
		expect([...jar.keys()]).toEqual(['bench_access']);
		expect((await read('/accounts')).status).toBe(403);
		expect((await read('/runs', ofPerson)).status).toBe(303);
		await submit('/login', person);
		await submit('/logout', {});
		expect([...jar.keys()]).toEqual([]);
		await submit('/login', { token });
		await submit('/logout', {});
		expect([...jar.keys()]).toEqual([]);
		site.bench.child.kill('SIGINT');
		await site.bench.ended;
	});

	it('has never the role of an admin', async () => {
		const args = ['serve', '--port', '0', '--token-role', 'admin'];
		const { code, stderr } = await runBench(args, { workplace });
		expect(code).toBe(2);
		expect(stderr).toContain('viewer, analyst, procurement');
	});
});

describe('wrong passwords', () => {
	it('are held against an account after a restart too', async () => {
		await invited('uma', 'viewer');
		const login = { name: 'uma', password: 'not the password at all' };
		for (let i = 0; i < 5; i += 1) expect((await send('/login', login)).status).toBe(403);
		// More each time: the waits double, so that no pause between two tries makes up for them.
		for (let tries = 0; tries < 8; tries += 1) await send('/login', login);
		served.bench.child.kill('SIGINT');
		await served.bench.ended;
		served = await serveSite([], { workplace });
		const statuses = await Promise.all(
			Array.from({ length: 4 }, async () => (await send('/login', login)).status)
		);
		expect(statuses).toContain(429);
	});
});
