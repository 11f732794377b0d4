/** The response reader against node:http, and on its own. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResponseReader } from '#bench/load/response-reader.ts';
import {
	damage,
	damaged,
	oddChunks,
	oddHeads,
	readSizes,
	splitInto,
	wholeResponse
} from './support/response-bytes.ts';
import { createNodeHttp, readBytes, type NodeHttp, type Verdict } from './support/verdict.ts';

/**
 * Where we differ from llhttp, the parser of Node, and mean to. Null where the verdicts must be the same.
 */
const meantDifference = (text: string, ours: Verdict, theirs: Verdict): string | null => {
	if (/^[\r\n]*HTTP\/(0\.9|2\.0)/m.test(text) && ours.end === 'malformed') {
		return 'llhttp reads HTTP/0.9 and 2.0 status lines; we speak HTTP/1.0 and 1.1';
	}
	if (theirs.status !== null && theirs.status < 100 && ours.end === 'malformed') {
		return 'llhttp takes any three digits as a status; HTTP begins at 100';
	}
	if (ours.why === 'a chunk size is out of range' && theirs.end === 'closed') {
		return 'llhttp waits for a chunk of up to 2^64 bytes; we say at once that it cannot be';
	}
	if (ours.end === 'complete' && theirs.why === 'HPE_INVALID_CONTENT_LENGTH') {
		return 'llhttp reads framing headers in trailers; RFC 9110 section 6.5.1 says to ignore them';
	}
	if (ours.end === 'complete' && theirs.why === 'HPE_INVALID_TRANSFER_ENCODING') {
		return 'as before, for transfer-encoding in a trailer';
	}
	if (theirs.why === 'HPE_STRICT' && /;/.test(text)) {
		return 'llhttp checks the grammar of chunk extensions; we skip them, as nobody reads them';
	}
	if (ours.end === 'closed' && theirs.end === 'malformed') {
		// A head is judged when it is whole; llhttp judges byte by byte. A trailer section is a head in this respect.
		return 'the bytes end inside a head that was already wrong';
	}
	return null;
};

const assertSame = (bytes: Buffer, ours: Verdict, theirs: Verdict): void => {
	const text = bytes.toString('latin1');
	if (ours.end !== theirs.end && meantDifference(text, ours, theirs) !== null) return;
	const context = JSON.stringify({ text, ours, theirs });
	expect(ours.end, context).toBe(theirs.end);
	if (ours.end !== 'complete') return;
	expect(ours.body, context).toBe(theirs.body);
	expect(ours.status, context).toBe(theirs.status);
};

describe('a response read by us and by node:http', () => {
	let nodeHttp: NodeHttp;
	beforeAll(async () => {
		nodeHttp = await createNodeHttp();
	});
	afterAll(() => nodeHttp[Symbol.asyncDispose]());

	const compare = async (bytes: Buffer, sizes: readonly number[]): Promise<Verdict> => {
		const reads = splitInto(bytes, sizes);
		const ours = readBytes(reads);
		assertSame(bytes, ours, await nodeHttp.read(reads));
		return ours;
	};

	it('has the same body and the same end where it is whole, however it is split into reads', async () => {
		await fc.assert(
			fc.asyncProperty(wholeResponse, readSizes, async ({ bytes, body }, sizes) => {
				const ours = await compare(bytes, sizes);
				expect(ours).toMatchObject({ end: 'complete', body: body.toString('latin1') });
			}),
			{ numRuns: 400 }
		);
	});

	it('ends in the same way where it is cut off anywhere', async () => {
		await fc.assert(
			fc.asyncProperty(
				wholeResponse,
				fc.double({ min: 0, max: 1, noNaN: true }),
				readSizes,
				async ({ bytes }, share, sizes) => {
					await compare(bytes.subarray(0, Math.floor(share * bytes.length)), sizes);
				}
			),
			{ numRuns: 400 }
		);
	});

	it('ends in the same way where one or two bytes of it are damaged', async () => {
		await fc.assert(
			fc.asyncProperty(
				wholeResponse,
				fc.array(damage, { minLength: 1, maxLength: 2 }),
				readSizes,
				async ({ bytes }, damages, sizes) => {
					const broken = damages.reduce(
						(result, each) => (result.length === 0 ? result : damaged(result, each)),
						bytes
					);
					await compare(broken, sizes);
				}
			),
			{ numRuns: 1_500 }
		);
	});

	it.each([...oddHeads, ...oddChunks])('has the same verdict on %j', async (text) => {
		const bytes = Buffer.from(text, 'latin1');
		const ours = await compare(bytes, []);
		// A byte at a time must change nothing, either.
		const bytewise = readBytes(Array.from(bytes, (byte) => Buffer.from([byte])));
		expect({ ...bytewise, reader: null }).toStrictEqual({ ...ours, reader: null });
	});

	it('differs only in what is written down here', async () => {
		const differences: [string, string][] = [
			['HTTP/2.0 200 OK\r\ncontent-length: 1\r\n\r\nx', 'malformed'],
			['HTTP/1.1 099 OK\r\ncontent-length: 1\r\n\r\nx', 'malformed'],
			[
				'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nx\r\n',
				'malformed'
			],
			[
				'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\ncontent-length: 3\r\n\r\n',
				'complete'
			],
			['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1; a=b\r\nx\r\n0\r\n\r\n', 'complete'],
			['HTTP/1.1 200 OK\r\nno colon\r\n', 'closed']
		];
		for (const [text, end] of differences) {
			const reads = [Buffer.from(text, 'latin1')];
			const [ours, theirs] = [readBytes(reads), await nodeHttp.read(reads)];
			expect(ours.end, text).toBe(end);
			expect(theirs.end, text).not.toBe(end);
			expect(meantDifference(text, ours, theirs), text).not.toBeNull();
		}
	});
});

describe('the response reader', () => {
	const anyBytes = fc.oneof(
		wholeResponse.map(({ bytes }) => bytes),
		fc
			.tuple(wholeResponse, damage)
			.map(([{ bytes }, { kind, place, byte }]) => damaged(bytes, { kind, place, byte })),
		fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
	);

	it('comes to the same result however the bytes are split into reads', () => {
		fc.assert(
			fc.property(anyBytes, readSizes, readSizes, (bytes, one, other) => {
				const first = readBytes(splitInto(bytes, one));
				const second = readBytes(splitInto(bytes, other));
				expect({ ...first, reader: null }).toStrictEqual({ ...second, reader: null });
			}),
			{ numRuns: 1_000 }
		);
	});

	it('never throws, whatever it is given, also after its end', () => {
		fc.assert(
			fc.property(
				fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 }),
				fc.constantFrom(
					'',
					'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
					'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n',
					'HTTP/1.1 200 OK\r\n\r\n'
				),
				(pieces, head) => {
					const reader = new ResponseReader({ maxHeadBytes: 100, maxBodyBytes: 100 });
					for (const piece of [Buffer.from(head), ...pieces]) {
						const bytes = Buffer.from(piece);
						expect(reader.push(bytes, bytes.length, 0).kind).toMatch(/reading|complete|failed/);
					}
					expect(reader.end().kind).toMatch(/complete|failed/);
					expect(reader.take().body.length).toBeLessThanOrEqual(100);
				}
			)
		);
	});

	it('stamps each read that brought body bytes, with lengths that rise up to that of the body', () => {
		fc.assert(
			fc.property(anyBytes, readSizes, (bytes, sizes) => {
				const reader = new ResponseReader({ maxHeadBytes: 65_536, maxBodyBytes: 1e6 });
				const moments = new Set<number>();
				for (const [i, read] of splitInto(bytes, sizes).entries()) {
					moments.add(100 + i);
					if (reader.push(read, read.length, 100 + i).kind !== 'reading') break;
				}
				const { body, arrivalOffsets, arrivalMs } = reader.take();
				expect(arrivalOffsets.length).toBe(arrivalMs.length);
				expect(arrivalOffsets.at(-1) ?? 0).toBe(body.length);
				arrivalOffsets.forEach((offset, i) => {
					expect(offset).toBeGreaterThan(arrivalOffsets[i - 1] ?? 0);
				});
				arrivalMs.forEach((ms, i) => {
					expect(ms).toBeGreaterThan(arrivalMs[i - 1] ?? 0);
					expect(moments).toContain(ms);
				});
			})
		);
	});

	it('gives a body byte the moment of the read that brought it, and the headers theirs', () => {
		const reader = new ResponseReader({ maxHeadBytes: 1_024, maxBodyBytes: 1_024 });
		const pushes: [string, number][] = [
			['HTTP/1.1 200 OK\r\ntransfer-', 10],
			['encoding: chunked\r\n\r\n', 20],
			['3\r\nab', 30],
			['c\r\n', 40],
			['2;x=y\r\n', 50],
			['de\r\n0\r\n\r\n', 60]
		];
		const states = pushes.map(([text, atMs]) => {
			const bytes = Buffer.from(text);
			return reader.push(bytes, bytes.length, atMs).kind;
		});
		expect(states.slice(0, -1)).toStrictEqual(states.slice(0, -1).map(() => 'reading'));
		expect(states.at(-1)).toBe('complete');
		expect([reader.firstByteMs, reader.headersMs]).toStrictEqual([10, 20]);
		expect(reader.take()).toMatchObject({
			status: 200,
			body: new Uint8Array(Buffer.from('abcde')),
			arrivalOffsets: Uint32Array.of(2, 3, 5),
			arrivalMs: Float64Array.of(30, 40, 60)
		});
	});

	it('carries nothing over to the next response', () => {
		const reused = new ResponseReader({ maxHeadBytes: 65_536, maxBodyBytes: 1e6 });
		fc.assert(
			fc.property(anyBytes, readSizes, anyBytes, (before, sizes, after) => {
				readBytes(splitInto(before, sizes), reused);
				const second = readBytes([after], reused);
				const fresh = readBytes([after]);
				expect({ ...second, reader: null }).toStrictEqual({ ...fresh, reader: null });
			})
		);
	});

	it('hands out copies that later responses do not change', () => {
		const reader = new ResponseReader({ maxHeadBytes: 1_024, maxBodyBytes: 1_024 });
		const push = (text: string): void => {
			reader.push(Buffer.from(text), text.length, 1);
		};
		push('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst');
		const first = reader.take();
		reader.reset();
		push('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond');
		expect(Buffer.from(first.body).toString()).toBe('first');
		expect(first.arrivalOffsets).toStrictEqual(Uint32Array.of(5));
	});

	it.each([
		['a header that never ends', 'HTTP/1.1 200 OK\r\nx: ', 'a', 'headers-too-large'],
		['headers that never end', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n', 'headers-too-large'],
		[
			'trailers that never end',
			'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n',
			'x: y\r\n',
			'headers-too-large'
		],
		[
			'a chunk extension that never ends',
			'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;',
			'a',
			'malformed-response'
		],
		['a body that only the connection ends', 'HTTP/1.1 200 OK\r\n\r\n', 'a', 'response-too-large'],
		[
			'a body of known length above the limit',
			'HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n',
			'a',
			'response-too-large'
		],
		[
			'chunks without end',
			'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
			'1\r\na\r\n',
			'response-too-large'
		]
	])('ends %s at the limit', (_, head, repeated, code) => {
		const limits = { maxHeadBytes: 5_000, maxBodyBytes: 20_000 };
		const reader = new ResponseReader(limits);
		reader.push(Buffer.from(head), head.length, 0);
		const block = Buffer.from(repeated.repeat(100));
		let pushed = 0;
		let state = reader.push(block, 0, 0);
		while (state.kind === 'reading' && pushed < 1e6) {
			state = reader.push(block, block.length, 0);
			pushed += block.length;
		}
		expect(state).toMatchObject({ kind: 'failed', code });
		const { body } = reader.take();
		// What fits is kept: it shows what the endpoint was sending.
		expect(body.length).toBe(code === 'response-too-large' ? limits.maxBodyBytes : 0);
	});

	it('accepts a head and a body of exactly the largest size', () => {
		const head = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n';
		const reader = new ResponseReader({ maxHeadBytes: head.length, maxBodyBytes: 10 });
		const bytes = Buffer.from(`${head}0123456789`);
		expect(reader.push(bytes, bytes.length, 0)).toMatchObject({ kind: 'complete' });
		reader.reset();
		const longer = Buffer.from(`${head.replace('OK', 'OKAY')}0123456789`);
		expect(reader.push(longer, longer.length, 0)).toMatchObject({ code: 'headers-too-large' });
	});

	it.each([
		['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi', true],
		['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', true],
		['HTTP/1.1 204 No Content\r\n\r\n', true],
		['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n', true],
		['HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 2\r\n\r\nhi', true],
		['HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nhi', false],
		['HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi', false],
		['HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 2\r\n\r\nhi', false],
		['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi there', false],
		['HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n', false]
	])('says whether the connection can be used again after %j', (text, reusable) => {
		const reader = new ResponseReader({ maxHeadBytes: 1_024, maxBodyBytes: 1_024 });
		const state = reader.push(Buffer.from(text), text.length, 0);
		expect(state).toMatchObject({ kind: 'complete', reusable });
	});

	it('says where the connection was closed', () => {
		const messageAfter = (text: string): string => readBytes([Buffer.from(text)]).why;
		expect(readBytes([]).why).toMatch(/before the first byte/);
		expect(messageAfter('HTTP/1.1 200')).toMatch(/inside the response headers/);
		expect(messageAfter('HTTP/1.1 100 Continue\r\n\r\n')).toMatch(/inside the response headers/);
		expect(messageAfter('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx')).toMatch(/body/);
	});
});
