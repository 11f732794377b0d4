/** Runs a stage in a process of its own, whose environment decides which certificates are trusted, through a proxy where one is given. Prints what came of it. */
import { endsOf, runStage } from './stage.ts';
import { resolveAddress } from '#bench/load/address.ts';
import { chooseProxy } from '#bench/load/way/choose-proxy.ts';

const [, , baseUrl = '', proxy] = process.argv;
const url = new URL(baseUrl);
const way = { proxy: chooseProxy({ id: 'tested', baseUrl, proxy }, {}), tls: null };
try {
	const address = await resolveAddress('tested', url, 5_000, way);
	const { attempts, total } = await runStage({
		address,
		shape: { kind: 'closed', concurrency: 4, requests: 40 },
		workers: 2
	});
	const bodies = new Set(attempts.map(({ response }) => Buffer.from(response.body).toString()));
	console.log(JSON.stringify({ address, ends: endsOf(attempts), total, bodies: [...bodies] }));
} catch (error) {
	const { code, message, hint } = error as { code?: string; message?: string; hint?: string };
	console.log(JSON.stringify({ error: { code, message, hint } }));
}
