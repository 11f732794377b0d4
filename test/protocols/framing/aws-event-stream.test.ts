import { crc32 as crcOf } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	encodeAwsEvent,
	encodeAwsException,
	encodeAwsMessage
} from '#bench/endpoints/emulator/aws-message.ts';
import {
	awsEventStreamFraming,
	readAwsMessage,
	resealAwsMessages
} from '#bench/protocols/framing/aws-event-stream.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const joined = (...parts: Uint8Array[]): Uint8Array =>
	Uint8Array.from(parts.flatMap((part) => [...part]));
const split = (...parts: Uint8Array[]) => awsEventStreamFraming.split(joined(...parts));

/** Vectors that AWS publishes with its C library (aws-c-event-stream, tests). */
const published = {
	empty: '000000100000000005c248eb7d98c8ff',
	payloadAlone: '0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936',
	textHeader:
		'0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1',
	numberHeader:
		'0000002d0000001041c424b80a6576656e742d74797065040000a00c7b27666f6f273a27626172277d36f480a0'
};

/** A header of every type, `:event-type` last; written by Smithy's own codec (@smithy/eventstream-codec 4.5.2). */
const allTypes =
	'000000d7000000ba754326b20a6576656e742d74797065040000a00c0c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0a626f6f6c2066616c73650109626f6f6c207472756500046279746502cf08627974652062756606001449276d2061206c6974746c6520746561706f74210974696d657374616d70080000000000845fed0475756964090102030405060708090a0b0c0d0e0f1005696e7436340300010b3a6576656e742d7479706507000b6d65737361676553746f707b27666f6f273a27626172277d3b81dd6a';

describe('a message of an AWS event stream', () => {
	it.each([
		['no header and no payload', published.empty, ''],
		['a payload alone', published.payloadAlone, "{'foo':'bar'}"],
		['a header of text', published.textHeader, "{'foo':'bar'}"],
		['a header that is a number', published.numberHeader, "{'foo':'bar'}"]
	])('is read with %s', (_, hex, payload) => {
		expect(readAwsMessage(bytesOf(hex), 0)).toEqual({
			kind: 'message',
			event: { name: 'message', data: payload, endOffset: hex.length / 2 - 1 },
			nextOffset: hex.length / 2
		});
	});

	it('is read with headers of every type, and named by its event type', () => {
		expect(readAwsMessage(bytesOf(allTypes), 0)).toMatchObject({
			kind: 'message',
			event: { name: 'messageStop', data: "{'foo':'bar'}" }
		});
	});

	it('is written as AWS writes it', () => {
		expect(hexOf(encodeAwsMessage({}, ''))).toBe(published.empty);
		expect(hexOf(encodeAwsMessage({ 'content-type': 'application/json' }, "{'foo':'bar'}"))).toBe(
			published.textHeader
		);
	});

	it('is an error where it is an exception, or an error of which only the headers tell', () => {
		expect(split(encodeAwsException('throttlingException', '{"message":"slow"}'))?.events).toEqual([
			expect.objectContaining({
				name: 'throttlingException',
				data: '{"message":"slow"}',
				isError: true
			})
		]);
		const bare = encodeAwsMessage(
			{ ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'no' },
			''
		);
		expect(split(bare)?.events).toEqual([
			expect.objectContaining({
				name: 'InternalError',
				data: '{"code":"InternalError","message":"no"}',
				isError: true
			})
		]);
	});
});

describe('an AWS event stream', () => {
	const first = encodeAwsEvent('messageStart', '{"role":"assistant"}');
	const second = encodeAwsEvent('contentBlockDelta', '{"delta":{"text":"Grüße"}}');

	it('is read message by message, each up to its last byte', () => {
		const framed = split(first, second);
		expect(framed?.events.map(({ name }) => name)).toEqual(['messageStart', 'contentBlockDelta']);
		expect(framed?.events.map(({ endOffset }) => endOffset)).toEqual([
			first.length - 1,
			first.length + second.length - 1
		]);
		expect(framed).toMatchObject({ rest: null, broken: null });
	});

	it('shows in every prefix the messages that it holds whole, and never a broken one', () => {
		const body = joined(first, second);
		for (let length = 1; length < body.length; length++) {
			const framed = awsEventStreamFraming.split(body.subarray(0, length));
			expect(framed?.events).toHaveLength(length < first.length ? 0 : 1);
			expect(framed?.broken).toBeNull();
			expect(framed?.rest).toEqual(length === first.length ? null : { event: null, oddity: null });
		}
	});

	it('ends where any bit is wrong, and says which message it was', () => {
		const body = joined(first, second);
		fc.assert(
			fc.property(fc.nat(body.length - 1), fc.nat(7), (at, bit) => {
				// The first byte tells a stream from text.
				fc.pre(at > 0);
				const wrong = Uint8Array.from(body);
				wrong[at] = (wrong[at] as number) ^ (1 << bit);
				const framed = awsEventStreamFraming.split(wrong);
				const whole = at < first.length ? 0 : 1;
				expect(framed?.events).toHaveLength(whole);
				expect(framed?.broken).toMatch(
					new RegExp(`^message ${String(whole + 1)} of the event stream cannot be read: `, 'u')
				);
			})
		);
	});

	it('does not believe lengths that cannot be, though their checksum is right', () => {
		const withLengths = (total: number, headers: number): Uint8Array => {
			const message = encodeAwsMessage({}, '');
			const prelude = encodeAwsMessage({}, '');
			const view = new DataView(prelude.buffer);
			view.setUint32(0, total);
			view.setUint32(4, headers);
			view.setUint32(8, crcOf(prelude.subarray(0, 8)));
			return joined(prelude.subarray(0, 12), message.subarray(12));
		};
		for (const [total, headers] of [
			[15, 0],
			[16, 1],
			[0, 0],
			[0x01ffffff, 0],
			[200_000, 150_000]
		] as const) {
			expect(awsEventStreamFraming.split(withLengths(total, headers))?.broken).toMatch(
				/its lengths are not possible/
			);
		}
	});

	it('can be read again after bytes of it were overwritten on purpose', () => {
		const body = joined(first, second);
		const at = Buffer.from(body).indexOf('assistant');
		body.fill(42, at, at + 'assistant'.length);
		expect(awsEventStreamFraming.split(body)?.broken).not.toBeNull();
		resealAwsMessages(body);
		expect(awsEventStreamFraming.split(body)).toMatchObject({
			events: [{ data: '{"role":"*********"}' }, { data: '{"delta":{"text":"Grüße"}}' }],
			broken: null
		});
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
				const { length } = bytes;
				resealAwsMessages(bytes);
				expect(bytes).toHaveLength(length);
			})
		);
	});

	it('is not seen in text or in nothing', () => {
		for (const text of ['', '{"message":"no"}', '<html></html>', 'OK']) {
			expect(awsEventStreamFraming.split(new TextEncoder().encode(text))).toBeNull();
		}
	});

	it('never throws on headers that lead nowhere', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (content, headers) => {
				const total = content.length + 16;
				const message = new Uint8Array(total);
				const view = new DataView(message.buffer);
				view.setUint32(0, total);
				view.setUint32(4, Math.min(headers, content.length));
				view.setUint32(8, crcOf(message.subarray(0, 8)));
				message.set(content, 12);
				view.setUint32(total - 4, crcOf(message.subarray(0, total - 4)));
				const framed = awsEventStreamFraming.split(message);
				expect((framed?.events.length ?? 0) + (framed?.broken === null ? 0 : 1)).toBe(1);
			})
		);
	});

	it('is read in time that grows with its length', () => {
		const many = encodeAwsEvent('contentBlockDelta', '{"delta":{"text":"a"}}');
		const body = new Uint8Array(many.length * 50_000);
		for (let at = 0; at < body.length; at += many.length) body.set(many, at);
		expect(awsEventStreamFraming.split(body)?.events).toHaveLength(50_000);
	});
});
