/**
 * A server that knows when requests came: it logs, in its own process, the moment at which the first byte of each was there, and answers a
 * while after. Runs as a child process; the log is fetched over IPC when a measurement has ended.
 */
import { createServer } from 'node:net';

export interface ArrivalSettings {
	/** Requests that will come; the query `id` of a request is below. */
	requests: number;
	/** Time to the answer, ms. */
	answerMs: number;
}

export interface ArrivalLog {
	/** Moments on the monotonic clock of the machine, ms, by id; 0 for one that never came. Float64, base64. */
	log: string;
}

const body = JSON.stringify({
	id: 'chatcmpl-arrival',
	object: 'chat.completion',
	created: 1_750_000_000,
	model: 'arrival',
	choices: [{ index: 0, message: { role: 'assistant', content: 'here' }, finish_reason: 'stop' }],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
});
const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`;

const serve = ({ requests, answerMs }: ArrivalSettings): void => {
	const log = new Float64Array(requests);
	const server = createServer({ noDelay: true }, (socket) => {
		/** Bytes of the request that are still to come; null between two requests. */
		let missing: number | null = null;
		socket.on('data', (data) => {
			const nowMs = Number(process.hrtime.bigint()) / 1e6;
			if (missing === null) {
				// The client sends head and beginning of the body in one piece.
				const headEnd = data.indexOf('\r\n\r\n') + 4;
				// Only the head: texts of whole prompts would hold up the next arrivals of a burst.
				const head = data.toString('latin1', 0, headEnd);
				const id = Number(/id=(\d+)/u.exec(head)?.[1]);
				const length = Number(/content-length: (\d+)/iu.exec(head)?.[1] ?? 0);
				if (headEnd < 4 || Number.isNaN(id)) throw new Error('a request came without its head');
				log[id] = nowMs;
				missing = headEnd + length;
			}
			missing -= data.length;
			if (missing > 0) return;
			missing = null;
			setTimeout(() => socket.write(answer), answerMs);
		});
		socket.on('error', () => socket.destroy());
	});
	server.listen(0, '127.0.0.1', 4_096, () => {
		const address = server.address();
		process.send?.({ port: typeof address === 'object' ? address?.port : null });
	});
	process.on('message', (message) => {
		if (message !== 'log') return;
		const sent: ArrivalLog = { log: Buffer.from(log.buffer).toString('base64') };
		process.send?.(sent);
	});
	process.on('disconnect', () => {
		process.kill(process.pid);
	});
};

process.once('message', (settings: ArrivalSettings) => {
	serve(settings);
});
