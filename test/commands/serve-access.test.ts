/** Who may see and do what: every route for every role, over real HTTP on the built site, with accounts made on the command line. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles, type Role } from '#core/access/role.ts';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { openDatabase } from '#db/client.server.ts';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { storeRunWithStage } from '../db/support/samples.ts';
import {
	createWorkplace,
	runBench,
	startBench,
	type RunningBench
} from './support/bench-process.ts';

const workplace = createWorkplace();
const password = (name: string): string => `${name} lantern gravel otter`;
/** Of the quotes that the cost spec of the site names: the one that is confidential. */
let confidentialQuote = '';
let url = '';
let served: RunningBench;

const scenarioFile = (path: string): string =>
	fileURLToPath(new URL(`../../scenarios/${path}`, import.meta.url));

const bench = async (...args: string[]): Promise<string> => {
	const { code, stdout, stderr } = await runBench(args, { workplace });
	if (code !== 0) throw new Error(stderr);
	return stdout;
};

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
	fetch(`${url}${path}`, { redirect: 'manual', ...init });

const sendForm = (path: string, fields: Record<string, string>, cookie = ''): Promise<Response> =>
	ask(path, {
		method: 'POST',
		headers: { accept: 'text/html', origin: url, cookie },
		body: new URLSearchParams(fields)
	});

/** The cookie that an answer sets, as a browser sends it back. */
const cookieOf = (response: Response): string => {
	const [pair = ''] = (response.headers.get('set-cookie') ?? '').split(';');
	return pair;
};

const invitationOf = async (name: string, ...args: string[]): Promise<string> => {
	const { link } = JSON.parse(await bench('account', ...args, name, '--json')) as { link: string };
	return new URL(link).pathname;
};

const signIn = async (name: string): Promise<string> => {
	const answer = await sendForm('/login', { name, password: password(name) });
	expect(answer.status).toBe(303);
	return cookieOf(answer);
};

const cookies = {} as Record<Role, string>;

interface Entry {
	who: string;
	action: string;
	outcome: string;
	address: string | null;
}
const auditLog = async (): Promise<Entry[]> =>
	JSON.parse(await bench('account', 'audit', '--limit', '5000', '--json')) as Entry[];

beforeAll(async () => {
	await buildSite({ force: false, note: () => undefined });
	const database = await openDatabase(workplace.databaseUrl);
	await storeRunWithStage(database, '20261120T100000-aaaa');
	await database.close();
	const invitations: [Role, string][] = [];
	for (const role of roles) {
		const { link } = JSON.parse(await bench('account', 'add', role, '--role', role, '--json')) as {
			link: string;
		};
		invitations.push([role, new URL(link).pathname]);
	}
	for (const name of ['server-meridian', 'colocation-halden', 'gpu-cloud-northlake']) {
		await bench('quote', 'import', scenarioFile(`quotes/${name}.yaml`));
	}
	const corvid = scenarioFile('quotes/api-corvid.yaml');
	({ id: confidentialQuote } = JSON.parse(
		await bench('quote', 'import', corvid, '--confidential', '--json')
	) as { id: string });
	const spec = scenarioFile('costs/quoted.yaml');
	served = startBench(['serve', '--port', '0', '--json', '--spec', spec], { workplace });
	const { stdout } = served.child;
	if (!stdout) throw new Error('stdout is not a pipe');
	await once(stdout, 'data');
	({ url } = JSON.parse(served.stdout()) as { url: string });
	for (const [role, path] of invitations) {
		const set = { password: password(role), again: password(role) };
		const answer = await sendForm(path, set);
		expect(answer.status).toBe(303);
		cookies[role] = cookieOf(answer);
	}
}, 180_000);
afterAll(async () => {
	served.child.kill('SIGINT');
	await served.ended;
	workplace[Symbol.dispose]();
});

/** What the roles are promised, said apart from the table that the site goes by. The first that fits counts. */
const promised: readonly (readonly [RegExp, Role | 'anybody'])[] = [
	[/^(GET|POST) \/(login|invitation|guest\/)/u, 'anybody'],
	[/ \/guest-links/u, 'procurement'],
	[/^(GET|POST) \/logout/u, 'anybody'],
	[/ (\/api)?\/audit/u, 'admin'],
	[/ \/accounts/u, 'admin'],
	[/^GET \/quotes\/import/u, 'procurement'],
	[/^POST \/api\/quotes/u, 'procurement'],
	[/^POST \/account/u, 'viewer'],
	[/^GET \/decisions\/new/u, 'analyst'],
	[/^(POST|PUT|PATCH|DELETE) /u, 'analyst'],
	[/^GET /u, 'viewer']
];

const leastOf = (route: string): Role | 'anybody' => {
	const [, least] = promised.find(([pattern]) => pattern.test(route)) ?? [];
	if (least === undefined) throw new Error(`nobody is promised ${route}`);
	return least;
};

const request = (route: string, cookie: string): Promise<Response> => {
	const [method = '', pattern = ''] = route.split(' ');
	const path = pattern.replaceAll(/\[\.{0,3}\w+\]|\{\w+\}/gu, 'none');
	if (method === 'GET') return ask(path, { headers: { cookie } });
	return path.startsWith('/api/')
		? ask(path, {
				method,
				headers: { 'content-type': 'application/json', origin: url, cookie },
				...(method === 'DELETE' ? {} : { body: '{}' })
			})
		: sendForm(path, {}, cookie);
};

/** What somebody got: the answer of the route, a refusal, or the way to sign in. */
const gotOf = async (response: Response): Promise<string> => {
	const text = await response.text();
	// Whatever a role may do: a fault is no answer.
	if (response.status >= 500) return `a fault: ${text.slice(0, 300)}`;
	if (response.status === 401) return 'asked to sign in';
	const isToLogin = response.headers.get('location')?.startsWith('/login?') === true;
	if (response.status === 303 && isToLogin) return 'asked to sign in';
	return response.status === 403 && /E_FORBIDDEN|Not for you/u.test(text) ? 'refused' : 'answered';
};

// Signing out ends the session of the role, which the others need.
const routes = Object.keys(routeRules).filter((route) => route !== 'POST /logout');

describe('every route', () => {
	it.each(roles)('answers or refuses a %s as promised', async (role) => {
		const [got, wanted]: Record<string, string>[] = [{}, {}];
		for (const route of routes) {
			const least = leastOf(route);
			const may = least === 'anybody' || roles.indexOf(role) >= roles.indexOf(least);
			if (wanted && got) {
				wanted[route] = may ? 'answered' : 'refused';
				got[route] = await gotOf(await request(route, cookies[role]));
			}
		}
		expect(got).toEqual(wanted);
	});

	it('asks whoever is not signed in to do so', async () => {
		const got: Record<string, string> = {};
		const wanted: Record<string, string> = {};
		for (const route of routes) {
			wanted[route] = leastOf(route) === 'anybody' ? 'answered' : 'asked to sign in';
			got[route] = await gotOf(await request(route, ''));
		}
		expect(got).toEqual(wanted);
	});

	it('refuses methods that no rule names', async () => {
		for (const [method, path] of [
			['PUT', '/api/quotes'],
			['DELETE', '/api/runs/none'],
			['PATCH', '/runs'],
			['DELETE', '/audit']
		] as const) {
			const { status } = await ask(path, {
				method,
				headers: { cookie: cookies.admin, 'content-type': 'application/json' }
			});
			expect([403, 404, 415], `${method} ${path}`).toContain(status);
		}
	});
});

describe('sessions', () => {
	it('are kept in a cookie that no script reads, and end at signing out', async () => {
		const answer = await sendForm('/login', { name: 'Viewer ', password: password('viewer') });
		const set = answer.headers.get('set-cookie') ?? '';
		expect(set).toMatch(/^bench_session=[\w-]{43}; /u);
		expect(set).toMatch(/HttpOnly/u);
		expect(set).toMatch(/SameSite=Lax/u);
		const cookie = cookieOf(answer);
		expect((await ask('/runs', { headers: { cookie } })).status).toBe(200);
		expect((await sendForm('/logout', {}, cookie)).status).toBe(303);
		expect((await ask('/runs', { headers: { cookie } })).status).toBe(303);
	});

	it('are other ones each time that somebody signs in', async () => {
		expect(await signIn('viewer')).not.toBe(await signIn('viewer'));
	});

	it('end with another password, but for the browser in which it was set', async () => {
		await bench('account', 'add', 'jo', '--role', 'viewer');
		const path = await invitationOf('jo', 'invite');
		const set = { password: password('jo'), again: password('jo') };
		const first = cookieOf(await sendForm(path, set));
		const second = await signIn('jo');
		const next = 'another lantern gravel otter';
		const wrong = await sendForm(
			'/account?/password',
			{ now: 'x', password: next, again: next },
			second
		);
		expect(await wrong.text()).toContain('not your password of today');
		const right = await sendForm(
			'/account?/password',
			{ now: password('jo'), password: next, again: next },
			second
		);
		expect(right.status).toBe(200);
		for (const [cookie, status] of [
			[first, 303],
			[second, 303],
			[cookieOf(right), 200]
		] as const) {
			expect((await ask('/runs', { headers: { cookie } })).status).toBe(status);
		}
		await bench('account', 'remove', 'jo');
		const cookie = cookieOf(right);
		expect((await ask('/runs', { headers: { cookie } })).status).toBe(303);
	});
});

describe('a stream of events', () => {
	it('ends soon after its reader is shut out, and goes on for others', async () => {
		await bench('account', 'add', 'eve', '--role', 'viewer');
		const path = await invitationOf('eve', 'invite');
		const set = { password: password('eve'), again: password('eve') };
		const cookie = cookieOf(await sendForm(path, set));
		const open = (as: string): Promise<Response> =>
			ask('/api/runs/20261120T100000-aaaa/events', { headers: { cookie: as } });
		const [hers, another] = [await open(cookie), await open(cookies.viewer)];
		expect([hers.status, another.status]).toEqual([200, 200]);
		const heard = hers.text();
		await bench('account', 'remove', 'eve');
		expect(await heard).toContain('event: progress');
		expect((await open(cookie)).status).toBe(401);
		const reader = another.body?.getReader();
		expect((await reader?.read())?.done).toBe(false);
		await reader?.cancel();
	});
});

describe('passwords', () => {
	it('are refused in the same words whether the name or the password is wrong', async () => {
		const answers = await Promise.all([
			sendForm('/login', { name: 'viewer', password: 'not the password at all' }),
			sendForm('/login', { name: 'nobody-here', password: 'not the password at all' })
		]);
		for (const answer of answers) {
			expect(answer.status).toBe(403);
			expect(answer.headers.get('set-cookie')).toBeNull();
			expect(await answer.text()).toContain('There is no such name with this password.');
		}
	});

	it('that are wrong again and again make the account wait, whoever tries', async () => {
		await bench('account', 'add', 'kim', '--role', 'viewer');
		// At once: how long a try takes decides nothing.
		const tries = await Promise.all(
			Array.from({ length: 12 }, async (_, index) => {
				const answer = await sendForm('/login', { name: 'kim', password: `wrong ${index}` });
				return answer.status;
			})
		);
		expect(tries.filter((status) => status === 403).length).toBeGreaterThanOrEqual(5);
		expect(tries).toContain(429);
	});

	it('are set by an invitation, once, where they are long enough', async () => {
		await bench('account', 'add', 'lee', '--role', 'viewer');
		const path = await invitationOf('lee', 'reset');
		const short = await sendForm(path, { password: 'short', again: 'short' });
		expect(short.status).toBe(400);
		expect(await short.text()).toContain('take 15 or more');
		const set = { password: password('lee'), again: password('lee') };
		expect((await sendForm(path, { ...set, again: 'x' })).status).toBe(400);
		expect((await sendForm(path, set)).status).toBe(303);
		expect((await sendForm(path, set)).status).toBe(404);
		expect((await ask(path)).status).toBe(404);
	});
});

describe('tokens', () => {
	const tokenOf = async (name: string, scope: string): Promise<RequestInit & { id: string }> => {
		const { token, id } = JSON.parse(
			await bench('account', 'token', name, '--scope', scope, '--json')
		) as { token: string; id: string };
		return {
			id,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
		};
	};
	const change = { method: 'POST', body: '{}' };

	it('read and change with no more than the role of their account, until they are revoked', async () => {
		const reading = await tokenOf('analyst', 'read');
		const writing = await tokenOf('analyst', 'write');
		expect((await ask('/api/runs', reading)).status).toBe(200);
		expect((await ask('/api/decisions', { ...reading, ...change })).status).toBe(403);
		expect((await ask('/api/decisions', { ...writing, ...change })).status).toBe(400);
		expect((await ask('/api/audit', writing)).status).toBe(403);
		await bench('account', 'revoke', reading.id);
		expect((await ask('/api/runs', reading)).status).toBe(401);
		expect((await ask('/api/runs', writing)).status).toBe(200);
		const listed = await bench('account', 'tokens', '--json');
		expect(listed).toContain(new Date().toISOString().slice(0, 10));
		expect(listed).not.toContain('bench_');
	});

	it('that are wrong are refused, whatever cookie comes with them', async () => {
		const headers = { authorization: 'Bearer bench_nonsense', cookie: cookies.admin };
		expect((await ask('/api/runs', { headers })).status).toBe(401);
	});
});

describe('the audit log', () => {
	it('keeps who has changed, exported, tried and been refused what, and no secret', async () => {
		await ask('/api/quotes/compare.csv?ids=a,b', { headers: { cookie: cookies.viewer } });
		await ask('/api/decisions', {
			method: 'POST',
			headers: { cookie: cookies.viewer, 'content-type': 'application/json' },
			body: '{}'
		});
		const entries = await auditLog();
		const has = (entry: Partial<Entry>): void => {
			expect(entries).toContainEqual(expect.objectContaining(entry));
		};
		has({ who: 'viewer', action: 'GET /api/quotes/compare.csv?ids=a,b', outcome: 'failed' });
		has({ who: 'viewer', action: 'POST /api/decisions', outcome: 'refused', address: '127.0.0.1' });
		has({ who: 'viewer', action: 'POST /login', outcome: 'done' });
		has({ who: 'nobody-here', action: 'POST /login', outcome: 'refused' });
		has({ who: 'viewer', action: 'POST /invitation/[secret]', outcome: 'done' });
		has({ action: 'bench account add viewer --role viewer', outcome: 'done', address: null });
		const text = JSON.stringify(entries);
		expect(text).not.toContain('lantern');
		expect(text).not.toMatch(/invitation\/[\w-]{43}/u);
	});

	it.each([
		['/use-cases/contract-questions/report', ''],
		['/use-cases/contract-questions/report', '?scale=log'],
		['/quotes/none/request', '?months=12'],
		['/api/quotes/none/rfp', '?months=12']
	])('keeps each opening of %s%s once, as a page and as its data', async (path, query) => {
		const headers = { cookie: cookies.analyst };
		const action = `GET ${path}${query}`;
		const kept = async (): Promise<number> =>
			(await auditLog()).filter((entry) => entry.action === action).length;
		const before = await kept();
		await (await ask(path + query, { headers })).text();
		expect(await kept()).toBe(before + 1);
		if (path.startsWith('/api/')) return;
		await (await ask(`${path}/__data.json${query}`, { headers })).text();
		expect(await kept()).toBe(before + 2);
	});

	it.each(['page', 'data'])(
		'says of a report of nothing, asked for as its %s, that it failed',
		async (as) => {
			const path = `/use-cases/none-by-this-${as}/report`;
			const headers = { cookie: cookies.analyst };
			await (await ask(as === 'page' ? path : `${path}/__data.json`, { headers })).text();
			const entries = (await auditLog()).filter((entry) => entry.action === `GET ${path}`);
			expect(entries.map(({ outcome }) => outcome)).toEqual(['failed']);
		}
	);

	it('is read by admins page by page, and saved as CSV, which is kept in it too', async () => {
		const admin = { headers: { cookie: cookies.admin } };
		const ids: number[] = [];
		for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null;) {
			const answer = await ask(`/api/audit?limit=50&before=${next}`, admin);
			const page = (await answer.json()) as { entries: { id: number }[]; next: number | null };
			ids.push(...page.entries.map(({ id }) => id));
			({ next } = page);
		}
		expect(ids.length).toBeGreaterThan(50);
		expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
		const csv = await (await ask('/audit.csv', admin)).text();
		expect(csv.trim().split('\r\n')).toHaveLength(ids.length + 1);
		expect(await auditLog()).toContainEqual(
			expect.objectContaining({ who: 'admin', action: 'GET /audit.csv', outcome: 'done' })
		);
		expect(await (await ask('/audit', admin)).text()).toContain('GET /audit.csv');
	});
});

describe('a confidential quote', () => {
	it('is seen by procurement and admins alone, on pages and in the API', async () => {
		const id = confidentialQuote;
		const sees = async (role: Role, path: string): Promise<boolean> =>
			(await (await ask(path, { headers: { cookie: cookies[role] } })).text()).includes('Corvid');
		const paths = [
			'/',
			'/quotes',
			`/quotes/${id}`,
			'/use-cases/contract-questions',
			'/use-cases/contract-questions/report',
			'/use-cases/contract-questions/charts/crossover.csv',
			'/api/quotes',
			`/api/quotes/${id}`
		];
		for (const path of paths) {
			const seen = await Promise.all(roles.map((role) => sees(role, path)));
			expect(seen, path).toEqual([false, false, true, true]);
		}
		await bench('quote', 'confidential', id, 'no');
		expect(await sees('viewer', `/quotes/${id}`)).toBe(true);
		const marked = await ask(`/api/quotes/${id}/confidential`, {
			method: 'POST',
			headers: { cookie: cookies.procurement, 'content-type': 'application/json' },
			body: '{"confidential":true}'
		});
		expect(marked.status).toBe(200);
		expect(await sees('viewer', `/quotes/${id}`)).toBe(false);
		expect(await auditLog()).toContainEqual(
			expect.objectContaining({
				who: 'procurement',
				action: `POST /api/quotes/${id}/confidential`,
				outcome: 'done'
			})
		);
	});
});

describe('a guest link', () => {
	const linkOf = async (useCase: string): Promise<string> => {
		const fields = { useCase, note: 'the board', days: '7' };
		const made = await sendForm('/guest-links?/make', fields, cookies.procurement);
		const page = await made.text();
		const [, path] = /(\/guest\/[\w-]{43})/u.exec(page) ?? [];
		if (path === undefined) throw new Error(page);
		return path;
	};

	it('lets whoever has it read one report and nothing else, until it is revoked', async () => {
		const answer = await ask(await linkOf('contract-questions'));
		expect(answer.status).toBe(303);
		expect(answer.headers.get('location')).toBe('/use-cases/contract-questions/report');
		const headers = { cookie: cookieOf(answer) };
		const read = await ask('/use-cases/contract-questions/report', { headers });
		expect(read.status).toBe(200);
		const text = await read.text();
		expect(text).toContain('as a guest');
		expect(text).toContain('Option with a confidential quote');
		// Files of the chart are not for guests: a link to one would save a refusal.
		expect(text).toContain('90 % of draws');
		expect(text).not.toMatch(/crossover\.(?:csv|json)/u);
		expect(text).not.toContain('Corvid');
		const ofReport = [
			'GET /use-cases/[id]/report',
			'GET /api/use-cases/{id}/answer',
			'GET /api/use-cases/{id}/assumption-sets'
		];
		for (const route of ofReport) {
			const own = route.replace(/\[id\]|\{id\}/u, 'contract-questions');
			expect(await gotOf(await request(own, headers.cookie)), own).toBe('answered');
		}
		const free = /^(GET|POST) \/(login|logout|invitation|guest\/|refused)/u;
		for (const route of routes.filter((each) => !free.test(each))) {
			expect(await gotOf(await request(route, headers.cookie)), route).toBe('refused');
		}
		const decisions = '/api/decisions?useCase=contract-questions';
		expect((await ask(decisions, { headers })).status).toBe(200);
		expect((await ask(`${decisions}&useCase=other`, { headers })).status).toBe(403);
		expect((await ask('/nothing-here', { headers })).status).toBe(403);
		const entries = await auditLog();
		expect(entries).toContainEqual(
			expect.objectContaining({
				who: expect.stringMatching(/^guest link [\da-f]{8}$/u) as string,
				action: 'GET /use-cases/contract-questions/report',
				outcome: 'done'
			})
		);
		expect(JSON.stringify(entries)).not.toMatch(/guest\/[\w-]{43}/u);

		const page = await (
			await ask('/guest-links', { headers: { cookie: cookies.procurement } })
		).text();
		const [, id = ''] = /name="id" value="([\w-]+)"/u.exec(page) ?? [];
		await sendForm('/guest-links?/revoke', { id }, cookies.procurement);
		expect((await ask('/use-cases/contract-questions/report', { headers })).status).toBe(303);
	});

	it('is made for a use case that there is, and for some days alone', async () => {
		for (const wrong of [{ useCase: 'nothing' }, { days: '91' }, { days: '0' }, { note: ' ' }]) {
			const fields = { useCase: 'contract-questions', note: 'the board', days: '7', ...wrong };
			const answer = await sendForm('/guest-links?/make', fields, cookies.admin);
			expect(answer.status, JSON.stringify(wrong)).toBe(400);
			expect(await answer.text()).toContain('Nothing was made');
		}
	});

	it('that nobody has made leads nowhere', async () => {
		const answer = await ask('/guest/nothing');
		expect(answer.status).toBe(404);
		expect(answer.headers.get('set-cookie')).toBeNull();
	});
});

describe('a site that others can reach', () => {
	it('starts with an account alone, and asks everybody to sign in', async () => {
		const other = startBench(['serve', '--host', '0.0.0.0', '--port', '0', '--json'], {
			workplace
		});
		if (!other.child.stdout) throw new Error('stdout is not a pipe');
		await once(other.child.stdout, 'data');
		const { port } = JSON.parse(other.stdout()) as { port: number };
		expect(other.stderr()).toContain('this site speaks plain HTTP');
		// By the name that it was started with: others are refused before anybody is asked who they are.
		const answer = await fetch(`http://0.0.0.0:${port}/api/runs`);
		expect(answer.status).toBe(401);
		other.child.kill('SIGINT');
		await other.ended;
	});
});
