/** Every command that asks an endpoint, through a proxy: what it stores and says of it, and what it keeps to itself. */
import { describe, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { createConnectProxy, type ConnectProxy } from '../load/support/connect-proxy.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { serveChat } from './support/chat-server.ts';
import { everythingStored } from './support/everything-stored.ts';
import {
	stagesOf,
	storedRun,
	writeConfig,
	type LoadJson,
	type RunJson
} from './support/run-json.ts';
import {
	coloursConfig,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const name = 'api.behind-the-proxy.test';
const password = 'canary/p@ss+word';
const wants = `Basic ${Buffer.from(`bench:${password}`).toString('base64')}`;

const startProxy = async (): Promise<ConnectProxy> => {
	const proxy = await createConnectProxy({ hosts: { [name]: '127.0.0.1' }, wants });
	onTestFinished(() => proxy[Symbol.asyncDispose]());
	return proxy;
};
const startEndpoint = async (): Promise<number> => {
	const server = await serveColours();
	onTestFinished(() => server.close());
	return server.port;
};
const openWorkplace = (): Workplace => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	return workplace;
};
/** The environment of somebody whose way out is the proxy. */
const environment = (proxy: ConnectProxy): Record<string, string> => ({
	http_proxy: proxy.url.replace('://', `://bench:${encodeURIComponent(password)}@`)
});
const baseUrl = (port: number): string => `http://${name}:${String(port)}/v1`;

describe('a proxy of the environment', () => {
	it('carries a run, is named and stored without its password, and sets apart runs that went directly', async ({
		expect
	}) => {
		const [port, proxy, workplace] = [await startEndpoint(), await startProxy(), openWorkplace()];
		writeScenario(workplace);
		writeConfig(workplace, coloursConfig([selfHosted(port, { baseUrl: baseUrl(port) })]));
		const ended = await runBench(['run', '--json'], { workplace, env: environment(proxy) });
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(stagesOf(json).map(({ outcomes }) => outcomes.ok)).toEqual([4]);
		expect(ended.stderr).toContain(
			`target "ours" is reached through the proxy ${proxy.url} (from http_proxy)`
		);
		const connected = proxy.tunnels.length;
		expect(connected).toBeGreaterThanOrEqual(3);
		expect(new Set(proxy.tunnels)).toEqual(new Set([`${name}:${String(port)}`]));

		const database = await openDatabase(workplace.databaseUrl);
		const [stored] = await storedRun(database, json.run.id);
		await database.close();
		expect(stored!.cell.target).toMatchObject({ proxy: proxy.url });
		const everything = `${ended.stdout}${ended.stderr}${await everythingStored(workplace, json.run.id)}`;
		expect(everything).toContain(proxy.url);
		for (const secret of [password, encodeURIComponent(password), wants.slice(6)]) {
			expect(everything.includes(secret)).toBe(false);
		}

		const shown = await runBench(['runs', 'show', json.run.id], { workplace });
		expect(shown.stdout).toContain(`, reached through the proxy ${proxy.url}`);

		writeConfig(workplace, coloursConfig([selfHosted(port)]));
		const direct = await runBench(['run', '--json'], { workplace, env: environment(proxy) });
		expect(proxy.tunnels).toHaveLength(connected);
		const other = JSON.parse(direct.stdout) as RunJson;
		const compared = await runBench(['compare', `ours@${json.run.id}`, `ours@${other.run.id}`], {
			workplace
		});
		expect(compared.stdout).toMatch(
			/was reached directly, the first target through the proxy http:/
		);
	});

	it('is the way of bench load, bench probe and bench doctor, the list of models included', async ({
		expect
	}) => {
		const [proxy, workplace] = [await startProxy(), openWorkplace()];
		const chat = await serveChat(({ head }) =>
			head.startsWith('GET /v1/models ') ? { raw: '{"data":[{"id":"m"}]}' } : {}
		);
		onTestFinished(() => chat.close());
		const options = { workplace, env: environment(proxy) };
		const url = baseUrl(chat.port);

		const load = await runBench(
			['load', url, '--model', 'm', '--concurrency', '2', '--requests', '6', '--json'],
			options
		);
		expect((JSON.parse(load.stdout) as LoadJson).stages[0]!.outcomes.ok).toBe(6);

		const probe = await runBench(
			['probe', url, '--model', 'm', '--no-max-context-probe', '--json'],
			options
		);
		expect([probe.code, probe.stderr]).toEqual([0, expect.stringContaining('through the proxy')]);

		writeScenario(workplace);
		const target = selfHosted(chat.port, { baseUrl: url, model: 'm' });
		writeConfig(workplace, coloursConfig([target]));
		const doctor = await runBench(['doctor', 'bench.yaml'], options);
		expect(doctor.stdout).toMatch(
			/^✓ target ours: .*, through the proxy http:\S+, accepts connections \(\d+ ms\) and has the model$/m
		);
		expect(`${load.stderr}${probe.stdout}${probe.stderr}${doctor.stdout}`).not.toMatch(/canary/);

		const planned = await runBench(['plan', 'bench.yaml'], options);
		expect(planned.stdout).toMatch(/is reached through the proxy/);
		expect(new Set(proxy.tunnels)).toEqual(new Set([`${name}:${String(chat.port)}`]));
	});

	it('that wants a password it was not given ends a run before anything is sent, with 5', async ({
		expect
	}) => {
		const [port, proxy, workplace] = [await startEndpoint(), await startProxy(), openWorkplace()];
		writeScenario(workplace);
		writeConfig(workplace, coloursConfig([selfHosted(port, { baseUrl: baseUrl(port) })]));
		const ended = await runBench(['run'], { workplace, env: { http_proxy: proxy.url } });
		expect(ended.code).toBe(5);
		expect(ended.stderr).toMatch(/the proxy http:\S+ wants a name and password \(HTTP 407\)/);
		expect(ended.stderr).toMatch(/NO_PROXY/);
		expect(proxy.tunnels).toHaveLength(0);
	});
});

describe('a proxy of a target', () => {
	it('takes its password from a variable, and is used for this machine too', async ({ expect }) => {
		const [port, proxy, workplace] = [await startEndpoint(), await startProxy(), openWorkplace()];
		writeScenario(workplace);
		const written = proxy.url.replace('://', '://bench:${OUR_PROXY_PASSWORD}@');
		writeConfig(workplace, coloursConfig([selfHosted(port, { proxy: written })]));
		const unset = await runBench(['validate'], { workplace });
		expect(unset.stderr).toMatch(/variable OUR_PROXY_PASSWORD is not set/);
		const env = { OUR_PROXY_PASSWORD: password };
		const ended = await runBench(['run', '--json'], { workplace, env });
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(stagesOf(json).map(({ outcomes }) => outcomes.ok)).toEqual([4]);
		expect(proxy.tunnels.length).toBeGreaterThanOrEqual(3);
		const stored = await everythingStored(workplace, json.run.id);
		for (const secret of [password, encodeURIComponent(password), wants.slice(6)]) {
			expect(stored.includes(secret)).toBe(false);
		}
	});

	it('is refused with its line where it holds a password, and beside a batch', async ({
		expect
	}) => {
		const workplace = openWorkplace();
		writeScenario(workplace);
		const target = (proxy: string) => selfHosted(1, { proxy });
		writeConfig(workplace, coloursConfig([target('http://bench:canary@proxy:1')]));
		const plain = await runBench(['validate'], { workplace });
		expect(plain.code).toBe(2);
		expect(plain.stderr).toMatch(
			/bench\.yaml:\d+ targets\[0\]\.proxy: the address holds a password/
		);
		expect(plain.stderr).not.toMatch(/canary/);

		const loads = [{ kind: 'batch', concurrency: 2, requests: 4 }];
		writeConfig(workplace, coloursConfig([target('http://proxy:1')], { loads }));
		const batch = await runBench(['validate'], { workplace });
		expect(batch.code).toBe(2);
		expect(batch.stderr).toMatch(/would go past the proxy/);
		writeConfig(workplace, coloursConfig([selfHosted(1, { baseUrl: 'http://a.test' })], { loads }));
		const ofEnvironment = await runBench(['run'], {
			workplace,
			env: { http_proxy: 'http://proxy.test:1' }
		});
		expect(ofEnvironment.code).toBe(2);
		expect(ofEnvironment.stderr).toMatch(
			/through the proxy http:\/\/proxy\.test:1 \(from http_proxy\).*past the proxy/
		);
	});
});
