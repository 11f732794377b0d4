/** What a reader makes of the bytes of a response that is followed by the end of the connection: ours, and the one of node:http. */
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ResponseReader, type ReaderLimits } from '#bench/load/response-reader.ts';

export interface Verdict {
	end: 'complete' | 'closed' | 'malformed' | 'headers-too-large' | 'response-too-large';
	status: number | null;
	/** The body, in latin1; what had arrived of it where it is not complete. */
	body: string;
	/** Why, for the message of a failed test. */
	why: string;
}

const limits: ReaderLimits = { maxHeadBytes: 65_536, maxBodyBytes: 1_048_576 };

/** Reads with the project's reader; read i comes at i + 1 ms. */
export const readBytes = (
	reads: readonly Buffer[],
	reader = new ResponseReader(limits)
): Verdict & { reader: ResponseReader } => {
	reader.reset();
	const verdictOf = (end: Verdict['end'], why: string) => {
		const { status, body } = reader.take();
		return { end, status, body: Buffer.from(body).toString('latin1'), why, reader };
	};
	for (const [index, read] of reads.entries()) {
		const state = reader.push(read, read.length, index + 1);
		if (state.kind === 'reading') continue;
		if (state.kind === 'complete') return verdictOf('complete', '');
		const end = state.code === 'malformed-response' ? 'malformed' : state.code;
		return verdictOf(end as Verdict['end'], state.message);
	}
	const state = reader.end();
	return state.kind === 'complete'
		? verdictOf('complete', '')
		: verdictOf('closed', state.kind === 'failed' ? state.message : '');
};

const endOf = (response: IncomingMessage | null, code: string): Verdict['end'] => {
	if (response?.complete) return 'complete';
	if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
	// Node's name for an end of the connection that the framing does not allow.
	if (code === 'HPE_INVALID_EOF_STATE') return 'closed';
	return code.startsWith('HPE_') ? 'malformed' : 'closed';
};

export interface NodeHttp extends AsyncDisposable {
	read(reads: readonly Buffer[]): Promise<Verdict>;
}

/** A server that plays given bytes, and a node:http client that reads them. */
export const createNodeHttp = async (): Promise<NodeHttp> => {
	let next: readonly Buffer[] = [];
	const play = async (socket: Socket): Promise<void> => {
		socket.on('error', () => socket.destroy());
		await once(socket, 'data');
		for (const read of next) {
			socket.write(read);
			await nextTurn();
		}
		socket.end();
	};
	const server = createServer({ noDelay: true }, (socket) => {
		void play(socket);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const read = (reads: readonly Buffer[]): Promise<Verdict> =>
		new Promise((resolve) => {
			next = reads;
			// An agent of its own for each response: none meets a connection that the server has just closed.
			const agent = new Agent({ keepAlive: true });
			let response: IncomingMessage | null = null;
			let code = '';
			const body: Buffer[] = [];
			const client = request({ host: '127.0.0.1', port, agent, maxHeaderSize: 65_536 });
			client.on('response', (incoming) => {
				response = incoming;
				incoming.on('data', (piece: Buffer) => body.push(piece));
				incoming.on('error', (error: NodeJS.ErrnoException) => {
					code ||= error.code ?? '';
				});
			});
			client.on('upgrade', (incoming, socket) => {
				response = incoming;
				socket.destroy();
			});
			client.on('error', (error: NodeJS.ErrnoException) => {
				if (code === '' || error.code?.startsWith('HPE_')) code = error.code ?? '';
			});
			client.on('close', () => {
				const finish = (): void => {
					agent.destroy();
					resolve({
						end: endOf(response, code),
						status: response?.statusCode ?? null,
						body: Buffer.concat(body).toString('latin1'),
						why: code
					});
				};
				if (!response || response.closed) finish();
				else response.once('close', finish);
			});
			client.end();
		});
	return {
		read,
		[Symbol.asyncDispose]: async () => {
			server.close();
			await once(server, 'close');
		}
	};
};
