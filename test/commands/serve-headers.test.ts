/** What browsers are told with every answer: the whole table of routes, over real HTTP, signed in and not, and what lies beside the routes. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtHandler } from '#bench/commands/serve/build-site.ts';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { serveFilledSite, type Answered, type ServedSite } from './support/filled-site.ts';

let site: ServedSite;
let overHttps: ServedSite;
let cookie = '';

beforeAll(async () => {
	site = await serveFilledSite();
	overHttps = await serveFilledSite(['--behind-https']);
	cookie = await site.newSession();
}, 120_000);
afterAll(async () => {
	await site[Symbol.asyncDispose]();
	await overHttps[Symbol.asyncDispose]();
});

/** A path of a route at which there is something, where something is stored. */
const pathOf = (pattern: string): string => {
	const { quoteId, decisionId, assumptionSetId, guestSecret, invitation } = site.things;
	const parts: [RegExp, string][] = [
		[/\/guest\/\[secret\]/u, `/guest/${guestSecret}`],
		[/\/invitation\/\[secret\]/u, `/invitation/${invitation}`],
		[/\/quotes\/(?:\[id\]|\{id\})/u, `/quotes/${quoteId}`],
		[/\/decisions\/\{id\}/u, `/decisions/${decisionId}`],
		[/\{setId\}/u, assumptionSetId],
		[/\/use-cases\/(?:\[id\]|\{id\})/u, '/use-cases/contract-questions'],
		[/\/runs\/(?:\[id\]|\{id\})/u, '/runs/20261120T100000-aaaa'],
		[/\[chart\]/u, 'crossover']
	];
	const named = parts.reduce((path, [part, value]) => path.replace(part, value), pattern);
	return named.replaceAll(/\[\.{0,3}\w+\]|\{\w+\}/gu, 'none');
};

const methods = /^(\w+) (.*)$/u;

const askRoute = (route: string, headers: Record<string, string>): Promise<Answered> => {
	const [, method = '', pattern = ''] = methods.exec(route) ?? [];
	const isApi = pattern.startsWith('/api/');
	const body = method === 'GET' || method === 'DELETE' ? {} : { body: isApi ? '{}' : '' };
	const type = isApi ? 'application/json' : 'application/x-www-form-urlencoded';
	const page = pattern === '/guest-links' && method === 'POST' ? '?/make' : '';
	return site.ask(pathOf(pattern) + page, {
		method,
		headers: {
			host: new URL(site.url).host,
			origin: site.url,
			accept: isApi ? 'application/json' : 'text/html',
			...(method === 'GET' ? {} : { 'content-type': type }),
			...headers
		},
		...body
	});
};

/** Directives by name. */
const policyOf = ({ headers }: Answered): Map<string, string> =>
	new Map(
		String(headers['content-security-policy'] ?? '')
			.split(';')
			.map((part) => {
				const [name = '', ...rest] = part.trim().split(' ');
				return [name, rest.join(' ')];
			})
	);

/** What is wrong with the headers of an answer; empty where nothing is. */
const faultsOf = (answer: Answered, isPrivate: boolean): string[] => {
	const { headers } = answer;
	const policy = policyOf(answer);
	const wanted: [string, boolean][] = [
		['nosniff', headers['x-content-type-options'] === 'nosniff'],
		['referrer-policy', headers['referrer-policy'] === 'same-origin'],
		['COOP', headers['cross-origin-opener-policy'] === 'same-origin'],
		['CORP', headers['cross-origin-resource-policy'] === 'same-origin'],
		['frame-ancestors', policy.get('frame-ancestors') === "'none'"],
		['base-uri', policy.get('base-uri') === "'none'"],
		['no CORS', headers['access-control-allow-origin'] === undefined],
		['no powered-by', headers['x-powered-by'] === undefined && headers['server'] === undefined]
	];
	if (headers['content-type']?.startsWith('text/html') === true) {
		const scripts = policy.get('script-src') ?? '';
		wanted.push(
			['default-src', policy.get('default-src') === "'self'"],
			['scripts by nonce', /^'self'(?: 'nonce-[\w+/=-]{16,}')?$/u.test(scripts)],
			['object-src', policy.get('object-src') === "'none'"],
			['form-action', policy.get('form-action') === "'self'"]
		);
	} else if (isPrivate) wanted.push(['data runs nothing', policy.get('default-src') === "'none'"]);
	if (isPrivate) {
		const kept = headers['cache-control'] ?? 'absent';
		wanted.push([`cache-control, found ${kept}`, /\bno-store\b/u.test(kept)]);
	}
	return wanted.filter(([, isMet]) => !isMet).map(([name]) => name);
};

// Signing out ends the session that the others need, and an event stream has no end.
const routes = Object.keys(routeRules).filter(
	(route) => route !== 'POST /logout' && route !== 'GET /api/runs/{id}/events'
);

describe('the headers of every route', () => {
	it.each(['signed in', 'not signed in'])('are those of a private page, %s', async (who) => {
		const found: Record<string, string[]> = {};
		let pages = 0;
		for (const route of routes) {
			const answer = await askRoute(route, who === 'signed in' ? { cookie } : {});
			if (answer.headers['content-type']?.startsWith('text/html') === true) pages++;
			const faults = faultsOf(answer, true);
			if (answer.status >= 500) faults.push(`${answer.status}`);
			if (faults.length > 0) found[route] = faults;
		}
		expect(found).toEqual({});
		expect(pages).toBeGreaterThan(who === 'signed in' ? 25 : 1);
	});

	it('are there for an event stream, which is read as it comes', async () => {
		const stream = await fetch(`${site.url}/api/runs/20261120T100000-aaaa/events`, {
			headers: { cookie }
		});
		const headers = Object.fromEntries(stream.headers);
		await stream.body?.cancel();
		expect(faultsOf({ status: stream.status, headers, text: '' }, true)).toEqual([]);
	});

	it('are there too where no route answers: files, unknown paths, foreign hosts and forms', async () => {
		const folder = join(dirname(builtHandler), 'client');
		const [script = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
			(file) => file.endsWith('.js')
		);
		const own = { host: new URL(site.url).host };
		const answers = {
			file: await site.ask(`/${script}`, { headers: own }),
			icon: await site.ask('/favicon.svg', { headers: own }),
			unknown: await site.ask('/nothing-here', { headers: { ...own, cookie } }),
			'unknown file': await site.ask('/_app/immutable/none.js', { headers: own }),
			host: await site.ask('/', { headers: { host: 'evil.example' } }),
			form: await site.ask('/login', {
				method: 'POST',
				headers: {
					...own,
					'content-type': 'application/x-www-form-urlencoded',
					origin: 'http://evil.example'
				},
				body: 'name=ines'
			}),
			method: await site.ask('/runs', { method: 'OPTIONS', headers: { ...own, cookie } }),
			encoding: await site.ask('/%E0%A4%A', { headers: { ...own, cookie } })
		};
		const faults = Object.entries(answers).map(([name, answer]) => [name, faultsOf(answer, false)]);
		expect(Object.fromEntries(faults)).toEqual(
			Object.fromEntries(Object.keys(answers).map((name) => [name, []]))
		);
		expect([answers.file.status, answers.host.status, answers.form.status]).toEqual([
			200, 403, 403
		]);
	});
});

/** The cookies that an answer sets, by name, with their attributes in small letters; or those that it ends. */
const cookiesOf = ({ headers }: Answered, which: 'set' | 'ended' = 'set'): Map<string, string[]> =>
	new Map(
		(headers['set-cookie'] ?? [])
			.map((line): [string, string[]] => {
				const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
				return [pair.split('=')[0] ?? '', attributes.map((each) => each.toLowerCase())];
			})
			.filter(([, attributes]) => attributes.includes('max-age=0') === (which === 'ended'))
	);

const form = (to: ServedSite, protocol: string): Record<string, string> => ({
	host: new URL(to.url).host,
	origin: `${protocol}//${new URL(to.url).host}`,
	'content-type': 'application/x-www-form-urlencoded'
});

const signIn = (to: ServedSite, protocol: string): Promise<Answered> =>
	to.ask('/login', {
		method: 'POST',
		headers: form(to, protocol),
		body: new URLSearchParams({ name: 'ines', password: to.things.password }).toString()
	});

describe('the cookies that let somebody in', () => {
	it('are kept from scripts and from other sites, on loopback without HTTPS', async () => {
		const answer = await signIn(site, 'http:');
		const signedIn = cookiesOf(answer);
		expect([...cookiesOf(answer, 'ended').keys()]).toEqual(['bench_access']);
		const guest = cookiesOf(await site.ask(`/guest/${site.things.guestSecret}`));
		expect([...signedIn.keys(), ...guest.keys()]).toEqual(['bench_session', 'bench_guest']);
		for (const attributes of [...signedIn.values(), ...guest.values()]) {
			expect(attributes).toEqual(expect.arrayContaining(['httponly', 'path=/', 'samesite=lax']));
			expect(attributes.join()).not.toContain('domain');
		}
	});

	it('belong to this host alone over HTTPS', async () => {
		const answer = await signIn(overHttps, 'https:');
		const signedIn = cookiesOf(answer);
		// A browser takes no cookie of this prefix, nor its end, without these two.
		const ended = cookiesOf(answer, 'ended');
		expect([...ended.keys()]).toEqual(['__Host-bench_access']);
		expect([...ended.values()].flat()).toEqual(expect.arrayContaining(['secure', 'path=/']));
		const guest = cookiesOf(await overHttps.ask(`/guest/${overHttps.things.guestSecret}`));
		const names = [...signedIn.keys(), ...guest.keys()];
		expect(names).toEqual(['__Host-bench_session', '__Host-bench_guest']);
		for (const attributes of [...signedIn.values(), ...guest.values()]) {
			expect(attributes).toEqual(
				expect.arrayContaining(['httponly', 'secure', 'path=/', 'samesite=lax'])
			);
			expect(attributes.join()).not.toContain('domain');
		}
		const read = await overHttps.ask('/runs', {
			headers: { cookie: await overHttps.newSession() }
		});
		expect(read.status).toBe(200);
		// Without the prefix it may be another host's of the same domain.
		const bare = (await overHttps.newSession()).replace('__Host-', '');
		expect((await overHttps.ask('/runs', { headers: { cookie: bare } })).status).toBe(303);
	});
});
