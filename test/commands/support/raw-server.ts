/** TCP servers that answer as the test says, however wrong that is, and count who comes. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface RawServer {
	port: number;
	/** Connections so far. */
	connections: () => number;
	/** Requests whose head has arrived. */
	requests: () => string[];
	/** Cuts all connections and gives the port free. */
	close: () => Promise<void>;
}

/** Calls `answer` for every request that has arrived whole, with its head and body. */
export const serveRaw = async (
	answer: (socket: Socket, request: string) => void
): Promise<RawServer> => {
	const sockets = new Set<Socket>();
	const requests: string[] = [];
	let connections = 0;
	const server = createServer((socket) => {
		connections++;
		sockets.add(socket);
		let text = '';
		socket.setEncoding('latin1');
		socket.on('data', (part: string) => {
			text += part;
			const headEnd = text.indexOf('\r\n\r\n');
			if (headEnd < 0) return;
			const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
			const end = headEnd + 4 + length;
			if (text.length < end) return;
			const request = text.slice(0, end);
			text = text.slice(end);
			requests.push(request);
			answer(socket, request);
		});
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		connections: () => connections,
		requests: () => requests,
		close: () =>
			new Promise((resolve) => {
				server.close(() => {
					resolve();
				});
				for (const socket of sockets) socket.destroy();
			})
	};
};

export const response = (status: string, headers: Record<string, string>, body: string): string =>
	[
		`HTTP/1.1 ${status}`,
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		`content-length: ${String(Buffer.byteLength(body))}`,
		'',
		body
	].join('\r\n');

/** A stream of OpenAI chunks with these texts. */
export const streamOf = (texts: readonly string[], extra: Record<string, unknown> = {}): string =>
	[
		...texts.map((content) => ({ choices: [{ index: 0, delta: { content } }], ...extra })),
		{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], ...extra }
	]
		.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
		.join('') + 'data: [DONE]\n\n';
