/** Serves the emulated endpoint on loopback, in whatever process calls it. */
import { createAdaptorServer } from '@hono/node-server';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dialect } from './dialect.ts';
import { createEmulatorApp } from './emulator-app.ts';
import { parseEmulatorSettings } from './emulator-settings.ts';
import { createEngineClock } from './engine-clock.ts';

/** Connections that may wait to be accepted: a stage can open all of its connections at once. */
const listenBacklog = 4_096;

export interface EmulatorServer {
	port: number;
	/** Cuts every connection and resolves when the port is free. */
	close(): Promise<void>;
}

/** Throws a `BenchError` for settings that make no sense. `dialects`: all of them where absent. */
export const serveEmulator = async (
	settings: unknown,
	dialects?: readonly Dialect[]
): Promise<EmulatorServer> => {
	const resolved = parseEmulatorSettings(settings);
	const engine = createEngineClock(resolved.performance);
	const app = createEmulatorApp(resolved, engine, dialects);
	const server = createAdaptorServer({
		fetch: app.fetch,
		overrideGlobalObjects: false,
		createServer,
		// A load generator opens connections long before it uses them, and keeps them.
		serverOptions: { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, noDelay: true }
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen({ host: '127.0.0.1', port: 0, backlog: listenBacklog }, resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		port,
		close: () =>
			new Promise((resolve) => {
				engine.stop();
				server.close(() => {
					resolve();
				});
				if ('closeAllConnections' in server) server.closeAllConnections();
			})
	};
};
