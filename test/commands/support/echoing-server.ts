/** A server that has read the keys of whoever asks it, and gives them back in every place of an answer that there is. */
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { response, serveRaw, streamOf, type RawServer } from './raw-server.ts';
import { spellingsOf } from './find-canaries.ts';

const inHeaders = (text: string): Record<string, string> => ({
	'x-request-id': text,
	'openai-model': text,
	'server-timing': `auth;desc="${text}"`,
	'www-authenticate': `Bearer error="${text}"`,
	'set-cookie': `key=${text}`,
	'retry-after': '0',
	'x-litellm-call-id': text
});

const stream = { 'content-type': 'text/event-stream' };
const json = { 'content-type': 'application/json' };

const errorBody = (text: string): string =>
	JSON.stringify({
		error: { message: `no such key: ${text}`, code: text, type: text, param: text }
	});

/** What is done with a request, by its number; every answer holds the text. */
const echoes: readonly ((socket: Socket, text: string) => void)[] = [
	(socket, text) => {
		const extra = { model: text, id: text, system_fingerprint: text, [text]: 1 };
		const usage = { prompt_tokens: 5, completion_tokens: 2, [text]: text };
		const headers = { ...stream, ...inHeaders(text) };
		socket.write(response('200 OK', headers, streamOf(['red ', text], { ...extra, usage })));
	},
	(socket, text) => {
		const pieces = [text.slice(0, 7), text.slice(7, 12), text.slice(12)];
		socket.write(response('200 OK', stream, streamOf(['red, ', ...pieces, '.'])));
	},
	(socket, text) => {
		socket.write(
			response('500 Internal Server Error', { ...json, ...inHeaders(text) }, errorBody(text))
		);
	},
	(socket, text) => {
		socket.write(response(`418 ${text}`, json, errorBody(text).replaceAll('/', '\\/')));
	},
	(socket, text) => {
		const location = `http://127.0.0.1:9/?key=${encodeURIComponent(text)}`;
		socket.write(response('302 Found', { location, ...inHeaders(text) }, `moved to ${location}`));
	},
	(socket, text) => {
		const packed = gzipSync(streamOf(['red', text])).toString('latin1');
		const headers = { ...stream, 'content-encoding': 'gzip' };
		const head = response('200 OK', headers, '').replace(
			'content-length: 0',
			`content-length: ${String(packed.length)}`
		);
		socket.write(head + packed, 'latin1');
	},
	(socket, text) => {
		socket.write(response('200 OK', stream, `data: {"broken": "${text}\n\ndata: ${text}\n\n`));
	},
	(socket, text) => {
		socket.write(
			response('400 Bad Request', { 'content-type': 'text/html' }, `<p title="${text}">${text}`)
		);
	},
	(socket, text) => {
		const whole = response('200 OK', stream, streamOf([text]));
		socket.end(whole.slice(0, whole.indexOf('data:') + 50));
	}
];

/** How many kinds of answers there are. */
export const echoCount = echoes.length;

/** `status`: in place of all that, for an endpoint that refuses keys. */
export const serveEchoing = async (
	keys: readonly string[],
	{ status }: { status?: string } = {}
): Promise<RawServer> => {
	const all = keys.flatMap((key) => Object.values(spellingsOf(key)).flat()).join(' ');
	// By itself as well, so that pieces of a stream are cut within it.
	const texts = [all, ...keys];
	let n = 0;
	return serveRaw((socket) => {
		const round = n++;
		if (status !== undefined) {
			socket.write(response(status, { ...json, ...inHeaders(all) }, errorBody(all)));
			return;
		}
		const text = texts[Math.floor(round / echoes.length) % texts.length] ?? '';
		echoes[round % echoes.length]?.(socket, text);
	});
};
