/** A parent for the tests of `startEndpoint`: prints where its child serves, and after Ctrl-C what the child still answers. */
import { startEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { startLlamaEndpoint } from '#bench/endpoints/llama/llama-endpoint.ts';

const [modelFile] = process.argv.slice(2);
const endpoint =
	modelFile === undefined
		? await startEndpoint({
				module: new URL('served-endpoint-child.ts', import.meta.url),
				settings: { mode: 'serve' },
				name: 'the child'
			})
		: await startLlamaEndpoint({ modelFile, threads: 1, slots: 1, contextTokens: 2_048 });

const keepRunning = setInterval(Object, 1_000);

process.once('SIGINT', () => {
	void fetch(endpoint.baseUrl)
		.then((response) => {
			console.log(`still answers ${String(response.status)}`);
		})
		.catch(() => {
			console.log('gone');
		})
		.finally(() => {
			clearInterval(keepRunning);
		});
});

// Last, so that whoever reads it may send signals.
console.log(endpoint.baseUrl);
