import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsSigner } from '#bench/load/finishing/aws-signature.ts';
import { headOf } from '#bench/load/finishing/request-head.ts';
import { RequestFinisher, requestFinishOf } from '#bench/load/finishing/request-finisher.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { nonceDigits, noncePlaceholder } from '#bench/protocols/cache-nonce.ts';
import { openaiChat } from '#bench/protocols/openai-chat.ts';
import type { RequestSigning } from '#bench/protocols/protocol.ts';
import { createRawServer, respond } from '../support/raw-server.ts';
import { beginStage, requestsOf, runStage } from '../support/stage.ts';

const signing: RequestSigning = {
	scheme: 'aws-sigv4',
	service: 'bedrock',
	region: 'eu-central-1',
	accessKeyId: 'AKIDEXAMPLE',
	secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
	sessionToken: 'token'
};
const rendered = (body: string): Uint8Array =>
	renderRequest({
		method: 'POST',
		url: new URL('http://llm.example:8000/v1/chat?x=1'),
		headers: { 'content-type': 'application/json' },
		body
	});
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const noncesIn = (text: string): string[] =>
	[...text.matchAll(/nonce-([0-9a-f]{16})/gu)].map(([, nonce = '']) => nonce);

/** What AWS does with a request: the signature that its own bytes would have at the moment that it names. */
const isSignedRight = (request: Uint8Array): boolean => {
	const { headers, ...head } = headOf(request);
	const header = (name: string): string => headers.find(([each]) => each === name)?.[1] ?? '';
	const added = ['x-amz-date', 'x-amz-security-token', 'authorization'];
	const kept = headers.filter(([name]) => !added.includes(name));
	const bare = [`${head.method} ${head.target} HTTP/1.1`, ...kept.map((pair) => pair.join(': '))];
	const signer = new AwsSigner(signing);
	const body = Buffer.from(head.body);
	const prepared = signer.prepare(
		new Uint8Array(Buffer.concat([Buffer.from(`${bare.join('\r\n')}\r\n\r\n`), body])),
		true
	);
	const date = header('x-amz-date').replace(
		/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u,
		'$1-$2-$3T$4:$5:$6Z'
	);
	const lines = textOf(signer.headerLines(prepared, Date.parse(date), body));
	return lines.includes(`authorization: ${header('authorization')}\r\n`);
};

describe('the finish of requests', () => {
	it('is none where nothing depends on the sending', () => {
		const endpoint = { baseUrl: 'http://h', model: 'm', apiKey: null };
		expect(requestFinishOf(openaiChat, endpoint, [{}, { cache: { ttl: '30m' } }])).toBeNull();
		expect(requestFinishOf(openaiChat, endpoint, [{ cache: 'defeat' }])).toEqual({
			nonce: true,
			signing: null
		});
		const signed = { ...openaiChat, signingOf: () => signing };
		expect(requestFinishOf(signed, endpoint, [])).toEqual({ nonce: false, signing });
	});

	it('gives each request another nonce, at every place, and changes nothing else of it', () => {
		const texts = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 3 });
		fc.assert(
			fc.property(
				texts,
				fc.boolean(),
				fc.integer({ min: 2, max: 20 }),
				(parts, isSigned, times) => {
					const body = JSON.stringify([noncePlaceholder, ...parts, noncePlaceholder]);
					const request = rendered(body);
					const before = textOf(request);
					const finish = { nonce: true, signing: isSigned ? signing : null };
					const finisher = new RequestFinisher(finish, 'abcdef01');
					finisher.prepare(request);
					const nonces = Array.from({ length: times }, () => {
						const sent = finisher.finish(request, 1_000);
						const found = noncesIn(textOf(sent));
						expect(found).toHaveLength(2);
						expect(found[0]).toBe(found[1]);
						const zeros = '0'.repeat(nonceDigits);
						const { body: sentBody } = headOf(sent);
						expect(textOf(sentBody).replaceAll(found[0] ?? '', zeros)).toBe(body);
						expect(isSigned ? isSignedRight(sent) : sent.length).toBe(isSigned || request.length);
						return found[0];
					});
					expect(new Set(nonces).size).toBe(times);
					expect(textOf(request)).toBe(before);
				}
			)
		);
	});

	it('signs what it sends, at the moment of the sending', () => {
		const finisher = new RequestFinisher({ nonce: false, signing }, '00000000');
		const request = rendered('{"a":"ü"}');
		for (const moment of ['2026-11-26T23:59:59.900Z', '2026-11-27T00:00:00.000Z']) {
			const sent = finisher.finish(request, Date.parse(moment));
			expect(textOf(sent)).toContain(`x-amz-date: ${moment.replace(/[-:]|\.\d{3}/gu, '')}\r\n`);
			expect(textOf(sent)).toContain('x-amz-security-token: token\r\n');
			expect(textOf(sent)).toMatch(/\r\n\r\n\{"a":"ü"\}$/u);
			expect(isSignedRight(sent)).toBe(true);
		}
	});

	it('goes out as it was rendered where there is no place for a nonce', () => {
		const request = rendered('{}');
		expect(new RequestFinisher({ nonce: true, signing: null }, '00000000').finish(request, 0)).toBe(
			request
		);
	});
});

describe('a stage whose requests are finished as they are sent', () => {
	it('sends no nonce twice, over workers and repeats, in requests that are whole', async () => {
		await using server = await createRawServer(({ socket }) => socket.write(respond('{}')));
		const body = JSON.stringify({ system: `[${noncePlaceholder}]` });
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 4, requests: 60 },
			workers: 2,
			bodies: [body, body],
			finish: { nonce: true, signing: null }
		});
		expect(stage.attempts.map(({ response }) => response.status)).toEqual(Array(60).fill(200));
		const nonces = server.requests.flatMap((request) => noncesIn(request.body));
		expect(nonces).toHaveLength(60);
		expect(new Set(nonces).size).toBe(60);
	});

	it('signs the turns of a conversation too, each when it is sent', async () => {
		await using server = await createRawServer(({ socket }) => socket.write(respond('{}')));
		const { running, ended } = beginStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 1, requests: 2 },
			converses: true,
			finish: { nonce: false, signing },
			onAttempt: (attempt) => {
				const [next] = requestsOf(server.address, [`{"turn":${String(attempt.turn + 1)}}`]);
				if (attempt.turn < 2 && next) running.followUp(attempt, next);
				else running.endConversation(attempt);
			}
		});
		const { attempts } = await ended;
		expect(attempts).toHaveLength(6);
		for (const { head, body } of server.requests) {
			expect(isSignedRight(new Uint8Array(Buffer.from(`${head}\r\n\r\n${body}`)))).toBe(true);
		}
	});

	it('cannot be a batch, which sends requests as they are', () => {
		const address = { ip: '127.0.0.1', port: 1, tlsServerName: null, host: '127.0.0.1:1' };
		expect(() =>
			beginStage({
				address,
				shape: { kind: 'batch', concurrency: 1, requests: 1, stream: false },
				finish: { nonce: false, signing }
			})
		).toThrow('batch mode sends requests as they are, without signatures');
	});
});
