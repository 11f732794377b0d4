/** Every command that asks an endpoint over TLS with an authority and a client certificate of its own, whose key stays where it is. */
import { writeFileSync } from 'node:fs';
import { describe, it, onTestFinished } from 'vitest';
import { createRawServer } from '../load/support/raw-server.ts';
import { createCertificate } from '../load/support/self-signed-certificate.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { everythingStored } from './support/everything-stored.ts';
import { response } from './support/raw-server.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from './support/small-scenario.ts';

const passphrase = 'canary pass phrase';
const authority = createCertificate({ name: 'authority.test', commonName: 'Example Root' });
const signed = (name: string, serial: number) =>
	createCertificate({ name, withLoopback: true, commonName: name, issuer: authority, serial });
const server = signed('gateway.test', 2);
const client = signed('client.test', 3);
const encryptedKey = client.privateKey.export({
	type: 'pkcs8',
	format: 'pem',
	cipher: 'aes-256-cbc',
	passphrase
}) as string;
/** Lines of a key that would be told by any copy of it. */
const linesOf = (pem: string): string[] => pem.split('\n').filter((line) => line.length > 40);

const answer =
	'{"model":"m","choices":[{"index":0,"message":{"content":"red"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}';

const startEndpoint = async () => {
	const raw = await createRawServer(
		({ socket, head }) => {
			const models = '{"data":[{"id":"m"}]}';
			socket.write(response('200 OK', {}, head.startsWith('GET ') ? models : answer));
		},
		{
			tls: {
				key: server.key,
				cert: server.cert,
				ca: authority.cert,
				requestCert: true,
				rejectUnauthorized: true
			}
		}
	);
	onTestFinished(raw.die);
	return raw;
};
const openWorkplace = (): Workplace => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	writeScenario(workplace);
	writeFileSync(workplace.file('ca.pem'), authority.cert);
	writeFileSync(workplace.file('client.pem'), client.cert);
	writeFileSync(workplace.file('client.key'), encryptedKey);
	writeFileSync(workplace.file('plain.key'), client.key);
	return workplace;
};
const tls = {
	ca: 'ca.pem',
	cert: 'client.pem',
	key: 'client.key',
	keyPassphraseEnv: 'OUR_PASSPHRASE'
};
const targetOf = (port: number, changes: object = {}) =>
	selfHosted(port, {
		baseUrl: `https://127.0.0.1:${String(port)}/v1`,
		model: 'm',
		parameters: { stream: false },
		tls,
		...changes
	});

describe('a target with certificates of its own', () => {
	it('is run and looked at, and neither key nor passphrase is kept or shown', async ({
		expect
	}) => {
		const [endpoint, workplace] = [await startEndpoint(), openWorkplace()];
		writeConfig(workplace, coloursConfig([targetOf(endpoint.port)]));
		const options = { workplace, env: { OUR_PASSPHRASE: passphrase } };
		const ended = await runBench(['run', '--json'], options);
		const json = JSON.parse(ended.stdout) as RunJson;
		expect(stagesOf(json).map(({ outcomes }) => outcomes.ok)).toEqual([4]);
		const doctor = await runBench(['doctor', 'bench.yaml'], options);
		expect(doctor.stdout).toMatch(/✓ target ours: .* accepts connections .* and has the model/);
		const probe = await runBench(['probe', 'ours', '--no-max-context-probe'], options);
		expect(probe.code).toBe(0);

		const stored = await everythingStored(workplace, json.run.id);
		expect(stored).toContain('client.pem');
		const shown = [ended, doctor, probe].map(({ stdout, stderr }) => `${stdout}${stderr}`);
		for (const secret of [passphrase, ...linesOf(client.key), ...linesOf(encryptedKey)]) {
			expect([stored, ...shown].some((text) => text.includes(secret))).toBe(false);
		}
	});

	it('is told what is wrong with its files, each with its line, before anything is sent', async ({
		expect
	}) => {
		const [endpoint, workplace] = [await startEndpoint(), openWorkplace()];
		const other = createCertificate({ name: 'other.test', to: '260101000000Z' });
		writeFileSync(workplace.file('other.pem'), other.cert);
		const wrong = { ca: 'gone.pem', cert: 'other.pem', key: 'plain.key' };
		writeConfig(workplace, coloursConfig([targetOf(endpoint.port, { tls: wrong })]));
		for (const command of ['validate', 'run']) {
			const { code, stderr } = await runBench([command], { workplace });
			expect(code).toBe(2);
			expect(stderr).toMatch(
				/bench\.yaml:\d+ targets\[0\]\.tls\.ca: the file gone\.pem cannot be read/
			);
			expect(stderr).toMatch(/bench\.yaml:\d+ targets\[0\]\.tls\.cert: .* expired on 2026-01-01/);
			expect(stderr).toMatch(/bench\.yaml:\d+ targets\[0\]\.tls\.key: .* does not belong/);
		}
		writeConfig(workplace, coloursConfig([targetOf(endpoint.port)]));
		const unset = await runBench(['run'], { workplace });
		expect(unset.code).toBe(7);
		expect(unset.stderr).toMatch(/passphrase of its key .* OUR_PASSPHRASE, which is not set/);
		const badPass = await runBench(['run'], {
			workplace,
			env: { OUR_PASSPHRASE: 'canary wrong' }
		});
		expect(badPass.code).toBe(2);
		expect(badPass.stderr).toMatch(/does not open with the passphrase in OUR_PASSPHRASE/);
		expect(badPass.stderr).not.toMatch(/canary/);
		expect(endpoint.connections).toBe(0);
	});

	it('that shows no certificate to an endpoint which wants one ends before anything is sent', async ({
		expect
	}) => {
		const [endpoint, workplace] = [await startEndpoint(), openWorkplace()];
		const config = coloursConfig([targetOf(endpoint.port, { tls: { ca: 'ca.pem' } })]);
		writeConfig(workplace, config);
		const { code, stderr } = await runBench(['run'], { workplace });
		expect(code).toBe(5);
		expect(stderr).toMatch(/wants a client certificate/);
		expect(stderr).toMatch(/tls\.cert and tls\.key/);
		expect(endpoint.requests).toHaveLength(0);
	});
});
