/** A TCP server that reads whole HTTP requests and lets the test write whatever bytes it likes in answer. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Address } from '#bench/load/address.ts';

export interface RawRequest {
	socket: Socket;
	/** Position among all requests of the server, from 0. */
	index: number;
	/** Position among the requests of its connection, from 0. */
	nth: number;
	/** Request line and headers, a line each. */
	head: string;
	body: string;
	/** When the last byte of it was read, ms on the monotonic clock of the machine. */
	atHrMs: number;
}

export interface RawServer extends AsyncDisposable {
	address: Address;
	port: number;
	/** Connections accepted so far. */
	connections: number;
	/** Requests read so far. */
	requests: RawRequest[];
	/** Stops listening; open connections live on. */
	refuse: () => void;
	/** Stops listening and resets every connection. */
	die: () => Promise<void>;
	/** Listens on the same port again. */
	revive: () => Promise<void>;
}

export const hrMs = (): number => Number(process.hrtime.bigint()) / 1e6;

interface Options {
	tls?: TlsOptions;
	onConnection?: (socket: Socket) => void;
	/** Called with the head of a request, before its body was read. */
	onHead?: (socket: Socket) => void;
}

/** Starts a server on a free port of the loopback address; `answer` is called for each whole request. */
export const createRawServer = async (
	answer: (request: RawRequest) => void,
	{ tls, onConnection, onHead }: Options = {}
): Promise<RawServer> => {
	const sockets = new Set<Socket>();
	const serve = (socket: Socket): void => {
		raw.connections++;
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
		onConnection?.(socket);
		let text = '';
		let nth = 0;
		let headSeen = false;
		socket.on('data', (data: Buffer) => {
			text += data.toString('latin1');
			for (;;) {
				const headEnd = text.indexOf('\r\n\r\n') + 4;
				if (headEnd < 4) return;
				if (!headSeen) onHead?.(socket);
				headSeen = true;
				const end = headEnd + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
				if (text.length < end) return;
				const request: RawRequest = {
					socket,
					index: raw.requests.length,
					nth: nth++,
					head: text.slice(0, headEnd - 4),
					body: text.slice(headEnd, end),
					atHrMs: hrMs()
				};
				text = text.slice(end);
				headSeen = false;
				raw.requests.push(request);
				answer(request);
			}
		});
	};
	const listen = async (port: number): Promise<Server> => {
		const server = tls
			? createTlsServer({ noDelay: true, ...tls }, serve)
			: createServer({ noDelay: true }, serve);
		server.on('tlsClientError', () => undefined);
		server.listen(port, '127.0.0.1', 1_024);
		await once(server, 'listening');
		return server;
	};
	let server = await listen(0);
	const { port } = server.address() as AddressInfo;
	const die = async (): Promise<void> => {
		server.close();
		for (const socket of sockets) {
			// One over TLS cannot be reset.
			if (tls) socket.destroy();
			else socket.resetAndDestroy();
		}
		if (server.listening || sockets.size > 0) await once(server, 'close');
	};
	const raw: RawServer = {
		address: {
			ip: '127.0.0.1',
			port,
			tlsServerName: tls ? '127.0.0.1' : null,
			host: `127.0.0.1:${String(port)}`
		},
		port,
		connections: 0,
		requests: [],
		refuse: () => {
			server.close();
		},
		die,
		revive: async () => {
			server = await listen(port);
		},
		[Symbol.asyncDispose]: die
	};
	return raw;
};

/** A response with a known length. */
export const respond = (body: string, status = 200, headers = ''): string =>
	`HTTP/1.1 ${String(status)} X\r\n${headers}content-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;

/** A port of the loopback address on which nobody listens. */
export const closedPort = async (): Promise<number> => {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
};
