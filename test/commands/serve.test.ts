import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { storeRunWithStage } from '../db/support/samples.ts';
import { createWorkplace, runBench, type Ended, type Workplace } from './support/bench-process.ts';
import { serveSite, type Served } from './support/served-site.ts';

const workplace = createWorkplace();
const runId = '20261120T100000-aaaa';
const token = 'a-token-for-tests-0123';

/** A browser that sends a form asks for a page; a script of the site asks for JSON. */
const ofAForm = { accept: 'text/html' };

const serve = (
	args: readonly string[],
	env: Record<string, string> = {},
	place: Workplace = workplace
): Promise<Served> => serveSite(args, { workplace: place, env });

const stop = async ({ bench }: Served): Promise<Ended> => {
	bench.child.kill('SIGINT');
	return bench.ended;
};

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
	runBench(['serve', ...args], { workplace, env });

beforeAll(async () => {
	// Once, and not by each of the processes below.
	await buildSite({ force: false, note: () => undefined });
	const database = await openDatabase(workplace.databaseUrl);
	await storeRunWithStage(database, runId);
	await database.close();
}, 120_000);
afterAll(() => {
	workplace[Symbol.dispose]();
});

describe.concurrent('bench serve', () => {
	it('prints where it listens, on loopback, and answers there', async ({ expect }) => {
		const served = await serve([]);
		expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
		const page = await fetch(served.url);
		expect(page.status).toBe(200);
		expect(await page.text()).toContain('ticket-triage');
		const { code, stderr } = await stop(served);
		expect(code).toBe(130);
		expect(stderr).toBe('');
	});

	it('answers nothing that a proxy hands on while it asks nobody who they are', async ({
		expect
	}) => {
		const served = await serve([]);
		for (const [path, header] of [
			['/', 'x-forwarded-for'],
			['/api/runs', 'forwarded'],
			['/', 'X-Real-IP']
		] as const) {
			const answer = await fetch(`${served.url}${path}`, { headers: { [header]: '192.0.2.1' } });
			expect([path, answer.status]).toEqual([path, 403]);
			expect(await answer.text()).toContain('started for its own machine alone');
		}
		await stop(served);
		const asked = await serve([], { BENCH_SERVE_TOKEN: token });
		const headers = { 'x-forwarded-for': '192.0.2.1', authorization: `Bearer ${token}` };
		expect((await fetch(`${asked.url}/api/runs`, { headers })).status).toBe(200);
		await stop(asked);
	});

	it('lets an address ask as often as a person would, and asks it to wait where it floods', async ({
		expect
	}) => {
		const served = await serve([]);
		const url = `${served.url}/api/openapi.json`;
		const first = await fetch(url);
		expect(first.status).toBe(200);
		expect(first.headers.get('cache-control')).toBe('no-store');
		let refused: Response | null = null;
		for (let i = 0; i < 200 && refused === null; i++) {
			const answers = await Promise.all(
				Array.from({ length: 50 }, () => fetch(`${served.url}/api/runs/none`))
			);
			refused = answers.find(({ status }) => status === 429) ?? null;
			expect(answers.every(({ status }) => [404, 429].includes(status))).toBe(true);
			const others = answers.filter((answer) => answer !== refused);
			await Promise.all(others.map((answer) => answer.arrayBuffer()));
		}
		expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(await refused?.json()).toMatchObject({ error: { code: 'E_RATE_LIMIT' } });
		for (const name of ['x-content-type-options', 'cache-control', 'referrer-policy']) {
			expect([name, refused?.headers.get(name)]).not.toEqual([name, null]);
		}
		// Pages are still there for who has asked the API too often.
		expect((await fetch(served.url)).status).toBe(200);
		await stop(served);
	});

	it('says which port is taken', async ({ expect }) => {
		const other = createServer();
		other.listen(0, '127.0.0.1');
		await once(other, 'listening');
		const { port } = other.address() as AddressInfo;
		const { code, stderr } = await run(['--port', String(port)]);
		expect(code).toBe(2);
		expect(stderr).toContain(`cannot listen on 127.0.0.1:${String(port)}`);
		expect(stderr).toContain('--port');
		other.close();
	});

	it('does not let others in without a token, nor with a short one', async ({ expect }) => {
		const open = await run(['--host', '0.0.0.0', '--port', '0']);
		expect(open.code).toBe(2);
		expect(open.stderr).toContain('hint: Set BENCH_SERVE_TOKEN');
		const behindProxy = await run(['--behind-https', '--allow-host', 'b.example', '--port', '0']);
		expect(behindProxy.code).toBe(2);
		expect(behindProxy.stderr).toContain('--behind-https says that others reach this site');
		const short = await run(['--port', '0'], { BENCH_SERVE_TOKEN: 'fifteen-letters' });
		expect(short.code).toBe(2);
		expect(short.stderr).toContain('16 characters or more');
	});

	it('ends where it cannot begin, in place of listening and answering nobody', async ({
		expect
	}) => {
		const misspelt = await run(['--port', '0'], { BENCH_WEB_ADRESS_HEADER: 'x-forwarded-for' });
		expect(misspelt.code).toBe(2);
		expect(misspelt.stderr).toContain('knows no variable BENCH_WEB_ADRESS_HEADER');
		const scheme = await run(['--port', '0', '--allow-host', 'https://b.example']);
		expect(scheme.code).toBe(2);
		expect(scheme.stderr).toContain('expected what browsers show between https:// and the path');
	});

	it('says so where a proxy with HTTPS stands before it that it was not told of', async ({
		expect
	}) => {
		const served = await serve([], {
			BENCH_SERVE_TOKEN: token,
			BENCH_WEB_ADDRESS_HEADER: 'x-real-ip'
		});
		const signIn = (scheme: string): Promise<Response> =>
			fetch(`${served.url}/login`, {
				method: 'POST',
				redirect: 'manual',
				headers: { ...ofAForm, origin: `${scheme}://${new URL(served.url).host}` },
				body: new URLSearchParams({ token, to: '/runs' })
			});
		const refused = await signIn('https');
		expect([refused.status, await refused.text()]).toEqual([
			403,
			expect.stringContaining('--behind-https')
		]);
		// Without the header that a proxy would set, as a probe of the machine comes.
		expect((await signIn('http')).status).toBe(303);
		await stop(served);
	});

	it('asks for its token, on pages by its login and in the API by an error', async ({ expect }) => {
		const served = await serve([], { BENCH_SERVE_TOKEN: token });
		const { url } = served;
		const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
			fetch(`${url}${path}`, { redirect: 'manual', ...init });

		const page = await ask('/runs?state=complete');
		expect(page.status).toBe(303);
		expect(page.headers.get('location')).toBe('/login?to=%2Fruns%3Fstate%3Dcomplete');
		const refused = await ask('/api/use-cases');
		expect(refused.status).toBe(401);
		expect(await refused.json()).toEqual({
			error: {
				code: 'E_AUTH',
				message: expect.any(String) as string,
				hint: expect.any(String) as string,
				issues: []
			}
		});

		const bearer = (text: string): RequestInit => ({
			headers: { authorization: `Bearer ${text}` }
		});
		expect((await ask('/api/use-cases', bearer(token))).status).toBe(200);
		expect((await ask('/api/use-cases', bearer(`${token}x`))).status).toBe(401);

		const login = (given: string): Promise<Response> =>
			ask('/login', {
				method: 'POST',
				headers: { ...ofAForm, origin: url },
				body: new URLSearchParams({ token: given, to: '/runs?state=complete' })
			});
		const wrong = await login('not-the-token-at-all');
		expect(wrong.status).toBe(403);
		expect(wrong.headers.get('set-cookie')).toBeNull();
		expect(await wrong.text()).toContain('That is not the token');
		const right = await login(token);
		expect(right.status).toBe(303);
		expect(right.headers.get('location')).toBe('/runs?state=complete');
		const cookies = right.headers.getSetCookie();
		const [cookie = '', ...others] = cookies.filter((each) => !/Max-Age=0/iu.test(each));
		expect(others).toEqual([]);
		expect(cookie).toMatch(/HttpOnly/iu);
		expect(cookie).toMatch(/SameSite=Strict/iu);
		expect(cookie).not.toContain(token);
		const [pair = ''] = cookie.split(';');
		expect((await ask('/', { headers: { cookie: pair } })).status).toBe(200);
		expect((await ask('/api/use-cases', { headers: { cookie: pair } })).status).toBe(200);
		await stop(served);
	});

	it('leads from its login only to pages of its own', async ({ expect }) => {
		const served = await serve([], { BENCH_SERVE_TOKEN: token });
		for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
			const answer = await fetch(`${served.url}/login`, {
				method: 'POST',
				redirect: 'manual',
				headers: { ...ofAForm, origin: served.url },
				body: new URLSearchParams({ token, to })
			});
			expect(answer.headers.get('location')).toBe('/');
		}
		await stop(served);
	});

	it('ends at once at Ctrl-C, while somebody is still connected', async ({ expect }) => {
		const served = await serve([]);
		const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
		await once(socket, 'connect');
		// Closed from the other side, perhaps without a farewell.
		socket.on('error', () => undefined);
		const closed = new Promise<void>((resolve) => {
			socket.once('close', () => {
				resolve();
			});
		});
		// A request whose end never comes.
		socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n');
		expect((await stop(served)).code).toBe(130);
		await closed;
	});

	it('refuses a database that is named and not there, and says how to make it', async ({
		expect
	}) => {
		const { code, stdout, stderr } = await run(['--port', '0', '--db', 'file:missspelt.db']);
		expect([code, stdout]).toStrictEqual([2, '']);
		expect(stderr).toBe(
			'error E_NOT_FOUND: there is no database missspelt.db\nhint: Give its path with --db, or make it with a first run: bench run --demo --db file:missspelt.db\n'
		);
	});

	it('starts before there is a database, says how to make one, and shows it once it is there', async ({
		expect
	}) => {
		using place = createWorkplace();
		const served = await serve([], {}, place);
		expect(served.bench.stderr()).toContain('there is no database bench.db yet');
		// The portfolio also shows what is written down alone; runs are nowhere else.
		const portfolio = await fetch(served.url);
		expect(portfolio.status).toBe(200);
		const empty = await portfolio.text();
		expect(empty).toContain('No use case has been measured or described yet.');
		expect(empty).toContain('npx bench run --demo');
		const runs = await fetch(new URL('/runs', served.url));
		expect(runs.status).toBe(404);
		expect(await runs.text()).toContain('There is no database bench.db yet');
		copyFileSync(workplace.file('bench.db'), place.file('bench.db'));
		const after = await fetch(served.url);
		expect(after.status).toBe(200);
		expect(await after.text()).toContain('ticket-triage');
		await stop(served);
	});

	it('refuses a file that is no database, and one that is damaged', async ({ expect }) => {
		writeFileSync(workplace.file('notes.db'), 'these are my notes, not a database\n'.repeat(100));
		const foreign = await run(['--db', 'file:notes.db']);
		expect(foreign.code).toBe(1);
		expect(foreign.stderr).toContain('error E_DATABASE: notes.db is not a SQLite database');
		const whole = readFileSync(workplace.file('bench.db'));
		writeFileSync(workplace.file('cut.db'), whole.subarray(0, 8_192));
		const damaged = await run(['--db', 'file:cut.db']);
		expect(damaged.code).toBe(1);
		expect(damaged.stderr).toContain('error E_DATABASE: cut.db is damaged');
	});
});
