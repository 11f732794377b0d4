import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { createWorkplace, runBench, startBench, type Workplace } from './support/bench-process.ts';
import { echoCount, serveEchoing } from './support/echoing-server.ts';
import { findCanaries, spellingsOf } from './support/find-canaries.ts';
import { writeNotes } from './support/judged-scenario.ts';
import type { RawServer } from './support/raw-server.ts';
import { writeConfig, type RunJson } from './support/run-json.ts';
import { coloursConfig, selfHosted, writeScenario } from './support/small-scenario.ts';

/** A key of random letters, with those between that JSON, addresses and base64 write in their own way. */
const keyNamed = (name: string): string =>
	`${name}/${randomBytes(9).toString('base64url')}+"<${randomBytes(3).toString('hex')}&c`;

const env = {
	OUR_KEY: keyNamed('key'),
	OUR_TOKEN: keyNamed('token'),
	OUR_HEADER: keyNamed('header'),
	OUR_GEMINI: keyNamed('gemini'),
	AWS_ACCESS_KEY_ID: keyNamed('AKIA'),
	AWS_SECRET_ACCESS_KEY: keyNamed('secret'),
	AWS_SESSION_TOKEN: keyNamed('session'),
	OUR_JUDGE: keyNamed('judge'),
	BENCH_DEBUG: '1'
};
const keys = Object.entries(env).flatMap(([name, value]) =>
	name === 'BENCH_DEBUG' ? [] : [value]
);

/** A server that has read these keys, and no others: what an endpoint was not given it cannot give back. */
const echoing = async (
	names: readonly (keyof typeof env)[],
	options: { status?: string } = {}
): Promise<RawServer> => {
	const server = await serveEchoing(
		names.map((name) => env[name]),
		options
	);
	onTestFinished(() => server.close());
	return server;
};

/** One for each way to show a key. */
const targets = async (options: { status?: string } = {}): Promise<Record<string, unknown>[]> => [
	selfHosted((await echoing(['OUR_KEY'], options)).port, { id: 'by-key', apiKeyEnv: 'OUR_KEY' }),
	selfHosted((await echoing(['OUR_TOKEN', 'OUR_HEADER'], options)).port, {
		id: 'by-token',
		protocol: 'anthropic-messages',
		credentials: { kind: 'bearer', tokenEnv: 'OUR_TOKEN' },
		headers: { 'x-gateway': 'team ${OUR_HEADER}' },
		query: { 'api-version': '7' }
	}),
	selfHosted((await echoing(['OUR_GEMINI'], options)).port, {
		id: 'by-gemini',
		protocol: 'gemini',
		apiKeyEnv: 'OUR_GEMINI'
	}),
	selfHosted(
		(await echoing(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'], options))
			.port,
		{
			id: 'by-signature',
			protocol: 'bedrock-converse',
			credentials: { kind: 'aws', region: 'us-east-1', sessionTokenEnv: 'AWS_SESSION_TOKEN' }
		}
	)
];

const workplaceOfTest = (): Workplace => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	writeScenario(workplace);
	writeNotes(workplace);
	return workplace;
};

/** Runs commands one after the other and keeps what each has printed. */
const recorder = (workplace: Workplace) => {
	const texts: Record<string, string> = {};
	return {
		texts,
		call: async (...args: string[]) => {
			const ended = await runBench(args, { workplace, env });
			const name = args.slice(0, 2).join(' ');
			texts[`${String(Object.keys(texts).length)} ${name}, stdout`] = ended.stdout;
			texts[`${String(Object.keys(texts).length)} ${name}, stderr`] = ended.stderr;
			return ended;
		}
	};
};

/** Pages and answers of the API that can be reached by links. */
const crawl = async (start: string, most: number): Promise<Record<string, string>> => {
	const texts: Record<string, string> = {};
	const waiting = [start, new URL('/api/runs', start).href];
	while (waiting.length > 0 && Object.keys(texts).length < most) {
		const url = waiting.shift() ?? start;
		if (url in texts) continue;
		const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
		const text = await answer.text();
		texts[url] = `${JSON.stringify([...answer.headers])}\n${text}`;
		for (const [, path = ''] of text.matchAll(/href="(\/?[^"#]+)"/gu)) {
			const next = new URL(path.replaceAll('&amp;', '&'), url);
			next.hash = '';
			if (next.origin === new URL(start).origin && !next.pathname.startsWith('/_app'))
				waiting.push(next.href);
		}
	}
	return texts;
};

describe('keys that an endpoint gives back in every way it can', { timeout: 240_000 }, () => {
	it('are found where nobody has taken them out, however they are written', async () => {
		const workplace = workplaceOfTest();
		for (const form of Object.values(spellingsOf(keys[0] ?? '')).flat()) {
			const { places } = await findCanaries(keys, {
				folder: workplace.path,
				texts: { printed: `a ${form} b` }
			});
			expect([form, places.length > 0]).toEqual([form, true]);
		}
	});

	it('are in nothing that run, judge, report, show, compare and the dashboard leave behind', async () => {
		const workplace = workplaceOfTest();
		const requests = 2 * echoCount;
		const { port } = await echoing(['OUR_JUDGE']);
		const judge = { target: selfHosted(port, { id: 'judge', apiKeyEnv: 'OUR_JUDGE' }) };
		writeConfig(
			workplace,
			coloursConfig(await targets(), {
				scenarios: [{ use: './colours' }, { use: './notes' }],
				judges: [judge],
				loads: [{ kind: 'closed', concurrency: 1, requests }]
			})
		);
		const { texts, call } = recorder(workplace);
		const ended = await call('run', '--json');
		const { run, storedAttempts } = JSON.parse(ended.stdout) as RunJson;
		expect(storedAttempts).toBeGreaterThan(requests);
		await call('judge', 'run', run.id, '--config', 'bench.yaml', '--again');
		await call('judge', 'labels', run.id, '--output', 'labels.jsonl');
		for (const ending of ['html', 'md', 'csv', 'json']) {
			await call('report', 'colours', '-o', `report.${ending}`);
		}
		await call('report', run.id, '--as', 'all');
		await call('regrade', run.id, '--json');
		await call('runs', 'show', run.id, '--json');
		await call('runs', 'show', run.id);
		await call('runs', 'list', '--json');
		await call('compare', `${run.id}/by-key`, `${run.id}/by-token`, '--json');
		await buildSite({ force: false, note: () => undefined });
		const site = startBench(['serve', '--port', '0', '--json'], { workplace, env });
		if (site.child.stdout) await once(site.child.stdout, 'data');
		const { url } = JSON.parse(site.stdout()) as { url: string };
		const pages = await crawl(`${url}/runs/${run.id}`, 60);
		site.child.kill('SIGINT');
		const served = await site.ended;
		expect(Object.keys(pages).length).toBeGreaterThan(10);
		const { places, bytes } = await findCanaries(keys, {
			folder: workplace.path,
			texts: { ...texts, ...pages, 'serve, stderr': served.stderr }
		});
		expect(places).toEqual([]);
		expect(bytes).toBeGreaterThan(1e6);
	});

	it('are in nothing that probe, doctor and load leave behind', async () => {
		const workplace = workplaceOfTest();
		const asked = await targets();
		writeConfig(workplace, coloursConfig(asked));
		const { texts, call } = recorder(workplace);
		for (const { id } of asked) await call('probe', String(id), '--json');
		await call('probe', 'by-key');
		await call('doctor', 'bench.yaml');
		const address = String(asked[0]?.['baseUrl']);
		const other = `http://127.0.0.1:${String((await echoing(['OUR_TOKEN'])).port)}/v1`;
		const load = ['--model', 'm', '--concurrency', '1', '--requests', '60'];
		await call('load', address, ...load, '--api-key-env', 'OUR_KEY', '--json');
		await call('load', other, ...load, '--bearer-env', 'OUR_TOKEN');
		const { places } = await findCanaries(keys, { folder: workplace.path, texts });
		expect(places).toEqual([]);
	});

	it.each(['401 Unauthorized', '500 No'])(
		'are in nothing that is left of a run that they fail: %s',
		async (status) => {
			const workplace = workplaceOfTest();
			const { texts, call } = recorder(workplace);
			for (const target of await targets({ status })) {
				writeConfig(workplace, coloursConfig([target]));
				const { code } = await call('run', '--json');
				expect(code).not.toBe(0);
			}
			const { places } = await findCanaries(keys, { folder: workplace.path, texts });
			expect(places).toEqual([]);
		}
	);

	it('are in no message about what is wrong with a config, an address or the file of the database', async () => {
		const workplace = workplaceOfTest();
		const { texts, call } = recorder(workplace);
		const [key = ''] = keys;
		writeFileSync(workplace.file('no.db'), 'no database');
		for (const changes of [
			{ apiKeyEnv: key },
			{ headers: { authorization: key } },
			{ query: { key } },
			{ baseUrl: `http://user:${encodeURIComponent(key)}@127.0.0.1:9` },
			{ credentials: { kind: 'bearer', tokenEnv: key } },
			{ apiKeyCommand: ['sh', '-c', 'echo "$OUR_KEY" "$OUR_KEY"'] }
		]) {
			writeConfig(workplace, coloursConfig([selfHosted(9, changes)]), 'wrong.json');
			const { code } = await call('run', 'wrong.json', '--json', '--allow-commands');
			expect([changes, code]).not.toEqual([changes, 0]);
		}
		writeConfig(workplace, coloursConfig([selfHosted(9, { apiKeyEnv: 'OUR_KEY' })]), 'right.json');
		await call('run', 'right.json', '--json');
		await call('run', 'right.json', '--db', 'file:no.db');
		// The configs themselves hold a key, so that the folder of the scenario is looked through.
		const { places } = await findCanaries(keys, { folder: workplace.file('colours'), texts });
		expect(places).toEqual([]);
	});
});
