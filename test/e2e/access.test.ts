/** Who may ask the site, and change something: checked on the built site over real sockets. */
import { request as httpRequest } from 'node:http';
import { describe, expect, inject, it } from 'vitest';

/** `fetch` does not let a test choose Host and Origin. */
const ask = (
	method: string,
	path: string,
	headers: Record<string, string>,
	body?: string
): Promise<{ status: number; text: string }> =>
	new Promise((resolve, reject) => {
		const request = httpRequest(
			new URL(path, inject('siteUrl')),
			{
				method,
				// For a DELETE, node:http says nothing of a length, and its body would be read as the next request.
				headers: {
					...headers,
					...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) })
				}
			},
			(response) => {
				let text = '';
				response.on('data', (chunk: Buffer) => {
					text += chunk.toString();
				});
				response.on('end', () => {
					resolve({ status: response.statusCode ?? 0, text });
				});
			}
		);
		request.on('error', reject);
		request.end(body);
	});

const own = (): string => inject('siteUrl');
const json = { 'content-type': 'application/json' };

describe('access to the site', () => {
	it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
		'refuses a %s of a foreign page, JSON too',
		async (method) => {
			const headers = { ...json, origin: 'http://evil.example' };
			const { status, text } = await ask(method, '/api/decisions', headers, '{}');
			expect(status).toBe(403);
			expect(JSON.parse(text)).toMatchObject({ error: { code: 'E_ORIGIN' } });
		}
	);

	it('refuses a change that the browser says another site began, without an Origin', async () => {
		const headers = { ...json, 'sec-fetch-site': 'cross-site' };
		const { status } = await ask('POST', '/api/decisions', headers, '{}');
		expect(status).toBe(403);
	});

	it.each(['evil.example', '127.0.0.1.evil.example:4180', '127.0.0.1:1'])(
		'answers nothing to the host %s',
		async (host) => {
			expect((await ask('GET', '/', { host })).status).toBe(403);
			expect((await ask('POST', '/api/decisions', { ...json, host }, '{}')).status).toBe(403);
		}
	);

	it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
		'takes no body of type %s, which a form of any page could send',
		async (type) => {
			const { status } = await ask('POST', '/api/decisions', { 'content-type': type }, 'a=b');
			expect([403, 415]).toContain(status);
		}
	);

	it('answers its own page, and says what is not there in the form of all errors', async () => {
		const { status, text } = await ask('POST', '/api/nothing', { ...json, origin: own() }, '{}');
		expect(status).toBe(404);
		expect(JSON.parse(text)).toMatchObject({ error: { code: 'E_NOT_FOUND' } });
	});

	it('answers an address that cannot be read in the form of all errors', async () => {
		const { status, text } = await ask('GET', '/api/use-cases/%E0%A4%A/case', {});
		expect(status).toBe(400);
		expect(JSON.parse(text)).toMatchObject({ error: { code: 'E_USAGE' } });
	});

	it('sends a policy that lets no foreign script, frame or form in', async () => {
		const response = await fetch(own());
		const policy = response.headers.get('content-security-policy') ?? '';
		expect(policy).toContain("default-src 'self'");
		expect(policy).toMatch(/script-src 'self' 'nonce-[^']+'/u);
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).toContain("object-src 'none'");
		expect(policy).not.toContain("'unsafe-eval'");
	});
});
