/**
 * A server that knows the truth: it streams tokens at a fixed pace and logs, in its own process, the moment just before each
 * write. Runs as a child process; the log is fetched over IPC when a measurement has ended.
 */
import { createServer, type Socket } from 'node:net';
import { createRandom } from '#core/random.ts';

export interface TruthSettings {
	tokensPerStream: number;
	tokenGapMs: number;
	/** The first token of a stream comes after a random time in this range, ms. */
	firstTokenMs: [number, number];
	/** Streams that will be asked for; the query `id` of a request is below. */
	streams: number;
}

/** The event of one token: a chunk of OpenAI chat as most engines send it. */
const payload = `data: {"id":"chatcmpl-truth","object":"chat.completion.chunk","created":1750000000,"model":"truth","choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}\n\n`;
const chunk = Buffer.from(`${payload.length.toString(16)}\r\n${payload}\r\n`, 'latin1');
const head = Buffer.from(
	'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n',
	'latin1'
);
const last = Buffer.from('0\r\n\r\n', 'latin1');

interface Stream {
	id: number;
	socket: Socket;
	nextMs: number;
	token: number;
}

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

const serve = (settings: TruthSettings): void => {
	const { tokensPerStream, tokenGapMs, firstTokenMs, streams } = settings;
	/** Moment of each write, ms of the monotonic clock, by stream and token. */
	const log = new Float64Array(streams * tokensPerStream);
	const random = createRandom(1, 'first token');
	let active: Stream[] = [];
	const tick = (): void => {
		const startMs = nowMs();
		const still: Stream[] = [];
		for (const stream of active) {
			while (stream.nextMs <= startMs && stream.token < tokensPerStream) {
				log[stream.id * tokensPerStream + stream.token] = nowMs();
				stream.socket.write(chunk);
				stream.token++;
				stream.nextMs += tokenGapMs;
			}
			if (stream.token < tokensPerStream) still.push(stream);
			else stream.socket.write(last);
		}
		active = still;
	};
	setInterval(tick, 1);
	const server = createServer({ noDelay: true }, (socket) => {
		let text = '';
		socket.on('data', (data) => {
			text += data.toString('latin1');
			const id = /id=(\d+)/.exec(text)?.[1];
			if (!text.includes('\r\n\r\n') || id === undefined) return;
			text = '';
			socket.write(head);
			const [low, high] = firstTokenMs;
			const nextMs = nowMs() + low + random() * (high - low);
			active.push({ id: Number(id), socket, nextMs, token: 0 });
		});
		socket.on('error', () => socket.destroy());
	});
	server.listen(0, '127.0.0.1', 4_096, () => {
		const address = server.address();
		process.send?.({ port: typeof address === 'object' ? address?.port : null });
	});
	process.on('message', (message) => {
		if (message === 'log') {
			const { user, system } = process.cpuUsage();
			process.send?.({
				log: Buffer.from(log.buffer).toString('base64'),
				cpuMs: (user + system) / 1e3
			});
		}
	});
	process.on('disconnect', () => {
		process.exitCode = 0;
		server.close();
		process.kill(process.pid);
	});
};

process.once('message', (settings: TruthSettings) => {
	serve(settings);
});
