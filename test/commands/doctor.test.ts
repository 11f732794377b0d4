import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDoctorLoad } from '#bench/commands/doctor/load-checks.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { serveRaw } from './support/raw-server.ts';
import { writeConfig } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	selfHosted,
	writeScenario
} from './support/small-scenario.ts';

interface DoctorJson {
	ok: boolean;
	checks: { name: string; status: 'ok' | 'warning' | 'failed'; detail: string }[];
}

it.each([
	['32', { kind: 'closed', concurrency: 32 }],
	['20/s', { kind: 'poisson', ratePerS: 20 }],
	['0.5/s', { kind: 'poisson', ratePerS: 0.5 }]
])('bench doctor --load takes %s as a load', (text, load) => {
	expect(parseDoctorLoad(text)).toMatchObject(load);
});

it.each(['0', '1.5', '0/s', 'many', '20/m', '-1'])('bench doctor --load refuses %s', (text) => {
	expect(() => parseDoctorLoad(text)).toThrow(/users such as 32, or requests a second/);
});

describe.concurrent('bench doctor', () => {
	it('looks at the machine and at a database that is not there yet, without making one', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const { code, stdout } = await runBench(['doctor', '--db', 'file:new.db'], { workplace });
		expect(code).toBe(0);
		const names = ['node', 'processor', 'timers', 'open files', 'embedded engine', 'gpu'];
		for (const name of names) expect(stdout).toMatch(new RegExp(`^[✓!] ${name}: .+$`, 'm'));
		expect(stdout).toMatch(/^✓ database: new\.db does not exist yet; the first run makes it$/m);
	});

	it('checks config, database, keys, model files and endpoints, and exits by the first failure', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		await (await openDatabase(workplace.databaseUrl)).close();
		const models = (request: string): [status: number, body: unknown] =>
			request.includes('refused-canary')
				? [401, { error: { message: 'no' } }]
				: [200, { object: 'list', data: [{ id: 'served-model' }] }];
		const server = await serveRaw((socket, request) => {
			const [status, body] = models(request);
			const text = JSON.stringify(body);
			socket.end(
				`HTTP/1.1 ${String(status)} x\r\ncontent-type: application/json\r\ncontent-length: ${String(text.length)}\r\n\r\n${text}`
			);
		});
		const gone = await serveRaw(() => undefined);
		await gone.close();
		writeFileSync(workplace.file('bad.gguf'), 'no model');
		writeConfig(
			workplace,
			coloursConfig([
				{
					id: 'emulated',
					kind: 'emulated',
					protocol: 'openai-chat',
					model: 'm',
					quality: 1,
					performance: fastPerformance
				},
				selfHosted(server.port, { id: 'there', apiKeyEnv: 'SET_KEY', model: 'served-model' }),
				selfHosted(server.port, { id: 'other-model', model: 'unheard-of' }),
				selfHosted(server.port, { id: 'refused', apiKeyEnv: 'REFUSED_KEY' }),
				selfHosted(gone.port, { id: 'gone' }),
				selfHosted(server.port, { id: 'keyless', apiKeyEnv: 'UNSET_KEY' }),
				{ id: 'tiny', kind: 'embedded', modelFile: 'bad.gguf' }
			])
		);
		const env = { SET_KEY: 'doctor-canary', REFUSED_KEY: 'refused-canary' };
		const { code, stdout, stderr } = await runBench(['doctor', 'bench.yaml', '--json'], {
			workplace,
			env
		});
		await server.close();
		const { ok, checks } = JSON.parse(stdout) as DoctorJson;
		expect([ok, code]).toEqual([false, 7]);
		const found = Object.fromEntries(checks.map(({ name, status }) => [name, status]));
		expect(found).toMatchObject({
			database: 'ok',
			config: 'ok',
			'target emulated': 'ok',
			'target there': 'ok',
			'target other-model': 'warning',
			'target refused': 'failed',
			'target gone': 'failed',
			'target keyless': 'failed',
			'target tiny': 'failed'
		});
		const details = Object.fromEntries(checks.map(({ name, detail }) => [name, detail]));
		expect(details['database']).toMatch(/whole, SQLite 3\.\d+\.\d+, journal truncate$/);
		expect(details['target there']).toMatch(/accepts connections \(\d+ ms\) and has the model$/);
		expect(details['target other-model']).toMatch(
			/does not list "unheard-of"; it lists served-model$/
		);
		expect(details['target refused']).toMatch(/HTTP 401: the key is missing or refused$/);
		expect(details['target gone']).toContain('ECONNREFUSED');
		expect(details['target keyless']).toContain('UNSET_KEY');
		expect(details['target tiny']).toContain('bad.gguf');
		expect(`${stdout}${stderr}`).not.toContain('canary');
		expect(server.requests().map((request) => request.split(' ', 2).join(' '))).toEqual([
			'GET /v1/models',
			'GET /v1/models',
			'GET /v1/models'
		]);
	});

	it('lists the problems of a config and says when a database is none', async ({ expect }) => {
		using workplace = createWorkplace();
		writeFileSync(workplace.file('bench.yaml'), 'name: x\ntargets: 3\n');
		writeFileSync(workplace.file('bench.db'), 'this is no database, however long one looks at it');
		const { code, stdout } = await runBench(['doctor', 'bench.yaml'], { workplace });
		expect(code).toBe(1);
		expect(stdout).toMatch(/^✗ database: bench\.db is not a SQLite database$/m);
		expect(stdout).toMatch(/^✗ config: bench\.yaml has \d problems\n {4}bench\.yaml:\d /m);
	});
});
