/** Scenarios whose answers are embeddings, through a whole run over real sockets, and what is said of their cost. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveEmulator } from '#bench/endpoints/emulator/emulator-server.ts';
import { countTokens } from '#bench/endpoints/emulator/token-pieces.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { evidenceOf } from '#db/attempts.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { stagesOf, storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { fastPerformance } from './support/small-scenario.ts';

const itemCount = 6;
const textOf = (i: number): string => `Chunk ${String(i)} of a manual about heat pumps.`;
const inputTokens = Array.from({ length: itemCount }, (_, i) => countTokens(textOf(i))).reduce(
	(sum, tokens) => sum + tokens
);

const writeTexts = (
	workplace: Workplace,
	changes: Record<string, unknown> = {},
	item: Record<string, unknown> = {}
): void => {
	const folder = workplace.file('texts');
	mkdirSync(folder);
	const scenario = {
		id: 'texts',
		version: 1,
		title: 'Texts',
		summary: 'A scenario for tests.',
		prompt: { system: '', user: '{{text}}' },
		maxOutputTokens: 1,
		grader: { kind: 'none' },
		embedding: { dimensions: 64 },
		slo: 'e2e<20s',
		traffic: { arrivals: 'poisson', peakToAverage: 2, source: 'test' },
		demand: { requestsPerMonth: 100_000, source: 'test' },
		...changes
	};
	const lines = Object.entries(scenario).map(
		([key, value]) => `${key}: ${JSON.stringify(value)}\n`
	);
	writeFileSync(join(folder, 'scenario.yaml'), lines.join(''));
	const items = Array.from({ length: itemCount }, (_, i) =>
		JSON.stringify({
			id: `text-${String(i)}`,
			input: { text: textOf(i) },
			reference: null,
			language: 'en',
			...item
		})
	);
	writeFileSync(join(folder, 'items.jsonl'), `${items.join('\n')}\n`);
};

const price = {
	kind: 'per-token',
	inputUsdPerMtok: '0.02',
	outputUsdPerMtok: '0',
	source: 'a test',
	checkedOn: '2026-11-01'
};
const emulated = (id: string, changes: Record<string, unknown> = {}) => ({
	kind: 'emulated',
	id,
	protocol: 'openai-embeddings',
	model: 'emulated',
	quality: 1,
	performance: fastPerformance,
	...changes
});
const configOf = (
	targets: readonly Record<string, unknown>[],
	changes: Record<string, unknown> = {}
): Record<string, unknown> => ({
	name: 'texts',
	scenarios: [{ use: './texts' }],
	targets,
	loads: [{ kind: 'closed', concurrency: 2, requests: itemCount }],
	...changes
});

describe('a scenario of embeddings', () => {
	it('is measured in whole answers, input tokens and their cost, without a claim about quality', async () => {
		using workplace = createWorkplace();
		writeTexts(workplace);
		const packed = { parameters: { extraBody: { encoding_format: 'base64' } } };
		writeConfig(workplace, configOf([emulated('plain', { price }), emulated('packed', packed)]));
		const { stdout, stderr } = await runBench(['run', '--json'], { workplace });
		expect(stdout, stderr).not.toBe('');
		expect(stderr).toMatch(
			/\[1\/2\] texts on plain EMULATED, closed ×2: 6\/6 answers · E2E p50 [\d.,]+ p95 [\d.,]+ ms · [\d.,]+ input tok\/s · /u
		);
		const json = JSON.parse(stdout) as RunJson;
		const [plain, packedStage] = stagesOf(json);
		expect(plain).toMatchObject({
			completed: itemCount,
			emulated: true,
			passRate: null,
			goodputBasis: 'slo',
			sloMetShare: 1,
			ttftMs: { n: 0 },
			tpotMs: { n: 0 },
			itlMs: { n: 0 },
			e2eMs: { n: itemCount },
			inputTokens,
			outputTokens: 0,
			costBasis: 'per-token',
			usdPerMtokOutput: null
		});
		expect(Number(plain?.costUsd)).toBeCloseTo((inputTokens * 0.02) / 1e6, 15);
		expect(plain?.usdPerMtokInput).toBeCloseTo(0.02, 12);
		const { requestsPerS = null, inputTokensPerS = null } = plain ?? {};
		expect(inputTokensPerS).toBeCloseTo(((requestsPerS ?? NaN) * inputTokens) / itemCount, 6);
		expect(packedStage).toMatchObject({ completed: itemCount, usdPerMtokInput: null });

		const database = await openDatabase(workplace.databaseUrl);
		try {
			const cells = await storedRun(database, json.run.id);
			const texts = await Promise.all(
				cells.map(async ({ cell }) => {
					const answers = await answersOfCell(database, cell.id);
					expect(answers).toHaveLength(itemCount);
					for (const { text, grade, attemptId } of answers) {
						expect(grade).toBeNull();
						expect(text).toMatch(
							/^embedding of 64 dimensions, norm 1\.0000, SHA-256 [\da-f]{64}$/u
						);
						expect((await evidenceOf(database, attemptId))?.body).toBeNull();
					}
					return answers.map(({ itemId, text }) => `${itemId} ${text}`).sort();
				})
			);
			// The form on the wire makes no difference to the hash.
			expect(texts[1]).toEqual(texts[0]);
		} finally {
			await database.close();
		}

		const compared = await callCommand('compare', [
			'plain',
			'packed',
			'--db',
			workplace.databaseUrl
		]);
		expect(compared.error).toBeNull();
		expect(compared.stdout).toContain('Quality: no claim, as no answer of both is graded.');

		// Texts are bought by their tokens: a request is that much of a million.
		const spec = workplace.file('cost.yaml');
		const useCase = { useCase: 'texts', demand: { requestsPerMonth: 1_000_000 } };
		const bought = { id: 'bought', kind: 'buy', run: { run: json.run.id, target: 'plain' } };
		writeFileSync(spec, JSON.stringify({ ...useCase, options: [bought] }));
		const cost = await callCommand('cost', [
			...['--spec', spec, '--db', workplace.databaseUrl, '--include-emulated', '--json']
		]);
		expect(cost.error).toBeNull();
		const { options } = JSON.parse(cost.stdout) as { options: { usdPerMonth: string }[] };
		expect(Number(options[0]?.usdPerMonth)).toBeCloseTo((inputTokens / itemCount) * 0.02, 6);

		const shown = await callCommand('runs', ['show', json.run.id, '--db', workplace.databaseUrl]);
		expect(shown.stdout).toMatch(
			/Nothing is generated: input tokens and their cost\n {2}texts on plain EMULATED, closed ×2: [\d.,]+ input tokens\/s, \$0\.020? per million input tokens\n {2}texts on packed EMULATED, closed ×2: [\d.,]+ input tokens\/s\n/u
		);
	});

	it('is planned with the price of its input alone, and says that it grades nothing', async () => {
		using workplace = createWorkplace();
		writeTexts(workplace, { maxOutputTokens: 100_000 });
		const api = {
			kind: 'measured-api',
			id: 'api',
			protocol: 'openai-embeddings',
			baseUrl: 'http://127.0.0.1:9/v1',
			model: 'm',
			price: { ...price, outputUsdPerMtok: '1000' }
		};
		writeConfig(workplace, configOf([api], { maxSpendUsd: '1' }));
		const { stdout, error } = await callCommand('plan', [workplace.file('bench.yaml'), '--json']);
		expect(error).toBeNull();
		const plan = JSON.parse(stdout) as { paid: { worstUsd: string } };
		expect(plan).toMatchObject({
			cells: [{ outputTokensPerRequest: 0 }],
			scenarios: [],
			paid: { paidRequests: itemCount },
			notes: ['texts grades nothing: no claim about quality is made']
		});
		// A token for each byte of a text and of its envelope, at 0.02 USD a million.
		expect(Number(plan.paid.worstUsd)).toBeLessThan((itemCount * 1_100 * 0.02) / 1e6);
	});

	it('is left out of a target that answers with something else, and that target of other scenarios', async () => {
		using workplace = createWorkplace();
		writeTexts(workplace);
		const file = workplace.file('bench.yaml');
		const hintOf = async (target: Record<string, unknown>) => {
			writeConfig(workplace, configOf([target]));
			return (await callCommand('validate', [file])).error;
		};
		expect(await hintOf(emulated('a', { protocol: 'openai-chat' }))).toMatchObject({
			hint: 'texts on "a" is left out: its answers are embeddings, and openai-chat answers with text; openai-embeddings makes them.'
		});
		expect(await hintOf(emulated('a', { protocol: 'openai-images' }))).toMatchObject({
			hint: 'texts on "a" is left out: its answers are embeddings, and openai-images makes images only.'
		});
	});

	it('cannot be graded, converse, show images or have an objective for its first token', async () => {
		const problemsOf = async (changes: object, item: object = {}): Promise<string> => {
			using workplace = createWorkplace();
			writeTexts(workplace, { ...changes }, { ...item });
			writeConfig(workplace, configOf([emulated('a')]));
			const { code, stderr } = await runBench(['validate'], { workplace });
			expect(code).toBe(2);
			return stderr;
		};
		expect(await problemsOf({ grader: { kind: 'exact' }, slo: 'ttft<1s' })).toMatch(
			/scenario\.yaml:\d+ grader: nothing here can grade an embedding; write "kind: none"\n.*scenario\.yaml:\d+ slo: an embedding comes whole.* write an objective for "e2e" alone/u
		);
		expect(await problemsOf({ image: { size: '64x32' } })).toMatch(
			/scenario\.yaml:\d+ embedding: not possible beside "image"/u
		);
		expect(await problemsOf({}, { turns: ['And then?'], images: ['a.png'] })).toMatch(
			/items\.jsonl:1 turns: not possible beside "embedding" in scenario\.yaml[^\n]*\n[^\n]*items\.jsonl:1 images: not possible beside "embedding"/u
		);
	});

	it('refuses with its line what its protocol has no word for, and a judge that embeds', async () => {
		using workplace = createWorkplace();
		writeTexts(workplace);
		const parameters = { temperature: 0, structuredOutput: true };
		const judges = [{ target: 'a' }];
		writeConfig(workplace, configOf([emulated('a', { parameters })], { judges }));
		const { code, stderr } = await runBench(['validate'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toMatch(
			/:\d+ targets\[0\]\.parameters\.temperature: openai-embeddings takes no temperature; leave it out/u
		);
		expect(stderr).toMatch(/structuredOutput: openai-embeddings takes no JSON schema/u);
		expect(stderr).toMatch(/"a" makes embeddings, and a judge answers with text/u);
	});

	it('has no answer where a vector of another length came, which is billed all the same', async () => {
		using workplace = createWorkplace();
		writeTexts(workplace);
		const target = emulated('a', { price, parameters: { extraBody: { dimensions: 32 } } });
		writeConfig(workplace, configOf([target]));
		const { stdout } = await runBench(['run', '--json'], { workplace });
		const [stage] = stagesOf(JSON.parse(stdout) as RunJson);
		const message = 'an embedding of 64 dimensions was asked for, one of 32 came';
		expect(stage).toMatchObject({
			completed: 0,
			outcomes: { error: itemCount },
			failures: [{ message, count: itemCount }]
		});
		expect(Number(stage?.costUsd)).toBeCloseTo((inputTokens * 0.02) / 1e6, 15);
	});

	it('is asked by a probe as well', async () => {
		const server = await serveEmulator({
			model: 'm',
			performance: fastPerformance,
			quality: 1,
			seed: 1,
			answers: []
		});
		try {
			const address = `http://127.0.0.1:${String(server.port)}/v1`;
			const flags = [address, '--model', 'm', '--protocol', 'openai-embeddings', '--json'];
			const probe = await callCommand('probe', flags);
			expect(probe.error).toBeNull();
			const { checks } = JSON.parse(probe.stdout) as { checks: { id: string; status: string }[] };
			const statuses = Object.fromEntries(checks.map(({ id, status }) => [id, status]));
			expect(statuses).toMatchObject({
				'usage-whole': 'ok',
				'usage-sum': 'ok',
				'usage-stream': 'not asked',
				'output-limit': 'not asked',
				'tool-call': 'not asked'
			});
		} finally {
			await server.close();
		}
	});
});

describe('the emulated endpoint of embeddings', () => {
	it('gives a text the same vector of length 1 each time, marks it, and refuses what it cannot', async () => {
		const server = await serveEmulator({
			model: 'm',
			performance: fastPerformance,
			quality: 1,
			seed: 1,
			answers: []
		});
		const ask = async (body: object, headers: Record<string, string> = {}): Promise<Response> =>
			fetch(`http://127.0.0.1:${String(server.port)}/v1/embeddings`, {
				method: 'POST',
				headers,
				body: JSON.stringify({ model: 'm', input: 'heat pump', ...body })
			});
		const vectorOf = async (body: object): Promise<number[]> => {
			const response = await ask(body);
			expect(response.headers.get('x-breakeven-emulated')).toBe('1');
			const { data } = (await response.json()) as { data: { embedding: number[] }[] };
			return data[0]?.embedding ?? [];
		};
		try {
			const vector = await vectorOf({});
			expect(vector).toHaveLength(256);
			expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
			expect(await vectorOf({})).toEqual(vector);
			expect(await vectorOf({ input: 'another' })).not.toEqual(vector);
			expect(await vectorOf({ dimensions: 8 })).toHaveLength(8);
			for (const body of [{ input: '' }, { input: ['a', 'b'] }, { dimensions: 5_000 }]) {
				expect((await ask(body)).status).toBe(400);
			}
			const limited = await ask({}, { 'x-emulate-fault': 'rateLimited' });
			expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
		} finally {
			await server.close();
		}
	});
});
