import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndjsonFraming } from '#bench/protocols/framing/ndjson.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const split = (text: string) => ndjsonFraming.split(encode(text));

describe('a stream of JSON lines', () => {
	it.each([
		['line feeds', '{"a":1}\n{"b":2}\n', [7, 15]],
		['carriage returns before them', '{"a":1}\r\n{"b":2}\r\n', [8, 17]],
		['blank lines between', '\n{"a":1}\n\r\n{"b":2}\n \n', [8, 18]]
	])('ends an event at its line feed, with %s', (_, text, ends) => {
		const framed = split(text);
		expect(framed?.events.map(({ data }) => data.trim())).toEqual(['{"a":1}', '{"b":2}']);
		expect(framed?.events.map(({ endOffset }) => endOffset)).toEqual(ends);
		expect(framed).toMatchObject({ rest: null, broken: null });
	});

	it('takes a last line without a line feed for an event, which the format allows', () => {
		expect(split('{"a":1}\n{"b":2}')?.rest).toEqual({
			event: { name: 'message', data: '{"b":2}', endOffset: 14 },
			oddity: null
		});
	});

	it('takes a last line that was cut for no event', () => {
		expect(split('{"a":1}\n{"b":')).toMatchObject({
			events: [{ data: '{"a":1}' }],
			rest: { event: null }
		});
		expect(split('{"a"')).toMatchObject({ events: [], rest: { event: null } });
	});

	it('is not seen in a page, in nothing, in a list and in one answer over several lines', () => {
		for (const text of ['', '\n', '<html>\n</html>', '[1]', '"a"\n', '{\n  "a": 1\n}\n']) {
			expect(split(text)).toBeNull();
		}
	});

	it('leaves out a byte order mark', () => {
		expect(split('\uFEFF{"a":1}\n')?.events[0]?.data).toBe('{"a":1}');
	});

	it('gives back what was written, whatever ends the lines, and whatever follows is an event only once it is whole', () => {
		const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
		fc.assert(
			fc.property(
				fc.array(object, { minLength: 1 }),
				fc.constantFrom('\n', '\r\n'),
				fc.boolean(),
				(objects, end, isLastOpen) => {
					const lines = objects.map((each) => JSON.stringify(each));
					const text = lines.join(end) + (isLastOpen ? '' : end);
					const framed = split(text);
					const events = [
						...(framed?.events ?? []),
						...(framed?.rest?.event ? [framed.rest.event] : [])
					];
					expect(events.map(({ data }) => data.trim())).toEqual(lines);
					const ends = [...text.matchAll(/\n|$/gu)].map(
						({ index }) => encode(text.slice(0, index)).length
					);
					for (const { endOffset } of events) {
						expect([...ends, ...ends.map((each) => each - 1)]).toContain(endOffset);
					}
				}
			)
		);
	});

	it('reads a line of 16 MiB and a body of line feeds of the same length', () => {
		const long = new Uint8Array(16 * 1_048_576).fill(0x61);
		long[0] = 0x7b;
		expect(ndjsonFraming.split(long)).toMatchObject({ events: [], rest: { event: null } });
		expect(ndjsonFraming.split(new Uint8Array(16 * 1_048_576).fill(0x0a))).toBeNull();
	});
});
