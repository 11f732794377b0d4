/** Requests to the built site that are made to hurt: bodies, queries, headers, other sites, slow senders. One process answers all of them. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createRandom } from '#core/random.ts';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { serveFilledSite, type Asked, type ServedSite } from '../commands/support/filled-site.ts';
import type { Tally } from './hostile-tally.ts';

const writing = Object.keys(routeRules).filter((route) => !route.startsWith('GET '));
const reading = Object.keys(routeRules).filter(
	(route) => route.startsWith('GET ') && !route.endsWith('/events')
);

/** Forms of a page that has several; the others take what is posted to the page itself. */
const formsOf: Readonly<Record<string, readonly string[]>> = {
	'/account': ['password', 'token', 'revoke'],
	'/accounts': ['invite', 'revoke'],
	'/accounts/[id]': ['role', 'invite', 'remove', 'revoke'],
	'/guest-links': ['make', 'revoke']
};

/** Resident memory of a process, MiB; 0 where the platform does not tell. */
const residentMib = (pid: number): number => {
	try {
		const [, kib = '0'] =
			/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
		return Number(kib) / 1_024;
	} catch {
		return 0;
	}
};

const evilParts = [
	...[
		'__proto__',
		'constructor',
		'..',
		'%2e%2e%2f',
		'%00',
		'%ED%A0%80',
		'%E0%A4%A',
		'a'.repeat(3_000)
	],
	...[
		'%3Cscript%3E',
		"'%20OR%201=1--",
		'%0d%0aset-cookie:%20a=b',
		'none',
		'1e999',
		'-1',
		'%F0%9F%92%A9'
	]
];

const evilBodies: readonly (() => string | Buffer)[] = [
	() => '{"__proto__":{"polluted":true}}',
	() => '{"constructor":{"prototype":{"polluted":true}}}',
	() => '['.repeat(200_000),
	() => '{"a":'.repeat(100_000),
	() => `{"a":${'9'.repeat(1_000_000)}}`,
	() => `"${'a'.repeat(4_000_000)}"`,
	() => `{${Array.from({ length: 200_000 }, (_, i) => `"k${String(i)}":1`).join(',')}}`,
	() => Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
	() => Buffer.alloc(6_000_000, 97),
	() => 'a&'.repeat(1_000_000),
	() => `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n`.repeat(50_000),
	() => 'null',
	() => ''
];

const evilTypes = [
	...['application/json', 'application/octet-stream', 'application/x-www-form-urlencoded'],
	...['multipart/form-data; boundary=x', 'multipart/form-data', 'text/plain', '', 'a/b; c="']
];

const ask = async (
	site: ServedSite,
	tally: Tally,
	kind: string,
	path: string,
	asked: Asked,
	isFault: (status: number) => boolean
): Promise<void> => {
	const pid = site.running.child.pid ?? 0;
	const before = residentMib(pid);
	const beganMs = performance.now();
	const what = `${asked.method ?? 'GET'} ${path.slice(0, 120)}`;
	try {
		const { status, text } = await site.ask(path, asked);
		if (status >= 500)
			tally.fault(kind, 'crashes', `${what}: ${String(status)} ${text.slice(0, 200)}`);
		else if (isFault(status)) tally.fault(kind, 'accepted', `${what}: ${String(status)}`);
	} catch (error) {
		// Closed while it was still sent: what is too long is not read to its end.
		const { code } = error as NodeJS.ErrnoException;
		if (code !== 'ECONNRESET' && code !== 'EPIPE')
			tally.fault(kind, 'crashes', `${what}: ${String(error)}`);
	}
	const ms = performance.now() - beganMs;
	tally.count(kind, { ms, mib: residentMib(pid) - before });
	if (ms > 10_000) tally.fault(kind, 'others', `${what}: took ${ms.toFixed(0)} ms`);
};

/** Requests that are held open, all at once, while others are answered. */
const trySlow = async (site: ServedSite, tally: Tally, many: number): Promise<void> => {
	const kind = 'requests held open';
	const { hostname, port, host } = new URL(site.url);
	const heads = [
		`GET / HTTP/1.1\r\nhost: ${host}\r\nx: `,
		`POST /login HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 50000\r\n\r\n`,
		''
	];
	const before = residentMib(site.running.child.pid ?? 0);
	const sockets = Array.from({ length: many }, (_, i) => {
		const socket = connect(Number(port), hostname);
		socket.on('error', () => undefined);
		socket.write(heads[i % heads.length] ?? '');
		return socket;
	});
	const beganMs = performance.now();
	const { status } = await site.ask('/favicon.svg', { headers: { host } });
	const ms = performance.now() - beganMs;
	if (status !== 200 || ms > 5_000)
		tally.fault(kind, 'others', `a file took ${ms.toFixed(0)} ms beside them, ${String(status)}`);
	const mib = residentMib(site.running.child.pid ?? 0) - before;
	for (const socket of sockets) {
		tally.count(kind, { ms, mib });
		socket.destroy();
	}
};

export const tryRequests = async (
	times: number,
	seed: number,
	tally: Tally,
	note: (line: string) => void
): Promise<void> => {
	await using site = await serveFilledSite();
	const random = createRandom(seed, 'requests');
	const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
	const { host } = new URL(site.url);
	const cookie = await site.newSession();
	const pathOf = (route: string): string =>
		(route.split(' ')[1] ?? '').replaceAll(/\[\.{0,3}\w+\]|\{\w+\}/gu, () => any(evilParts));
	const [stored] = await site.database.readSql('SELECT count(*) AS n FROM quotes');
	for (let i = 0; i < times; i++) {
		const read = any(reading);
		const query = Array.from(
			{ length: 1 + Math.floor(random() * 4) },
			() => `${any(evilParts)}=${any(evilParts)}`
		);
		const path = `${pathOf(read)}?${query.join('&')}`;
		await ask(site, tally, 'paths and queries', path, { headers: { host, cookie } }, () => false);

		const route = any(writing);
		const method = route.split(' ')[0] ?? '';
		const foreign = any([
			{ origin: 'http://evil.example' },
			{ origin: 'null' },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' },
			{ host: `evil.example:${new URL(site.url).port}` }
		] as Record<string, string>[]);
		const body = method === 'DELETE' ? {} : { body: '{}' };
		await ask(
			site,
			tally,
			'changes that other sites ask for',
			pathOf(route),
			{ method, headers: { host, cookie, 'content-type': any(evilTypes), ...foreign }, ...body },
			// Before anybody looks where it comes from, an address that cannot be read is refused, and one with a slash too many is sent on.
			(status) => ![400, 403, 308].includes(status)
		);
		// Large ones: a few of them say as much.
		if (i % 10 === 0) {
			const write = any(
				writing.filter((each) => !each.includes('logout') && !each.startsWith('DELETE'))
			);
			const form = any(formsOf[write.split(' ')[1] ?? ''] ?? ['']);
			const headers = { host, cookie, origin: site.url, 'content-type': any(evilTypes) };
			const chunked: Record<string, string> =
				random() < 0.3 ? { 'transfer-encoding': 'chunked' } : {};
			const name = {
				'x-file-name': any(['a.yaml', 'a.json', 'a.csv', 'a.xlsx']),
				'x-entered-by': 'Bo'
			};
			await ask(
				site,
				tally,
				'bodies',
				`${pathOf(write)}${form === '' ? '' : `?/${form}`}`,
				{ method: 'POST', headers: { ...headers, ...chunked, ...name }, body: any(evilBodies)() },
				(status) => status === 201
			);
		}
	}
	await trySlow(site, tally, 500);
	const [after] = await site.database.readSql('SELECT count(*) AS n FROM quotes');
	if (JSON.stringify(after) !== JSON.stringify(stored))
		tally.fault('bodies', 'accepted', 'a quote was stored');
	const errors = site.running.stderr();
	if (/E_INTERNAL|TypeError|RangeError/u.test(errors))
		tally.fault('bodies', 'crashes', errors.slice(0, 300));
	note('requests to the site are done');
};
