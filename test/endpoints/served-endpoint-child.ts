/** A child for the tests of `startEndpoint`; its settings say how it behaves. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BenchError } from '#core/errors.ts';
import { runEndpoint } from '#bench/endpoints/served-endpoint.ts';

export interface ChildSettings {
	mode: 'serve' | 'bench-error' | 'error' | 'die' | 'hang' | 'never-close';
}

runEndpoint(async (settings) => {
	const { mode } = settings as ChildSettings;
	if (mode === 'bench-error') {
		throw new BenchError('E_MODEL_FILE', 'model.gguf is empty', { hint: 'Get it again.' });
	}
	if (mode === 'error') throw new Error('no room at the inn');
	if (mode === 'die') {
		console.error('the last thing it said');
		process.kill(process.pid, 'SIGABRT');
	}
	if (mode === 'die' || mode === 'hang') await new Promise(() => setInterval(Object, 1_000));

	const server = createServer((request, response) => {
		if (request.url === '/die') process.kill(process.pid, 'SIGABRT');
		response.end(JSON.stringify({ environment: Object.keys(process.env), settings }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		info: { mode },
		close: () => {
			if (mode === 'never-close') return new Promise<void>(() => undefined);
			server.closeAllConnections();
			return new Promise<void>((resolve) => {
				server.close(() => {
					resolve();
				});
			});
		}
	};
});
