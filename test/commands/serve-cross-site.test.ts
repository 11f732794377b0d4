/**
 * Changes that another site asks a browser for: every route that writes, with every way in which a browser may say where a request comes
 * from, over real HTTP. What a cell must answer is worked out here from the headers alone, apart from the code that decides it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '#db/sql-value.ts';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { sampleDecision } from '../db/support/sample-decision.ts';
import { serveFilledSite, type Answered, type ServedSite } from './support/filled-site.ts';

let site: ServedSite;
beforeAll(async () => {
	site = await serveFilledSite();
}, 120_000);
afterAll(() => site[Symbol.asyncDispose]());

interface Write {
	path: string;
	/** What would change something, were it let in. */
	body: string;
	kind: 'form' | 'json' | 'file';
	headers?: Record<string, string>;
}

const fields = (values: Record<string, string>): Pick<Write, 'body' | 'kind'> => ({
	kind: 'form',
	body: new URLSearchParams(values).toString()
});
const json = (value: unknown): Pick<Write, 'body' | 'kind'> => ({
	kind: 'json',
	body: JSON.stringify(value)
});

const quote = {
	kind: 'file',
	body: 'kind: none',
	headers: { 'x-file-name': 'offer.yaml', 'x-entered-by': 'Bo' }
} as const;

/** A request of each route that changes something. */
const writesOf = ({ things }: ServedSite): Record<string, Write> => {
	const next = 'another lantern gravel otter';
	const { password } = things;
	return {
		'POST /login': { path: '/login', ...fields({ name: 'ines', password }) },
		'POST /invitation/[secret]': {
			path: `/invitation/${things.invitation}`,
			...fields({ password: next, again: next })
		},
		'POST /logout': { path: '/logout', ...fields({}) },
		'POST /account': {
			path: '/account?/password',
			...fields({ now: password, password: next, again: next })
		},
		'POST /guest-links': {
			path: '/guest-links?/make',
			...fields({ useCase: 'contract-questions', note: 'the board', days: '7' })
		},
		'POST /accounts': {
			path: '/accounts?/invite',
			...fields({ name: 'olga', role: 'viewer' })
		},
		'POST /accounts/[id]': {
			path: `/accounts/${things.otherAccountId}?/role`,
			...fields({ role: 'analyst' })
		},
		'POST /api/use-cases/{id}/assumption-sets': {
			path: '/api/use-cases/support-triage/assumption-sets',
			...json({ name: 'summer', values: {}, author: 'Bo' })
		},
		'DELETE /api/use-cases/{id}/assumption-sets/{setId}': {
			path: `/api/use-cases/support-triage/assumption-sets/${things.assumptionSetId}`,
			kind: 'json',
			body: ''
		},
		'POST /api/quotes': { path: '/api/quotes', ...quote },
		'POST /api/quotes/preview': { path: '/api/quotes/preview', ...quote },
		'POST /api/quotes/{id}/confidential': {
			path: `/api/quotes/${things.quoteId}/confidential`,
			...json({ confidential: true })
		},
		'POST /api/decisions': {
			path: '/api/decisions',
			...json({
				...sampleDecision({ useCaseId: 'contract-questions', optionId: null }),
				// Of this site, on which none of the runs and quotes of the sample is.
				evidence: { ...sampleDecision().evidence, runIds: [], quoteIds: [] },
				supersedesId: null
			})
		},
		'POST /api/decisions/{id}/sign-offs': {
			path: `/api/decisions/${things.decisionId}/sign-offs`,
			...json({ person: 'Bo', role: 'board' })
		},
		'POST /api/reviews': {
			path: '/api/reviews',
			...json({ attemptId: things.attemptId, reviewer: 'Bo', thumb: 'up', comment: null })
		}
	};
};

const writingRoutes = Object.keys(routeRules).filter((route) => !route.startsWith('GET '));

interface Cell {
	/** Null where the header is left out. */
	origin: string | null;
	fetchSite: string | null;
	host: string;
	type: string | null;
}

const formTypes = [
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x',
	'text/plain',
	'text/plain; application/json'
];
/** Those of them that a page can read as a form. */
const bodiesOfForms = formTypes.slice(0, 2);
const apiTypes = [
	'application/json',
	'application/json; charset=utf-8',
	'Application/Octet-Stream'
];
const otherTypes = ['application/jsonx', 'text/json', null];

const typeOf = ({ kind }: Write): string | null =>
	({ form: formTypes[0], json: apiTypes[0], file: apiTypes[2] })[kind] ?? null;

const cells = (types = [...formTypes, ...apiTypes, ...otherTypes]): Cell[] => {
	const { host, hostname, port } = new URL(site.url);
	const origins = [
		null,
		`http://${host}`,
		'http://evil.example',
		'null',
		`http://${hostname}:${String(Number(port) - 1)}`,
		`http://${hostname}`,
		`https://${host}`,
		`http://localhost:${port}`,
		`http://${host}.evil.example`,
		`http://evil.example:${port}`,
		`http://${host}@evil.example`,
		`http://${host}, http://evil.example`,
		''
	];
	const fetchSites = [null, 'same-origin', 'none', 'same-site', 'cross-site', 'anything'];
	const hosts = [host, `evil.example:${port}`, `${hostname}.evil.example`];
	return origins.flatMap((origin) =>
		fetchSites.flatMap((fetchSite) =>
			hosts.flatMap((named) => types.map((type) => ({ origin, fetchSite, host: named, type })))
		)
	);
};

/** Whether a browser says that this site's own page asks, or nothing that a browser sends says another one does. */
const isOwn = ({ origin, fetchSite, host }: Cell): boolean =>
	host === new URL(site.url).host &&
	(origin === null || origin === site.url) &&
	(fetchSite === null || fetchSite === 'same-origin' || fetchSite === 'none');

/** Whether the body may be looked at: forms on pages where the page itself is known to send them, JSON and files in the API. */
const isLookedAt = (cell: Cell, { path, body }: Write): boolean => {
	if (!isOwn(cell)) return false;
	if (path.startsWith('/api/') && cell.type !== null) return apiTypes.includes(cell.type);
	if (path.startsWith('/api/')) return body === '' && cell.origin !== null;
	// Without an Origin nothing says that it is not a foreign form.
	return cell.origin !== null && cell.type !== null && bodiesOfForms.includes(cell.type);
};

/** Everything that is stored but the audit log, which grows with every request that was let in, and when sessions were last seen. */
const stored = async (): Promise<Record<string, string>> => {
	const { database } = site;
	const tables = await database.readSql(
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('audit_log', 'sessions')"
	);
	const all: Record<string, string> = {};
	for (const { name } of tables) {
		const table = textOf(name);
		all[table] = JSON.stringify(await database.readSql(`SELECT * FROM "${table}"`));
	}
	const sessions = await database.readSql('SELECT secret_hash FROM sessions ORDER BY 1');
	return { ...all, sessions: JSON.stringify(sessions) };
};

const send = (
	route: string,
	{ path, body, headers = {} }: Write,
	{ origin, fetchSite, host, type }: Cell,
	cookie: string
): Promise<Answered> =>
	site.ask(path, {
		method: route.split(' ')[0] ?? '',
		headers: {
			...headers,
			...{ host, cookie },
			...(origin === null ? {} : { origin }),
			...(fetchSite === null ? {} : { 'sec-fetch-site': fetchSite }),
			...(type === null ? {} : { 'content-type': type })
		},
		...(body === '' ? {} : { body })
	});

/** Not the answer of a page that has read its form, such as that a password is wrong. */
const isRefused = ({ status, text }: Answered): boolean =>
	(status === 403 || status === 415) && !text.includes('"type":"failure"');

describe('a change that another site asks for', () => {
	it('is named here for every route that writes', () => {
		expect(Object.keys(writesOf(site)).sort()).toEqual([...writingRoutes].sort());
	});

	it('is refused in every cell of the matrix, and nothing is stored', async () => {
		const cookie = await site.newSession();
		const before = await stored();
		const letIn: string[] = [];
		let tried = 0;
		for (const [route, write] of Object.entries(writesOf(site))) {
			// Every type on a page and on a route of the API; where a request comes from is looked at before that, on the others with their own.
			const isWhole = route === 'POST /guest-links' || route === 'POST /api/decisions';
			const foreign = cells(isWhole ? undefined : [typeOf(write)]).filter((cell) => !isOwn(cell));
			// Many at once: what is refused is refused before anything is read.
			for (let at = 0; at < foreign.length; at += 16) {
				const answers = await Promise.all(
					foreign.slice(at, at + 16).map(async (cell) => ({
						cell,
						answer: await send(route, write, cell, cookie)
					}))
				);
				tried += answers.length;
				for (const { cell, answer } of answers) {
					if (answer.status !== 403)
						letIn.push(`${route} ${JSON.stringify(cell)}: ${String(answer.status)}`);
				}
			}
		}
		expect(letIn).toEqual([]);
		expect(tried).toBeGreaterThan(200 * writingRoutes.length + 4_000);
		expect(await stored()).toEqual(before);
	});

	it('is told from one of its own pages by nothing but what a browser says', async () => {
		const own = cells().filter(isOwn);
		const wrong: string[] = [];
		for (const [route, write] of Object.entries(writesOf(site))) {
			const cookie = await site.newSession();
			// With a body of no use, so that nothing changes on the way.
			const isForm = !write.path.startsWith('/api/');
			const isDelete = route.startsWith('DELETE');
			const harmless = {
				...write,
				path: isDelete ? `${write.path}-none` : write.path,
				body: isDelete ? '' : '{}'
			};
			for (const cell of own) {
				const isParts = isForm && cell.type === formTypes[1];
				const body = isParts ? '--x--\r\n' : harmless.body;
				const answer = await send(route, { ...harmless, body }, cell, cookie);
				const isAsWanted = isRefused(answer) !== isLookedAt(cell, harmless);
				if (!isAsWanted || answer.status >= 500)
					wrong.push(
						`${route} ${JSON.stringify(cell)}: ${String(answer.status)} ${answer.text.slice(0, 200)}`
					);
			}
		}
		expect(wrong).toEqual([]);
	});

	it('is what its own page does too: each of the requests changes something where it is asked from there', async () => {
		const statuses: Record<string, number> = {};
		for (const [route, write] of Object.entries(writesOf(site))) {
			const host = new URL(site.url).host;
			const cell = { origin: site.url, fetchSite: 'same-origin', host, type: typeOf(write) };
			const cookie = await site.newSession();
			const before = await stored();
			const answer = await send(route, write, cell, cookie);
			statuses[route] = answer.status;
			// The file holds no offer, so that reading it ends with words.
			const isSame = JSON.stringify(await stored()) === JSON.stringify(before);
			if (write.kind !== 'file')
				expect(isSame, `${route} ${answer.text.slice(0, 300)}`).toBe(false);
		}
		expect(Object.values(statuses).filter((status) => status >= 500)).toEqual([]);
		expect(Object.entries(statuses).filter(([, status]) => status === 403)).toEqual([]);
	});
});
