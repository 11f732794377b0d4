/** Bodies that are longer, shorter or other than they say, over real sockets on the built site. None of them is stored, and the site goes on. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFilledSite, type ServedSite } from './support/filled-site.ts';

let site: ServedSite;
let cookie = '';
beforeAll(async () => {
	site = await serveFilledSite();
	cookie = await site.newSession();
}, 120_000);
afterAll(() => site[Symbol.asyncDispose]());

const mib = 1_048_576;

/** What the site says to exactly these bytes, up to the end of its answer. */
const say = async (...parts: (string | Buffer)[]): Promise<string> => {
	const { hostname, port } = new URL(site.url);
	const socket = connect(Number(port), hostname);
	let text = '';
	socket.setEncoding('utf8').on('data', (chunk: string) => {
		text += chunk;
		// Whatever it is: one answer is enough.
		if (/\r\n\r\n/u.test(text)) socket.end();
	});
	// It may be closed while it is written to.
	socket.on('error', () => undefined);
	for (const part of parts) socket.write(part);
	await new Promise((resolve) => socket.once('close', resolve));
	return text.split('\r\n')[0] ?? '';
};

const head = (path: string, ...lines: string[]): string =>
	[
		`POST ${path} HTTP/1.1`,
		`host: ${new URL(site.url).host}`,
		`origin: ${site.url}`,
		`cookie: ${cookie}`,
		...lines,
		'',
		''
	].join('\r\n');

const json = 'content-type: application/json';
const review = (): string =>
	JSON.stringify({
		attemptId: site.things.attemptId,
		reviewer: 'Bo',
		thumb: 'up',
		comment: null
	});

const reviews = async (): Promise<unknown> =>
	site.database.readSql('SELECT count(*) AS n FROM answer_reviews');

const chunked = (...chunks: (string | Buffer)[]): Buffer =>
	Buffer.concat([
		...chunks.flatMap((chunk) => [
			Buffer.from(`${Buffer.byteLength(chunk).toString(16)}\r\n`),
			Buffer.from(chunk),
			Buffer.from('\r\n')
		]),
		Buffer.from('0\r\n\r\n')
	]);

describe('a body whose length is not what it says', () => {
	it.each([
		['two lengths', ['content-length: 5', 'content-length: 500']],
		['a length and pieces', ['content-length: 5', 'transfer-encoding: chunked']],
		['a negative length', ['content-length: -5']],
		['a length in words', ['content-length: five']],
		['a length with a sign', ['content-length: +5']],
		['an unknown coding', ['transfer-encoding: gzip']],
		['chunked said twice', ['transfer-encoding: chunked, chunked', 'x: y']],
		['pieces that are not the last coding', ['transfer-encoding: chunked, identity']]
	])('is refused with %s', async (_, lines) => {
		const before = await reviews();
		expect(await say(head('/api/reviews', json, ...lines), chunked(review()))).toMatch(
			/^HTTP\/1\.1 (?:400|411|415|501) /u
		);
		expect(await reviews()).toEqual(before);
	});

	it.each([
		['no number', 'xyz\r\nhello\r\n'],
		['a sign', '-5\r\nhello\r\n'],
		['more than it says', '2\r\nhello\r\n0\r\n\r\n']
	])('is refused where a piece has %s', async (_, body) => {
		const before = await reviews();
		const said = await say(head('/api/reviews', json, 'transfer-encoding: chunked'), body);
		expect(said).toMatch(/^(?:HTTP\/1\.1 4\d\d .*)?$/u);
		expect(await reviews()).toEqual(before);
	});

	it('is cut at the length that it says, and its rest is no second request', async () => {
		const before = await reviews();
		const body = review();
		const hidden = `${head('/api/reviews', json, `content-length: ${String(body.length)}`)}${body}`;
		const said = await say(head('/api/reviews', json, 'content-length: 2'), `{}x${hidden}`);
		expect(said).toMatch(/^HTTP\/1\.1 400 /u);
		expect(await reviews()).toEqual(before);
	});

	it('is refused above 5 MB, told beforehand or found while it is read, on every kind of route', async () => {
		const large = Buffer.alloc(6 * mib, 32);
		const form = 'content-type: application/x-www-form-urlencoded';
		const parts = 'content-type: multipart/form-data; boundary=x';
		const file = 'content-type: application/octet-stream';
		const name = 'x-file-name: offer.yaml';
		const by = 'x-entered-by: Bo';
		for (const [path, ...lines] of [
			['/api/reviews', json],
			['/api/quotes', file, name, by],
			['/api/quotes/preview', file, name],
			['/login', form],
			['/account?/password', form],
			['/guest-links?/make', form],
			['/guest-links?/make', parts],
			[`/invitation/${site.things.invitation}`, form],
			['/logout', form]
		] as [string, ...string[]][]) {
			const said = `content-length: ${String(large.length)}`;
			expect(await say(head(path, ...lines, said), large), `${path}, told`).toMatch(/ 413 /u);
			const found = await say(head(path, ...lines, 'transfer-encoding: chunked'), chunked(large));
			expect(found, `${path}, found`).toMatch(path.startsWith('/api/') ? / 413 /u : / 411 /u);
		}
	});
});

describe('an address of a page', () => {
	it('names what it names, and leads the page to no other route of the API', async () => {
		const headers = { host: new URL(site.url).host, cookie };
		for (const path of [
			'/quotes',
			'/runs',
			'/use-cases',
			'/models',
			'/hardware',
			'/prices/openai'
		]) {
			for (const id of [
				'%00',
				'..%2F',
				'..%2Faudit',
				'..%2F..%2Fapi%2Faudit',
				'a%3Fb%23c',
				'%20'
			]) {
				const { status, text } = await site.ask(`${path}/${id}`, { headers });
				expect([400, 404], `${path}/${id} ${text.slice(0, 200)}`).toContain(status);
			}
		}
		const { status } = await site.ask('/decisions/new?useCase=..%2Faudit%00', { headers });
		expect(status).toBeLessThan(500);
	});
});

describe('a body that is other than it says', () => {
	const headers = (): Record<string, string> => ({
		...{ host: new URL(site.url).host, origin: site.url, cookie },
		'content-type': 'application/json'
	});

	it('is refused where it is compressed: a thousandth of it would pass for it', async () => {
		for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'GZIP, identity', 'x']) {
			const { status, text } = await site.ask('/api/reviews', {
				method: 'POST',
				headers: { ...headers(), 'content-encoding': coding },
				body: gzipSync(review())
			});
			expect(status, coding).toBe(415);
			expect(text).toContain('content encoding');
		}
	});

	it('is refused where a form has no end, no parts, or more of them than anybody fills in', async () => {
		const many = Array.from(
			{ length: 60_000 },
			(_, i) => `--x\r\ncontent-disposition: form-data; name="${String(i)}"\r\n\r\n\r\n`
		).join('');
		for (const [type, body] of [
			[
				'multipart/form-data; boundary=x',
				'--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nines'
			],
			['multipart/form-data', '--x--\r\n'],
			['multipart/form-data; boundary=x', ''],
			['multipart/form-data; boundary=x', `${many}--x--\r\n`],
			['application/x-www-form-urlencoded', 'a&'.repeat(1_000_000)],
			['application/x-www-form-urlencoded', `name=${'%'.repeat(100_000)}`],
			['application/x-www-form-urlencoded', '__proto__=1&constructor=2&name=%00%ff']
		] as const) {
			const beganMs = performance.now();
			const { status, text } = await site.ask('/account?/password', {
				method: 'POST',
				headers: { ...headers(), 'content-type': type },
				body
			});
			expect(status, `${type} ${body.slice(0, 60)} ${text.slice(0, 200)}`).toBeLessThan(500);
			// A million fields kept the reader of forms busy for most of a minute, and everybody else waiting.
			expect(performance.now() - beganMs, body.slice(0, 60)).toBeLessThan(20_000);
		}
	});

	it('is refused where headers are longer than any that this site is sent', async () => {
		const line = `x-a: ${'a'.repeat(4_000)}`;
		const lines = Array.from({ length: 20 }, () => line);
		// Closed before all of it was sent, so that the answer may be lost on the way.
		expect(await say(head('/api/reviews', json, ...lines))).toMatch(/^(?:HTTP\/1\.1 431 .*)?$/u);
	});

	it('leaves the site as it was: the same request without its trick is taken', async () => {
		const { status, text } = await site.ask('/api/reviews', {
			method: 'POST',
			headers: headers(),
			body: review()
		});
		expect(status, text).toBe(200);
		expect(site.running.stderr()).not.toMatch(/E_INTERNAL|TypeError|RangeError/u);
	});
});
