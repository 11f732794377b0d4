/** Encrypted texts on the real command line: what a run leaves on the disk, and what commands and pages say with the key and without. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { textOf } from '#db/sql-value.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleAnswer, sampleRecord, storeRunWithStage } from '../../db/support/samples.ts';
import { hasSqld, startSqld } from '../../db/support/sqld-process.ts';
import { createWorkplace, runBench, startBench, type Workplace } from '../support/bench-process.ts';
import { findCanaries } from '../support/find-canaries.ts';
import { response, serveRaw, streamOf, type RawServer } from '../support/raw-server.ts';
import { writeConfig, type RunJson } from '../support/run-json.ts';
import { mountSmallDisk, noSmallDisk } from '../support/small-disk.ts';
import { coloursConfig, selfHosted, writeScenario } from '../support/small-scenario.ts';

const prompt = 'Canary-4711-asks';
const answer = 'Canary-4712-answers';
const key = randomBytes(32).toString('base64');

/** Answers with the canary, and quotes the prompt in the message of every fourth request, which fails; of all where it `isFailing`. */
const serveCanaries = async (answerMs: () => number, isFailing: boolean): Promise<RawServer> => {
	let n = 0;
	const server = await serveRaw((socket) => {
		const failed = response(
			'400 Bad Request',
			{ 'content-type': 'application/json' },
			JSON.stringify({ error: { message: `cannot answer "${prompt}"` } })
		);
		const whole = response(
			'200 OK',
			{ 'content-type': 'text/event-stream' },
			streamOf([`${answer} is red`], {
				model: 'one',
				usage: { prompt_tokens: 9, completion_tokens: 3 }
			})
		);
		const sent = n++ % 4 === 3 || isFailing ? failed : whole;
		setTimeout(() => socket.write(sent), answerMs()).unref();
	});
	onTestFinished(() => server.close());
	return server;
};

const place = async ({
	answerMs = (): number => 0,
	requests = 12,
	stages = 1,
	isFailing = false
} = {}): Promise<{
	workplace: Workplace;
	data: string;
	db: string;
}> => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	writeScenario(workplace, { system: prompt });
	const server = await serveCanaries(answerMs, isFailing);
	const loads = Array.from({ length: stages }, () => ({
		kind: 'closed',
		concurrency: 2,
		requests
	}));
	writeConfig(workplace, coloursConfig([selfHosted(server.port)], { loads }));
	const data = workplace.file('data');
	mkdirSync(data);
	return { workplace, data, db: `file:${data}/bench.db` };
};

const storeAnswers = async (database: Database): Promise<void> => {
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (let n = 0; n < 20; n++) {
		const id = `attempt-${String(n)}`;
		await writer.enqueueAttempt({
			...sampleRecord(id, stageId, cellId, n),
			answer: sampleAnswer(id, cellId, { text: `${answer} ${String(n)}` })
		});
	}
	await writer.close();
};

const run = (workplace: Workplace, db: string, env: Record<string, string>) =>
	runBench(['run', '--json', '--db', db], { workplace, env });

describe('bench with a data key', () => {
	it('leaves no prompt and no answer on the disk, nor in a copy, and says the same figures', async () => {
		const { workplace, data, db } = await place();
		const env = { BENCH_DATA_KEY: key };
		const ended = await run(workplace, db, env);
		const { run: stored, storedAttempts } = JSON.parse(ended.stdout) as RunJson;
		expect(storedAttempts).toBe(12);
		const copied = await runBench(['db', 'backup', `${data}/copy.db`, '--db', db], {
			workplace,
			env
		});
		expect(copied.code).toBe(0);
		const keyBytes = Buffer.from(key, 'base64');
		const { places, bytes } = await findCanaries([prompt, answer, key], {
			folder: data,
			texts: {}
		});
		expect(bytes).toBeGreaterThan(100_000);
		expect(places).toEqual([]);
		expect(readFileSync(`${data}/bench.db`).includes(keyBytes)).toBe(false);
		const checked = await runBench(['db', 'check', '--db', db], { workplace, env });
		expect(checked.stdout).toMatch(/\d+ encrypted texts, all of which open/u);
		const show = (with_: Record<string, string>) =>
			runBench(['runs', 'show', stored.id, '--db', db], { workplace, env: with_ });
		const [open, shut] = [await show(env), await show({})];
		expect(open.stdout).toContain(`cannot answer "${prompt}"`);
		expect(shut.code).toBe(0);
		expect(shut.stdout).toContain('3 × [encrypted: give the key in BENCH_DATA_KEY to read it]');
		const withoutMessages = (text: string): string => text.replaceAll(/3 × .*/gu, '');
		expect(withoutMessages(shut.stdout)).toBe(withoutMessages(open.stdout));
		const regrade = (with_: Record<string, string>) =>
			runBench(['regrade', stored.id, '--dry-run', '--db', db], { workplace, env: with_ });
		expect((await regrade(env)).code).toBe(0);
		const refused = await regrade({});
		expect(refused.code).toBe(7);
		expect(refused.stderr).toMatch(
			/error E_AUTH: the texts of .* are encrypted, and no key is given/u
		);
		expect(refused.stderr).toContain('hint: Set BENCH_DATA_KEY');
		const wrong = await regrade({ BENCH_DATA_KEY: randomBytes(32).toString('hex') });
		expect(wrong.stderr).toContain('encrypted with another key than that of BENCH_DATA_KEY');
		const check = await runBench(['db', 'check', '--json', '--db', db], { workplace });
		const { texts } = JSON.parse(check.stdout) as {
			texts: { encrypted: number; shut: { encrypted: number } };
		};
		expect(texts.shut.encrypted).toBe(texts.encrypted);
		expect(texts.encrypted).toBeGreaterThan(20);
	});

	it('encrypts what was stored before, with a key that a command writes, and takes the next one', async () => {
		const { workplace, data, db } = await place();
		const ended = await run(workplace, db, {});
		const { run: stored } = JSON.parse(ended.stdout) as RunJson;
		const found = () => findCanaries([prompt, answer], { folder: data, texts: {} });
		expect((await found()).places.length).toBeGreaterThan(3);
		const encrypt = (env: Record<string, string>) =>
			runBench(['db', 'encrypt', '--db', db, '--json'], { workplace, env });
		const none = await encrypt({});
		expect(none.code).toBe(2);
		expect(none.stderr).toContain('there is no key to encrypt with');
		const byCommand = { BENCH_DATA_KEY_COMMAND: `echo ${key}` };
		const first = JSON.parse((await encrypt(byCommand)).stdout) as Record<string, number>;
		expect(first['encrypted']).toBeGreaterThan(20);
		expect((await found()).places).toEqual([]);
		const check = await runBench(['db', 'check', '--db', db], { workplace });
		expect([check.code, check.stdout.includes('NOT encrypted')]).toEqual([0, false]);
		const next = randomBytes(32).toString('hex');
		const other = randomBytes(32).toString('hex');
		for (const env of [{}, { BENCH_DATA_KEY_OLD: other }]) {
			const lost = await encrypt({ BENCH_DATA_KEY: next, ...env });
			expect(lost.code).toBe(7);
			expect(lost.stderr).toMatch(
				/encrypted with a key that is not given .*; nothing was changed/u
			);
		}
		const rotated = await encrypt({ BENCH_DATA_KEY: next, BENCH_DATA_KEY_OLD: key });
		expect(JSON.parse(rotated.stdout)).toMatchObject({
			encrypted: 0,
			reencrypted: first['encrypted']
		});
		const regraded = await runBench(['regrade', stored.id, '--dry-run', '--db', db], {
			workplace,
			env: { BENCH_DATA_KEY: next }
		});
		expect(regraded.code).toBe(0);
	});

	it('says that the texts are encrypted where the disk has no room to compact the file', async ({
		skip
	}) => {
		const workplace = createWorkplace();
		onTestFinished(() => {
			workplace[Symbol.dispose]();
		});
		const disk = await mountSmallDisk(workplace.file('small-disk'));
		if (disk === null) {
			skip(noSmallDisk);
			return;
		}
		onTestFinished(() => disk[Symbol.asyncDispose]());
		const db = `file:${disk.path}/bench.db`;
		const database = await openDatabase(db);
		await storeAnswers(database);
		// What compacting has to write beside the texts, and no room for that.
		await database.runAlone('create table room as select randomblob(350000) as taken');
		await database.close();
		const { size } = statSync(`${disk.path}/bench.db`);
		writeFileSync(`${disk.path}/other`, Buffer.alloc(1_200 * 1_024 - size - 250_000));
		const ended = await runBench(['db', 'encrypt', '--db', db], {
			workplace,
			env: { BENCH_DATA_KEY: key }
		});
		expect(ended.code).toBe(1);
		expect(ended.stderr).toContain('the texts are encrypted, and need the key from now on');
		expect(ended.stderr).toMatch(/hint: Keep the key, .*"bench db vacuum": .*disk is full/u);
		const check = await runBench(['db', 'check', '--db', db], {
			workplace,
			env: { BENCH_DATA_KEY: key }
		});
		expect(check.stdout).not.toContain('NOT encrypted');
	});

	it('that came later finds what is stored as it is by a check, which says what to do', async () => {
		const { workplace, db } = await place();
		await run(workplace, db, {});
		await run(workplace, db, { BENCH_DATA_KEY: key });
		const check = await runBench(['db', 'check', '--db', db], { workplace });
		expect(check.code).toBe(1);
		expect(check.stdout).toMatch(/bench\.db: whole\n/u);
		expect(check.stdout).toMatch(/NOT encrypted: \d+ texts \(answers \d+, evidence \d+/u);
		expect(check.stderr).toContain('BENCH_DATA_KEY=… bench db encrypt');
		await runBench(['db', 'encrypt', '--db', db], { workplace, env: { BENCH_DATA_KEY: key } });
		expect((await runBench(['db', 'check', '--db', db], { workplace })).code).toBe(0);
	});

	it('stores nothing as it is beside texts that are encrypted', async () => {
		const { workplace, data, db } = await place();
		await run(workplace, db, { BENCH_DATA_KEY: key });
		const { code, stdout } = await run(workplace, db, {});
		expect(code).toBe(7);
		expect(JSON.parse(stdout)).toMatchObject({
			error: { message: expect.stringContaining('there is no key to encrypt more with') as string }
		});
		const found = await findCanaries([prompt, answer], { folder: data, texts: {} });
		expect(found.places).toEqual([]);
	});

	it('is asked for from the first run with it on, whether or not that run has brought an answer', async () => {
		const { workplace, data, db } = await place({ isFailing: true });
		const first = await run(workplace, db, { BENCH_DATA_KEY: key });
		expect((JSON.parse(first.stdout) as RunJson).storedAttempts).toBeGreaterThan(0);
		const without = await run(workplace, db, {});
		expect(without.code).toBe(7);
		expect(without.stderr).toContain('there is no key to encrypt more with');
		const wrong = await run(workplace, db, { BENCH_DATA_KEY: randomBytes(32).toString('hex') });
		expect(wrong.code).toBe(7);
		expect(wrong.stderr).toContain('encrypted with another key than that of BENCH_DATA_KEY');
		const found = await findCanaries([prompt, answer], { folder: data, texts: {} });
		expect(found.places).toEqual([]);
		const listed = await runBench(['runs', 'list', '--json', '--db', db], { workplace });
		expect(JSON.parse(listed.stdout)).toHaveLength(1);
	});

	it('is asked for from the start where "bench db encrypt" has marked a database that holds nothing yet', async () => {
		const { workplace, data, db } = await place();
		await (await openDatabase(db)).close();
		const check = async (env: Record<string, string>): Promise<string> =>
			(await runBench(['db', 'check', '--db', db], { workplace, env })).stdout;
		expect(await check({})).not.toContain('encrypted since');
		const marked = await runBench(['db', 'encrypt', '--db', db], {
			workplace,
			env: { BENCH_DATA_KEY: key }
		});
		expect(marked.stdout).toContain('encrypted 0 texts');
		expect(marked.stdout).toContain('from now on nothing is stored here without the key');
		const today = new Date().toISOString().slice(0, 10);
		expect(await check({})).toMatch(
			new RegExp(
				`encrypted since ${today} with the key of id [\\da-f]{16}, which is not given: `,
				'u'
			)
		);
		expect(await check({ BENCH_DATA_KEY: key })).toContain('which is given');
		const without = await run(workplace, db, {});
		expect(without.code).toBe(7);
		expect(without.stderr).toContain('hint: Set BENCH_DATA_KEY');
		const { storedAttempts } = JSON.parse(
			(await run(workplace, db, { BENCH_DATA_KEY: key })).stdout
		) as RunJson;
		expect(storedAttempts).toBe(12);
		const found = await findCanaries([prompt, answer], { folder: data, texts: {} });
		expect(found.places).toEqual([]);
	});

	it('ends a run without it that goes on while texts are encrypted; with it the run is resumed, and no text was ever stored as it is', async () => {
		let answerMs = 40;
		const { workplace, data, db } = await place({ answerMs: () => answerMs, requests: 1_200 });
		const env = { BENCH_DATA_KEY: key };
		const running = startBench(['run', '--json', '--db', db], { workplace });
		const storedSoFar = async (): Promise<number> => {
			const database = await openDatabase(db);
			const [row] = await database.readSql('select count(*) as n from attempts');
			await database.close();
			return Number(row?.['n']);
		};
		await expect.poll(() => existsSync(`${data}/bench.db`)).toBe(true);
		await expect.poll(storedSoFar).toBeGreaterThan(5);
		const encrypted = await runBench(['db', 'encrypt', '--db', db], { workplace, env });
		expect([encrypted.code, encrypted.stderr]).toEqual([0, expect.any(String)]);
		const broken = await running.ended;
		const { run: cut, storedAttempts, error } = JSON.parse(broken.stdout) as RunJson;
		expect([broken.code, cut.state, error?.code]).toEqual([1, 'failed', 'E_DATABASE']);
		expect(error?.message).toContain(
			'its texts are encrypted with a key that this command was not given'
		);
		expect(error?.hint).toMatch(/BENCH_DATA_KEY.*"bench resume"/u);
		const check = async (): Promise<number | null> =>
			(await runBench(['db', 'check', '--db', db], { workplace, env })).code;
		expect(await check()).toBe(0);
		expect((await findCanaries([prompt, answer], { folder: data, texts: {} })).places).toEqual([]);
		expect(await storedSoFar()).toBe(storedAttempts);
		answerMs = 0;
		const resumed = await runBench(['resume', cut.id, '--json', '--db', db], { workplace, env });
		expect((JSON.parse(resumed.stdout) as RunJson).run.state).toBe('complete');
		expect([await storedSoFar(), await check()]).toEqual([1_200, 0]);
	});

	it('refuses a key that is none before anything is sent', async () => {
		const { workplace, db } = await place();
		const bad = [
			[{ BENCH_DATA_KEY: 'short' }, 'BENCH_DATA_KEY is no key: expected 32 bytes'],
			[{ BENCH_DATA_KEY: randomBytes(31).toString('hex') }, 'got 62 characters'],
			[{ BENCH_DATA_KEY_OLD: key }, 'BENCH_DATA_KEY_OLD is set and BENCH_DATA_KEY is not'],
			[{ BENCH_DATA_KEY_COMMAND: 'echo short' }, 'is no key'],
			[{ BENCH_DATA_KEY_COMMAND: 'false' }, 'ended with 1'],
			[{ BENCH_DATA_KEY: key, BENCH_DATA_KEY_COMMAND: `echo ${key}` }, 'are both set']
		] as const;
		for (const [env, message] of bad) {
			const ended = await run(workplace, db, env);
			expect([2, 7]).toContain(ended.code);
			expect(ended.stderr).toContain(message);
			expect(ended.stderr).not.toContain(key);
			const served = await runBench(['serve', '--port', '0', '--db', db], { workplace, env });
			expect([2, 7]).toContain(served.code);
		}
	});

	it('shows the text on its page with the key, and how to give the key without', async () => {
		await buildSite({ force: false, note: () => undefined });
		const { workplace, db } = await place();
		await run(workplace, db, { BENCH_DATA_KEY: key });
		const database = await openDatabase(db);
		const [row] = await database.readSql("select id from attempts where outcome = 'ok' limit 1");
		await database.close();
		const attemptId = textOf(row?.['id']);
		const pagesWith = async (env: Record<string, string>): Promise<string> => {
			const site = startBench(['serve', '--port', '0', '--json', '--db', db], { workplace, env });
			const url = await new Promise<string>((resolve, reject) => {
				const timer = setInterval(() => {
					const [, found] = /"url":"([^"]+)"/u.exec(site.stdout()) ?? [];
					if (found === undefined) return;
					clearInterval(timer);
					resolve(found);
				}, 20);
				void site.ended.then(({ stderr }) => {
					clearInterval(timer);
					reject(new Error(stderr));
				});
			});
			const { runs } = (await (await fetch(`${url}/api/runs`)).json()) as {
				runs: { id: string }[];
			};
			const runPath = `/runs/${runs[0]?.id ?? ''}`;
			const pages = [
				runPath,
				`${runPath}/attempts/${encodeURIComponent(attemptId)}`,
				`/api${runPath}/attempts/${encodeURIComponent(attemptId)}`
			];
			let text = '';
			for (const page of pages) {
				const got = await fetch(`${url}${page}`);
				expect([page, got.status]).toEqual([page, 200]);
				text += await got.text();
			}
			site.child.kill('SIGTERM');
			await site.ended;
			return text;
		};
		expect(await pagesWith({ BENCH_DATA_KEY: key })).toContain(answer);
		const shut = await pagesWith({});
		// The prompt itself lies in the folder of the scenario, where the page reads it.
		expect(shut).not.toContain(answer);
		expect(shut).not.toContain('cannot answer');
		expect(shut).toContain('To read it, start bench with the key: BENCH_DATA_KEY=');
		expect(await pagesWith({ BENCH_DATA_KEY_COMMAND: `echo ${key}` })).toContain(answer);
	});

	it.runIf(hasSqld)('keeps only encrypted texts in the file that waits for a server', async () => {
		const { workplace, data } = await place({ answerMs: () => 100, requests: 60, stages: 2 });
		const folder = workplace.file('server');
		mkdirSync(folder);
		const server = await startSqld(folder);
		onTestFinished(() => server.kill());
		const running = startBench(['run', '--json', '--db', server.url], {
			workplace,
			env: { BENCH_DATA_KEY: key }
		});
		await running.untilStderr(/^\[1\/2\]/mu);
		await server.kill();
		await running.untilStderr(/the database cannot be reached/u);
		const spools = (): string[] =>
			readdirSync(workplace.path).filter((name) => name.startsWith('bench-spool'));
		const spooledText = (): string =>
			spools()
				.map((name) => readFileSync(workplace.file(name), 'utf8'))
				.join('');
		// Killed once enough waits: by itself it would wait for the server.
		await expect.poll(() => spooledText().split('"bytes"').length).toBeGreaterThan(20);
		running.child.kill('SIGKILL');
		await running.ended;
		expect(spools()).toHaveLength(1);
		const spooled = spooledText();
		expect(spooled).toContain('insert into');
		const { places } = await findCanaries([prompt, answer], { folder: data, texts: { spooled } });
		expect(places).toEqual([]);
		// Bytes stand in it as base64.
		const unpacked = [...spooled.matchAll(/"bytes":"([^"]+)"/gu)].map(([, text = '']) =>
			Buffer.from(text, 'base64').toString('latin1')
		);
		expect(unpacked.length).toBeGreaterThan(10);
		expect(unpacked.join('\n')).not.toContain('Canary');
	});
});
