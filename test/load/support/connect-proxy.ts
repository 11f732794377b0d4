/** An HTTP proxy that opens tunnels, on a free port of loopback; over TLS where asked for. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface ConnectProxy extends AsyncDisposable {
	port: number;
	/** `http://127.0.0.1:PORT`, or https:// over TLS. */
	url: string;
	/** Head of each request, in order. */
	heads: string[];
	/** Hosts and ports that tunnels were opened to, in order. */
	tunnels: string[];
}

interface Options {
	/** The value of proxy-authorization without which it answers 407. */
	wants?: string;
	/** What it answers in place of a tunnel: bytes, or null for silence. Absent: it opens one. */
	answer?: string | null;
	/** Where a tunnel really ends, by the name that was asked for: a proxy looks names up itself. */
	hosts?: Record<string, string>;
	tls?: TlsOptions;
	/** Called before the answer to CONNECT is written; it is written when this has ended. */
	before?: () => Promise<void>;
}

export const createConnectProxy = async ({
	wants,
	answer,
	hosts = {},
	tls,
	before
}: Options = {}): Promise<ConnectProxy> => {
	const sockets = new Set<Socket>();
	const keep = (socket: Socket): void => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
	};
	const proxy: Pick<ConnectProxy, 'heads' | 'tunnels'> = { heads: [], tunnels: [] };
	const open = (client: Socket, to: string): void => {
		const at = to.lastIndexOf(':');
		const name = to.slice(0, at).replace(/^\[|\]$/g, '');
		const upstream = connect({ host: hosts[name] ?? name, port: Number(to.slice(at + 1)) });
		keep(upstream);
		upstream.once('connect', () => {
			proxy.tunnels.push(to);
			// In two pieces, as a network may bring it.
			client.write('HTTP/1.1 200 Connection esta');
			setImmediate(() => {
				client.write('blished\r\nvia: test\r\n\r\n');
				client.pipe(upstream);
				upstream.pipe(client);
			});
		});
		upstream.once('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
		client.on('close', () => upstream.destroy());
		upstream.on('close', () => client.destroy());
	};
	const serve = (client: Socket): void => {
		keep(client);
		let head = '';
		const read = (bytes: Buffer): void => {
			head += bytes.toString('latin1');
			if (!head.includes('\r\n\r\n')) return;
			client.off('data', read);
			client.pause();
			proxy.heads.push(head.trimEnd());
			const answerNow = (): void => {
				const given = /^proxy-authorization: (.*)$/im.exec(head)?.[1];
				if (answer === null) return;
				if (answer !== undefined) client.end(Buffer.from(answer, 'latin1'));
				else if (wants !== undefined && given !== wants) {
					client.end(
						'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n'
					);
				} else open(client, head.split(' ')[1]!);
			};
			if (before) void before().then(answerNow);
			else answerNow();
		};
		client.on('data', read);
	};
	const server = tls ? createTlsServer(tls, serve) : createServer(serve);
	server.on('tlsClientError', () => undefined);
	server.listen(0, '127.0.0.1', 1_024);
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		...proxy,
		port,
		url: `${tls ? 'https' : 'http'}://127.0.0.1:${String(port)}`,
		[Symbol.asyncDispose]: async () => {
			server.close();
			for (const socket of sockets) socket.destroy();
			if (server.listening || sockets.size > 0) await once(server, 'close');
		}
	};
};
