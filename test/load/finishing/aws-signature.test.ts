import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsSigner } from '#bench/load/finishing/aws-signature.ts';
import type { RequestSigning } from '#bench/protocols/protocol.ts';

/** The account of AWS's own examples and test suite. */
const example: RequestSigning = {
	scheme: 'aws-sigv4',
	service: 'service',
	region: 'us-east-1',
	accessKeyId: 'AKIDEXAMPLE',
	secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
	sessionToken: null
};
const suiteMs = Date.UTC(2015, 7, 30, 12, 36);

const requestOf = (head: readonly string[], body = ''): Uint8Array =>
	new Uint8Array(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`));
const linesOf = (request: Uint8Array, nowUtcMs: number, signing: RequestSigning): string[] => {
	const signer = new AwsSigner(signing);
	const prepared = signer.prepare(request, true);
	return Buffer.from(signer.headerLines(prepared, nowUtcMs, prepared.head.body))
		.toString('latin1')
		.trimEnd()
		.split('\r\n');
};
const signatureOf = (lines: readonly string[]): string =>
	/Signature=([0-9a-f]{64})$/u.exec(lines.at(-1) ?? '')?.[1] ?? '';

describe('a signature of AWS', () => {
	// Names and values of AWS's test suite for Signature Version 4.
	it.each([
		[
			'get-vanilla',
			['GET / HTTP/1.1', 'host: example.amazonaws.com'],
			'5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'
		],
		[
			'post-vanilla',
			['POST / HTTP/1.1', 'host: example.amazonaws.com'],
			'5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'
		],
		[
			'get-vanilla-query-order-key-case',
			['GET /?Param2=value2&Param1=value1 HTTP/1.1', 'host: example.amazonaws.com'],
			'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'
		]
	])('is that of the case %s of the test suite', (_, head, signature) => {
		const lines = linesOf(requestOf(head), suiteMs, example);
		expect(lines[0]).toBe('x-amz-date: 20150830T123600Z');
		expect(lines.at(-1)).toBe(
			`authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`
		);
	});

	it('is that of Smithy’s signer (@smithy/signature-v4 5.7.5) with a token, an encoded path, a query and a body', () => {
		const request = requestOf(
			[
				'POST /model/anthropic.claude-3%3A0/converse-stream?b=2%20x&a=1&a-b=* HTTP/1.1',
				'host: bedrock-runtime.eu-central-1.amazonaws.com',
				'content-type: application/json',
				'accept: application/vnd.amazon.eventstream',
				'user-agent: breakeven/0.1',
				'content-length: 10',
				'connection: keep-alive'
			],
			'{"a":"ü"}'
		);
		const signing = {
			...example,
			service: 'bedrock',
			region: 'eu-central-1',
			sessionToken: 'TOKEN/with+signs=='
		};
		expect(linesOf(request, Date.UTC(2026, 10, 26, 16, 15), signing)).toEqual([
			'x-amz-date: 20261126T161500Z',
			'x-amz-security-token: TOKEN/with+signs==',
			'authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261126/eu-central-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=58830b1a4951b89ae1dfe738213c316565872d0bc35efee277c24f4fbac03dfe'
		]);
	});

	it('depends on the second, the body and the secret, and on nothing between two seconds', () => {
		const head = ['POST / HTTP/1.1', 'host: h'];
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 4_102_444_799 }),
				fc.nat(999),
				fc.string(),
				(s, ms, body) => {
					const of = (atMs: number, text: string, signing: RequestSigning = example): string =>
						signatureOf(linesOf(requestOf(head, text), atMs, signing));
					const signature = of(s * 1_000, body);
					expect(of(s * 1_000 + ms, body)).toBe(signature);
					expect(of(s * 1_000 + 1_000, body)).not.toBe(signature);
					expect(of(s * 1_000, `${body}.`)).not.toBe(signature);
					expect(of(s * 1_000, body, { ...example, secretAccessKey: 'other' })).not.toBe(signature);
				}
			),
			{ numRuns: 50 }
		);
	});
});
