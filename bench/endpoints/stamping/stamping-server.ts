/**
 * A server that knows the truth: it streams events at the pace that a request asks for and logs, in its own process, the moment just
 * before each write. What a client says of the same events can then be held against it. It reads requests of well-behaved clients only.
 */
import { createServer, type Socket } from 'node:net';
import { createRandom } from '#core/random.ts';
import { nsToMs } from '#core/units.ts';
import type { Serving } from '#bench/endpoints/served-endpoint.ts';
import {
	answerHeader,
	paceOfTarget,
	stampedEnd,
	stampedEvent,
	type StampedPace
} from './stamped-request.ts';

const chunk = Buffer.from(`${stampedEvent.length.toString(16)}\r\n${stampedEvent}\r\n`, 'latin1');
const last = Buffer.from(
	`${stampedEnd.length.toString(16)}\r\n${stampedEnd}\r\n0\r\n\r\n`,
	'latin1'
);
const headEnd = Buffer.from('\r\n\r\n', 'latin1');

/** The monotonic clock that all processes of the machine share, ms. */
const nowMs = (): number => nsToMs(Number(process.hrtime.bigint()));

interface Answer {
	socket: Socket;
	pace: StampedPace;
	nextMs: number;
	/** Moments of its writes so far. */
	sentMs: Float64Array;
	written: number;
}

/** Answers by the millisecond in which their next event is due, so that idle ones cost nothing. */
class DueWheel {
	readonly #due = new Map<number, Answer[]>();
	#next = Math.floor(nowMs());

	add(answer: Answer): void {
		const at = Math.max(this.#next, Math.ceil(answer.nextMs));
		const list = this.#due.get(at);
		if (list) list.push(answer);
		else this.#due.set(at, [answer]);
	}

	/** Takes out what is due by now. */
	*take(): Generator<Answer> {
		for (const untilMs = Math.floor(nowMs()); this.#next <= untilMs;) {
			const list = this.#due.get(this.#next);
			this.#due.delete(this.#next++);
			if (list) yield* list;
		}
	}
}

const contentLength = (head: string): number =>
	Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);

/** The answers of all clients since the beginning, one after the other: number of events, then the moment of each. */
const logOf = (answers: readonly Answer[]): Buffer => {
	const flat = new Float64Array(answers.reduce((sum, { written }) => sum + 1 + written, 0));
	let at = 0;
	for (const { sentMs, written } of answers) {
		flat[at++] = written;
		flat.set(sentMs.subarray(0, written), at);
		at += written;
	}
	return Buffer.from(flat.buffer);
};

/** Serves on a port of loopback. `GET /log` gives the moments of all events so far, `GET /cpu` the processor time of this process, ms. */
export const serveStamping = (): Promise<Serving> => {
	const answers: Answer[] = [];
	const sockets = new Set<Socket>();
	const wheel = new DueWheel();
	const random = createRandom(1, 'first event');

	const write = (answer: Answer): void => {
		const { pace, socket, sentMs } = answer;
		sentMs[answer.written++] = nowMs();
		socket.write(chunk);
		if (answer.written === pace.tokens) socket.write(last);
		else {
			answer.nextMs += pace.gapMs;
			wheel.add(answer);
		}
	};
	const answerTo = (socket: Socket, target: string): void => {
		const plain = (body: Buffer | string): void => {
			socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n`);
			socket.write(body);
		};
		if (target === '/log') {
			plain(logOf(answers));
			return;
		}
		if (target === '/cpu') {
			const { user, system } = process.cpuUsage();
			plain(String((user + system) / 1_000));
			return;
		}
		const pace = paceOfTarget(target);
		// Head and first event in one write where they leave together.
		socket.cork();
		socket.write(
			`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n${answerHeader}: ${String(answers.length)}\r\ntransfer-encoding: chunked\r\n\r\n`
		);
		const dueMs = nowMs() + pace.firstMs + random() * pace.spreadMs;
		const answer = {
			socket,
			pace,
			nextMs: dueMs,
			sentMs: new Float64Array(pace.tokens),
			written: 0
		};
		answers.push(answer);
		if (pace.firstMs + pace.spreadMs === 0) write(answer);
		else wheel.add(answer);
		socket.uncork();
	};
	const timer = setInterval(() => {
		for (const answer of wheel.take()) if (!answer.socket.destroyed) write(answer);
	}, 1);

	const server = createServer({ noDelay: true }, (socket) => {
		sockets.add(socket);
		let kept: Buffer = Buffer.alloc(0);
		socket.on('data', (data) => {
			kept = kept.length === 0 ? data : Buffer.concat([kept, data]);
			for (;;) {
				const end = kept.indexOf(headEnd);
				if (end < 0) return;
				const head = kept.toString('latin1', 0, end);
				const whole = end + headEnd.length + contentLength(head);
				if (kept.length < whole) return;
				kept = kept.subarray(whole);
				answerTo(socket, head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/')));
			}
		});
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
	});
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
			const address = server.address();
			resolve({
				port: typeof address === 'object' && address ? address.port : 0,
				close: () =>
					new Promise((closed) => {
						clearInterval(timer);
						for (const socket of sockets) socket.destroy();
						server.close(() => {
							closed();
						});
					})
			});
		});
	});
};
