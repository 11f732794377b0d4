/** Keys that endpoints give back in every way they can, looked for in every byte that is left of a run. */
import { randomBytes } from 'node:crypto';
import { createRandom } from '#core/random.ts';
import { protocolNames } from '#core/target.ts';
import { createWorkplace, runBench } from '../commands/support/bench-process.ts';
import { echoCount, serveEchoing } from '../commands/support/echoing-server.ts';
import { findCanaries } from '../commands/support/find-canaries.ts';
import { writeConfig } from '../commands/support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from '../commands/support/small-scenario.ts';
import type { Trial } from './trial.ts';

/** Ways to show a key, each with its protocol; texts are asked for alone. */
const textProtocols = protocolNames.filter((name) => !/images|embeddings/u.test(name));

const access = [
	{ apiKeyEnv: 'OUR_KEY' },
	{ credentials: { kind: 'bearer', tokenEnv: 'OUR_KEY' } },
	{ headers: { 'x-gateway': 'team ${OUR_KEY}' } },
	{
		credentials: {
			kind: 'aws',
			region: 'us-east-1',
			accessKeyIdEnv: 'OUR_KEY',
			secretAccessKeyEnv: 'OUR_KEY'
		}
	}
];

export const canaries: Trial = {
	name: 'canaries',
	what: 'runs, each with a key of its own, on endpoints that give it back in answers, errors, headers, pieces, redirects and packed',
	wanted: 'found 0 times',
	times: 50,
	run: async ({ times, seed, note }) => {
		const random = createRandom(seed, 'keys');
		const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
		let [found, bytes, failed] = [0, 0, 0];
		for (let i = 0; i < times; i++) {
			using workplace = createWorkplace();
			writeScenario(workplace);
			const special = any(['', '+/=', '"\\<&>\'', '%2F', '~!*()', '.-_']);
			const key = `canary${randomBytes(12).toString('base64url')}${special}${randomBytes(3).toString('hex')}`;
			const server = await serveEchoing([key], random() < 0.2 ? { status: `401 ${key}` } : {});
			const way = any(access);
			const protocol =
				'credentials' in way && way.credentials.kind === 'aws'
					? 'bedrock-converse'
					: any(textProtocols);
			const target = selfHosted(server.port, { protocol, ...way });
			const loads = [{ kind: 'closed', concurrency: 2, requests: 2 * echoCount }];
			writeConfig(workplace, coloursConfig([target], { loads }));
			const env = { OUR_KEY: key, BENCH_DEBUG: '1' };
			const run = await runBench(['run', '--json'], { workplace, env });
			const list = await runBench(['runs', 'list', '--json'], { workplace, env });
			const probe = await runBench(['probe', 'ours', '--json'], { workplace, env });
			await server.close();
			if (server.requests().length === 0) failed++;
			const texts = Object.fromEntries(
				Object.entries({ run, list, probe }).flatMap(([name, { stdout, stderr }]) => [
					[`${name}, stdout`, stdout],
					[`${name}, stderr`, stderr]
				])
			);
			const seen = await findCanaries([key], { folder: workplace.path, texts });
			bytes += seen.bytes;
			found += seen.places.length;
			for (const place of seen.places) note(`${protocol} ${JSON.stringify(way)}: ${place}`);
			if (i % 10 === 9) note(`${String(i + 1)} runs, found ${String(found)} times`);
		}
		return {
			seen: `${String(times)} runs, ${(bytes / 1_048_576).toFixed(0)} MiB looked through: found ${String(found)} times${failed > 0 ? `; ${String(failed)} sent nothing` : ''}`,
			isMet: found === 0 && failed === 0
		};
	}
};
