import { describe, expect, it } from 'vitest';
import { errorOfEvent, errorOfResponse } from '#bench/protocols/error-body.ts';
import { recording } from './recording.ts';

const errorOf = (status: number, body: string, headers: Record<string, string> = {}) =>
	errorOfResponse(recording(body, { status, headers }), status);

describe('errorOfResponse', () => {
	it.each([
		[400, 'request'],
		[401, 'authentication'],
		[403, 'authentication'],
		[404, 'request'],
		[408, 'request'],
		[422, 'request'],
		[429, 'rate-limited'],
		[500, 'server'],
		[503, 'server'],
		[529, 'server'],
		[307, 'request']
	])('reads HTTP %i as %s', (status, kind) => {
		expect(errorOf(status, '{}').kind).toBe(kind);
	});

	it.each([
		['OpenAI', '{"error":{"message":"no","type":"invalid_request_error","code":"bad"}}', 'bad'],
		[
			'Anthropic',
			'{"type":"error","error":{"type":"not_found_error","message":"no"}}',
			'not_found_error'
		],
		['vLLM', '{"error":{"message":"no","type":"BadRequestError","code":400}}', 'BadRequestError'],
		['an error at the top', '{"object":"error","message":"no","code":400}', '400'],
		['an error that is a string', '{"error":"no"}', null],
		['AWS before it comes to the model', '{"Message":"no"}', null],
		['a framework', '{"detail":"no"}', null],
		['a framework with a list', '{"detail":[{"loc":["body"],"msg":"no"}]}', null],
		['a list of one', '[{"error":{"code":400,"message":"no","status":"INVALID"}}]', '400'],
		['an event', 'event: error\ndata: {"error":{"message":"no","code":"bad"}}\n\n', 'bad']
	])('finds the message and the code in the form of %s', (_, body, code) => {
		expect(errorOf(400, body)).toMatchObject({ kind: 'request', code, message: 'no' });
	});

	it('calls a rate limit by its name where the status does not say it', () => {
		expect(errorOf(400, '{"error":{"type":"rate_limit_error","message":"slow"}}').kind).toBe(
			'rate-limited'
		);
	});

	it('carries the wait that the endpoint asks for', () => {
		expect(errorOf(429, '{}', { 'retry-after': '7' }).retryAfterS).toBe(7);
		expect(errorOf(503, '{}').retryAfterS).toBeNull();
	});

	it('describes a body that is no JSON', () => {
		expect(errorOf(502, '<html><head><title>Bad Gateway</title></head></html>').message).toBe(
			'the endpoint sent an HTML page titled "Bad Gateway"'
		);
		expect(errorOf(500, 'upstream connect error').message).toBe(
			'the endpoint sent "upstream connect error"'
		);
		expect(errorOf(500, '').message).toBe('the endpoint gave no reason');
	});

	it('limits the length of the message and takes keys out', () => {
		const long = errorOf(400, JSON.stringify({ error: { message: 'x'.repeat(10_000) } }));
		expect(long.message).toHaveLength(500);
		const leak = errorOf(
			401,
			'{"error":{"message":"Incorrect API key provided: sk-abcdef123456"}}'
		);
		expect(leak.message).not.toContain('abcdef');
	});
});

describe('errorOfEvent', () => {
	it.each([
		[{ error: { type: 'overloaded_error', message: 'm' } }, 'server'],
		[{ error: { type: 'rate_limit_error', message: 'm' } }, 'rate-limited'],
		[{ error: { code: 'rate_limit_exceeded', message: 'm' } }, 'rate-limited'],
		[{ error: { code: 429, message: 'm' } }, 'rate-limited'],
		[{ error: { status_code: 401, message: 'm' } }, 'authentication'],
		[{ error: { type: 'authentication_error', message: 'm' } }, 'authentication'],
		[{ error: { type: 'invalid_request_error', message: 'm' } }, 'request'],
		[{ error: { code: 502, message: 'm' } }, 'server'],
		// Azure writes its status as text, Mistral beside a code of its own.
		[{ error: { code: '429', message: 'm' } }, 'rate-limited'],
		[{ error: { code: '401', message: 'm' } }, 'authentication'],
		[{ error: { status: 429, message: 'm' } }, 'rate-limited'],
		[{ object: 'error', code: '3505', raw_status_code: 429, message: 'm' }, 'rate-limited'],
		[{ object: 'error', type: 'service_tier_capacity_exceeded', message: 'm' }, 'rate-limited'],
		[{ object: 'error', code: '3505', message: 'm' }, 'server'],
		[{ error: { message: 'm' } }, 'server'],
		['m', 'server']
	])('classifies %j by its names, having no status', (value, kind) => {
		expect(errorOfEvent(recording(''), value)).toMatchObject({ kind, message: 'm' });
	});
});
