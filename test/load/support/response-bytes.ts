/** Arbitrary HTTP responses as bytes: whole ones of every framing, cut ones and damaged ones. */
import fc from 'fast-check';

export interface ResponseBytes {
	bytes: Buffer;
	/** What the body is once the framing is taken off; meaningful for a whole response. */
	body: Buffer;
}

const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
const bodyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

const framingHeaders = new Set([
	'connection',
	'content-length',
	'transfer-encoding',
	'upgrade',
	'proxy-connection',
	'trailer'
]);
const extraHeaders = fc.array(fc.tuple(word, headerValue), { maxLength: 4 }).map((headers) =>
	headers
		.filter(([name]) => !framingHeaders.has(name))
		.map(([name, value]) => `${name}: ${value}\r\n`)
		.join('')
);

const chunkExtension = fc.oneof(
	{ weight: 4, arbitrary: fc.constant('') },
	{ weight: 1, arbitrary: word.map((name) => `;${name}`) },
	{ weight: 1, arbitrary: fc.tuple(word, word).map(([name, value]) => `;${name}=${value}`) },
	{ weight: 1, arbitrary: fc.tuple(word, word).map(([name, value]) => `;${name}="${value}"`) }
);

const chunked = fc
	.record({
		pieces: fc.array(
			fc.record({
				data: fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
				extension: chunkExtension,
				isUpper: fc.boolean(),
				zeros: fc.nat({ max: 3 })
			}),
			{ maxLength: 6 }
		),
		trailers: fc.array(fc.tuple(word, headerValue), { maxLength: 2 })
	})
	.map(({ pieces, trailers }) => ({
		body: Buffer.concat(pieces.map(({ data }) => data)),
		coded: Buffer.concat([
			...pieces.flatMap(({ data, extension, isUpper, zeros }) => {
				const size = `${'0'.repeat(zeros)}${data.length.toString(16)}`;
				return [
					Buffer.from(`${isUpper ? size.toUpperCase() : size}${extension}\r\n`),
					data,
					Buffer.from('\r\n')
				];
			}),
			Buffer.from(
				`0\r\n${trailers
					.filter(([name]) => !framingHeaders.has(name))
					.map(([name, value]) => `${name}: ${value}\r\n`)
					.join('')}\r\n`
			)
		])
	}));

const framed = fc.oneof(
	bodyBytes.map((body) => ({
		status: 200,
		header: `content-length: ${String(body.length)}\r\n`,
		body,
		coded: body
	})),
	chunked.map(({ body, coded }) => ({
		status: 200,
		header: 'transfer-encoding: chunked\r\n',
		body,
		coded
	})),
	bodyBytes.map((body) => ({ status: 200, header: '', body, coded: body })),
	fc.constantFrom(204, 304).map((status) => ({
		status,
		header: '',
		body: Buffer.alloc(0),
		coded: Buffer.alloc(0)
	}))
);

/** A response that every reader must accept. */
export const wholeResponse: fc.Arbitrary<ResponseBytes> = fc
	.record({
		interim: fc.constantFrom(
			'',
			'',
			'HTTP/1.1 100 Continue\r\n\r\n',
			'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n',
			'\r\n'
		),
		version: fc.constantFrom('1.1', '1.1', '1.0'),
		reason: fc.constantFrom(' OK', ' ', '', ' Not Found At All'),
		connection: fc.constantFrom('', '', 'connection: keep-alive\r\n', 'Connection: close\r\n'),
		extra: extraHeaders,
		framed,
		isErrorStatus: fc.boolean()
	})
	.map(({ interim, version, reason, connection, extra, framed, isErrorStatus }) => {
		const status = framed.status === 200 && isErrorStatus ? 429 : framed.status;
		const head = `${interim}HTTP/${version} ${String(status)}${reason}\r\n${extra}${framed.header}${connection}\r\n`;
		return { bytes: Buffer.concat([Buffer.from(head), framed.coded]), body: framed.body };
	});

/** Heads that are wrong, doubtful or rare, each with a body behind it. */
export const oddHeads: readonly string[] = [
	'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
	'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
	'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
	'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
	'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
	'HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ntransfer-encoding: chunkedfoo\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
	'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
	'HTTP/1.1 200 OK\r\ntransfer-encoding: \r\n\r\nhello',
	'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n',
	'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
	'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n',
	'HTTP/1.1 304 Not Modified\r\ncontent-length: x\r\n\r\n',
	'HTTP/1.1 100 Continue\r\ncontent-length: 5\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi',
	'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5 \r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 0x5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 000000000000000000000005\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999999\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n folded\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx: a\r\n folded\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\n x: a\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx : a\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\n: a\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nno-colon\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx: a\x01b\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx: a\x7fb\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx: \xe9\xff\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx:\ta\tb\t\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\nx:\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 OK\ncontent-length: 5\n\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\nhello',
	'HTTP/1.1 200 OK\rcontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 O\x01K\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200 \xe9\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1  200 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 20 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 2000 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 200OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 000 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 099 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.1 999 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/1.2 200 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/2.0 200 OK\r\ncontent-length: 5\r\n\r\nhello',
	'HTTP/0.9 200 OK\r\ncontent-length: 5\r\n\r\nhello',
	'http/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
	'ICY 200 OK\r\ncontent-length: 5\r\n\r\nhello',
	'SSH-2.0-OpenSSH_9.6\r\n',
	'<!doctype html><html><body>502 Bad Gateway</body></html>',
	'\r\n\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
	' HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
	'',
	'H',
	'HTTP/1.1 200 OK',
	'HTTP/1.1 200 OK\r\n',
	'HTTP/1.1 200 OK\r\n\r\n',
	'HTTP/1.1 200 OK\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: keep-alive, close\r\n\r\nhello',
	'HTTP/1.0 200 OK\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\nhello',
	'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello and more'
];

const chunkedHead = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

/** Chunked bodies that are wrong, doubtful or rare. */
export const oddChunks: readonly string[] = [
	'5\r\nhello\r\n0\r\n\r\n',
	'5 \r\nhello\r\n0\r\n\r\n',
	' 5\r\nhello\r\n0\r\n\r\n',
	'0x5\r\nhello\r\n0\r\n\r\n',
	'-5\r\nhello\r\n0\r\n\r\n',
	'\r\n5\r\nhello\r\n0\r\n\r\n',
	'5\nhello\r\n0\r\n\r\n',
	'5\rhello\r\n0\r\n\r\n',
	'5\r\nhello0\r\n\r\n',
	'5\r\nhello\n0\r\n\r\n',
	'5\r\nhelloo\r\n0\r\n\r\n',
	'5\r\nhell\r\n0\r\n\r\n',
	'00000000000000000000000005\r\nhello\r\n0\r\n\r\n',
	'ffffffffffffffff\r\nhello\r\n0\r\n\r\n',
	'fffffffffffffffff\r\nhello\r\n0\r\n\r\n',
	'5;a\r\nhello\r\n0\r\n\r\n',
	'5;a=b\r\nhello\r\n0;c\r\n\r\n',
	'5;a="b c"\r\nhello\r\n0\r\n\r\n',
	'5;a\nb\r\nhello\r\n0\r\n\r\n',
	'5;a\x01b\r\nhello\r\n0\r\n\r\n',
	'5; a=b\r\nhello\r\n0\r\n\r\n',
	'5;a="b\r\nhello\r\n0\r\n\r\n',
	'5;=b\r\nhello\r\n0\r\n\r\n',
	'5\r\nhello\r\n0\r\nx: y\r\n\r\n',
	'5\r\nhello\r\n0\r\nx : y\r\n\r\n',
	'5\r\nhello\r\n0\r\nno-colon\r\n\r\n',
	'5\r\nhello\r\n0\r\n: y\r\n\r\n',
	'5\r\nhello\r\n0\r\nx: a\0b\r\n\r\n',
	'5\r\nhello\r\n0\r\nx: y\n\r\n',
	'5\r\nhello\r\n0\r\nx: y\r\n\n',
	'5\r\nhello\r\n0\r\ncontent-length: 3\r\n\r\n',
	'5\r\nhello\r\n0\r\ntransfer-encoding: chunked\r\n\r\n',
	'5\r\nhello\r\n0\r\n\r\nmore',
	'5\r\nhello\r\n0\r\n',
	'5\r\nhello\r\n0',
	'5\r\nhello\r\n',
	'5\r\nhel',
	'5',
	''
].map((chunks) => chunkedHead + chunks);

/** Sizes of successive reads into which bytes are split. */
export const readSizes = fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 40 });

/** Cuts bytes into reads of the given sizes; the rest is one more read. */
export const splitInto = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
	const reads: Buffer[] = [];
	let at = 0;
	for (const size of sizes) {
		if (at + size >= bytes.length) break;
		reads.push(bytes.subarray(at, at + size));
		at += size;
	}
	if (at < bytes.length) reads.push(bytes.subarray(at));
	return reads;
};

/** One byte changed, inserted or removed, or the end cut off. */
export const damage = fc.record({
	kind: fc.constantFrom('change', 'insert', 'remove', 'cut'),
	/** Where, as a share of the length. */
	place: fc.double({ min: 0, max: 1, noNaN: true }),
	byte: fc.oneof(
		fc.constantFrom(0, 9, 10, 13, 32, 48, 58, 59, 255),
		fc.integer({ min: 0, max: 255 })
	)
});

export const damaged = (
	bytes: Buffer,
	{ kind, place, byte }: { kind: string; place: number; byte: number }
): Buffer => {
	const at = Math.min(bytes.length - 1, Math.floor(place * bytes.length));
	const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
	const found = bytes.subarray(at, at + 1);
	switch (kind) {
		case 'change':
			return Buffer.concat([before, Buffer.from([byte]), after]);
		case 'insert':
			return Buffer.concat([before, Buffer.from([byte]), found, after]);
		case 'remove':
			return Buffer.concat([before, after]);
		default:
			return before;
	}
};
