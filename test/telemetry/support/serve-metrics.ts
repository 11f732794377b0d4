/** A metrics address on a real socket: each request is answered by what the test says. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { recordedText } from '../recordings.ts';

export interface MetricsServer extends AsyncDisposable {
	url: string;
	/** Headers of the requests so far. */
	requests: IncomingMessage['headers'][];
}

/** Null leaves the request without an answer. */
export const serveMetrics = async (
	answer: (index: number) => { status?: number; body: string } | null
): Promise<MetricsServer> => {
	const requests: IncomingMessage['headers'][] = [];
	const server = createServer((request, response) => {
		const given = answer(requests.push(request.headers) - 1);
		if (given === null) return;
		response.writeHead(given.status ?? 200, { 'content-type': 'text/plain; version=0.0.4' });
		response.end(given.body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${String(port)}/metrics`,
		requests,
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
};

/** What the recorded llama.cpp server answered, one reading a second, through idle and three loads. */
export const recordedMetrics = (): string[] =>
	recordedText('engine/metrics-poll.jsonl.gz')
		.trim()
		.split('\n')
		.map((line) => (JSON.parse(line) as { body: string }).body);
