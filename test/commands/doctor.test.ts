import { writeFileSync } from 'node:fs';
import { describe, it } from 'vitest';
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

describe.concurrent('bench doctor', { timeout: 60_000 }, () => {
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
		const server = await serveRaw(() => undefined);
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
				selfHosted(server.port, { id: 'there', apiKeyEnv: 'SET_KEY' }),
				selfHosted(gone.port, { id: 'gone' }),
				selfHosted(server.port, { id: 'keyless', apiKeyEnv: 'UNSET_KEY' }),
				{ id: 'tiny', kind: 'embedded', modelFile: 'bad.gguf' }
			])
		);
		const env = { SET_KEY: 'doctor-canary' };
		const { code, stdout, stderr } = await runBench(['doctor', 'bench.yaml', '--json'], {
			workplace,
			env
		});
		await server.close();
		const { ok, checks } = JSON.parse(stdout) as DoctorJson;
		expect([ok, code]).toEqual([false, 5]);
		const found = Object.fromEntries(checks.map(({ name, status }) => [name, status]));
		expect(found).toMatchObject({
			database: 'ok',
			config: 'ok',
			'target emulated': 'ok',
			'target there': 'ok',
			'target gone': 'failed',
			'target keyless': 'failed',
			'target tiny': 'failed'
		});
		const details = Object.fromEntries(checks.map(({ name, detail }) => [name, detail]));
		expect(details['database']).toMatch(/whole, SQLite 3\.\d+\.\d+, journal truncate$/);
		expect(details['target there']).toMatch(/accepts connections \(\d+ ms\); the key is set$/);
		expect(details['target gone']).toContain('ECONNREFUSED');
		expect(details['target keyless']).toContain('UNSET_KEY');
		expect(details['target tiny']).toContain('bad.gguf');
		expect(`${stdout}${stderr}`).not.toContain('canary');
		expect(server.requests()).toEqual([]);
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
