/** Entry of the process that runs the embedded llama.cpp engine; started by `startLlamaEndpoint`. */
import { createServer, type Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { z } from 'zod';
import { flashAttentionChoices } from '#core/target.ts';
import { runEndpoint, type Serving } from '#bench/endpoints/served-endpoint.ts';
import { createChatApp } from './chat-app.ts';
import { ChatEngine } from './chat-engine.ts';
import { loadEngine } from './load-engine.ts';

const settingsSchema = z.strictObject({
	modelFile: z.string(),
	threads: z.int().positive(),
	slots: z.int().positive(),
	contextTokens: z.int().positive(),
	flashAttention: z.enum(flashAttentionChoices)
});

const listen = (server: Server): Promise<number> =>
	new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			if (address !== null && typeof address === 'object') resolve(address.port);
			else reject(new Error('the server has no port'));
		});
	});

const serve = async (given: unknown): Promise<Serving> => {
	const settings = settingsSchema.parse(given);
	const loaded = await loadEngine(settings);
	const engine = new ChatEngine(loaded, settings);
	const stopping = new AbortController();
	const server = createAdaptorServer({
		fetch: createChatApp(engine, stopping.signal).fetch,
		createServer,
		// Connections are opened before they are needed, so an idle one must not be closed.
		serverOptions: { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }
	}) as Server;
	const port = await listen(server);
	return {
		port,
		info: {
			engine: `llama.cpp ${loaded.release}`,
			model: loaded.modelName,
			threads: settings.threads,
			slots: settings.slots,
			contextTokens: engine.contextTokens,
			flashAttention: settings.flashAttention
		},
		close: async () => {
			stopping.abort();
			server.close();
			server.closeAllConnections();
			await engine.close();
		}
	};
};

runEndpoint(serve);
