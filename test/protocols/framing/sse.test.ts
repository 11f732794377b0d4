import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSse } from '#bench/protocols/framing/sse.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string) => parseSse(encode(text));

describe('parseSse', () => {
	it.each([
		['\\n\\n', 'data: a\n\ndata: b\n\n', [8, 17]],
		['\\r\\r', 'data: a\r\rdata: b\r\r', [8, 17]],
		['\\r\\n\\r\\n', 'data: a\r\n\r\ndata: b\r\n\r\n', [10, 21]],
		['a mixture', 'data: a\n\r\ndata: b\r\n\n', [9, 19]]
	])('ends events at %s, on the last byte of the blank line', (_, text, ends) => {
		const { events, cut } = parse(text);
		expect(events.map((event) => event.data)).toEqual(['a', 'b']);
		expect(events.map((event) => event.endOffset)).toEqual(ends);
		expect(cut).toBeNull();
	});

	it('counts \\r\\r\\n as one line end and one blank line', () => {
		expect(parse('data: a\r\r\ndata: b\n\n').events).toEqual([
			{ name: 'message', data: 'a', endOffset: 9 },
			{ name: 'message', data: 'b', endOffset: 18 }
		]);
	});

	it('skips a byte order mark at the beginning and keeps one inside data', () => {
		expect(parse('\uFEFFdata: \uFEFFa\n\n').events[0]?.data).toBe('\uFEFFa');
	});

	it('ignores comments, ids, retries and unknown fields', () => {
		const { events } = parse(': keep-alive\n\nid: 7\nretry: 10\nfoo: bar\ndatax: no\ndata: a\n\n');
		expect(events).toMatchObject([{ name: 'message', data: 'a' }]);
	});

	it('takes one space after the colon away, not two, and needs none', () => {
		const { events } = parse('data:a\n\ndata:  b\n\ndata\n\ndata:\n\n');
		expect(events.map((event) => event.data)).toEqual(['a', ' b', '', '']);
	});

	it('joins several data lines by line feeds', () => {
		expect(parse('data: a\ndata: b\r\ndata:\n\n').events[0]?.data).toBe('a\nb\n');
	});

	it('gives the event name to its own event only and drops events without data', () => {
		const { events } = parse('event: ping\n\nevent: x\ndata: a\n\ndata: b\n\n');
		expect(events.map(({ name, data }) => [name, data])).toEqual([
			['x', 'a'],
			['message', 'b']
		]);
	});

	it('reads the line "error: …" of older llama.cpp servers as an event named error', () => {
		expect(parse('error: {"code":500}\n\n').events).toMatchObject([
			{ name: 'error', data: '{"code":500}' }
		]);
	});

	it.each([
		['in the middle of a line', 'data: a\n\ndata: b', 'b'],
		['after a line', 'data: a\n\ndata: b\n', 'b'],
		['between the two bytes of a line end', 'data: a\r\n\r\ndata: b\r', 'b']
	])('reports an event that was cut %s apart', (_, text, data) => {
		const result = parse(text);
		expect(result.events).toHaveLength(1);
		expect(result.cut).toEqual({ name: 'message', data, endOffset: text.length - 1 });
	});

	it('sees no cut event where the body ends in a comment or is empty', () => {
		expect(parse('data: a\n\n: keep').cut).toBeNull();
		expect(parse('')).toEqual({ events: [], cut: null });
	});

	it('reads a line of 16 MiB and a body of line ends of the same length', () => {
		const long = new Uint8Array(16 * 1_048_576).fill(0x61);
		long.set(encode('data: '));
		expect(parseSse(long).cut?.data).toHaveLength(long.length - 6);
		expect(parseSse(new Uint8Array(16 * 1_048_576).fill(0x0d)).events).toEqual([]);
		expect(parseSse(new Uint8Array(16 * 1_048_576).fill(0x0a)).events).toEqual([]);
	});

	it('gives back what was written, whatever separators were used', () => {
		const lineEnd = fc.constantFrom('\n', '\r\n');
		const text = fc.string({ unit: 'binary' }).map((value) => value.replace(/[\r\n]/g, ' '));
		const event = fc.record({
			name: text.filter((value) => !value.startsWith(' ')),
			lines: fc.array(text, { minLength: 1, maxLength: 3 }),
			comment: fc.boolean()
		});
		fc.assert(
			fc.property(fc.array(event), lineEnd, (events, end) => {
				const body = events
					.map(({ name, lines, comment }) => {
						const all = [
							...(comment ? [': c'] : []),
							`event: ${name}`,
							...lines.map((line) => `data: ${line}`)
						];
						return all.map((line) => line + end).join('') + end;
					})
					.join('');
				const parsed = parse(body);
				expect(parsed.cut).toBeNull();
				expect(parsed.events.map(({ name, data }) => ({ name, data }))).toEqual(
					events.map(({ name, lines }) => ({
						name: name === '' ? 'message' : name,
						data: lines.join('\n')
					}))
				);
			})
		);
	});

	it('sees in every prefix of a body the events whose last byte it holds', () => {
		const body = encode(
			'data: ä\r\n\r\nevent: x\ndata: 1\ndata: 2\n\n: c\n\rdata: 3\r\rdata: €\n\n'
		);
		const all = parseSse(body).events;
		expect(all).toHaveLength(4);
		for (let length = 0; length <= body.length; length++) {
			const seen = parseSse(body.subarray(0, length)).events.map((event) => event.data);
			const ended = all.filter((event) => event.endOffset < length).map((event) => event.data);
			// A prefix that ends between \r and \n has seen its blank line already.
			const atCarriageReturn = body[length - 1] === 0x0d && body[length] === 0x0a;
			if (!atCarriageReturn) expect(seen).toEqual(ended);
		}
	});
});
