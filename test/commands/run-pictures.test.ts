/** Scenarios whose answers are images, through a whole run over real sockets, and what is said of their cost. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveEmulator, type EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { imageFactsOf } from '#core/image-facts.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { evidenceOf } from '#db/attempts.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { stagesOf, storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { fastPerformance } from './support/small-scenario.ts';

const itemCount = 6;

const writePictures = (workplace: Workplace, changes: Record<string, unknown> = {}): void => {
	const folder = workplace.file('pictures');
	mkdirSync(folder);
	const scenario = {
		id: 'pictures',
		version: 1,
		title: 'Pictures',
		summary: 'A scenario for tests.',
		prompt: { system: '', user: 'A picture of {{thing}}.' },
		maxOutputTokens: 100,
		grader: { kind: 'none' },
		image: { size: '64x32', format: 'png', n: 2 },
		slo: 'e2e<20s',
		traffic: { arrivals: 'poisson', peakToAverage: 2, source: 'test' },
		demand: { requestsPerMonth: 100_000, source: 'test' },
		...changes
	};
	writeFileSync(join(folder, 'scenario.yaml'), JSON.stringify(scenario));
	const items = Array.from({ length: itemCount }, (_, i) =>
		JSON.stringify({
			id: `picture-${String(i)}`,
			input: { thing: `thing ${String(i)}` },
			reference: null,
			language: 'en'
		})
	);
	writeFileSync(join(folder, 'items.jsonl'), `${items.join('\n')}\n`);
};

const asOf = { source: 'a test', checkedOn: '2026-11-01' };
const byImage = { kind: 'per-image', usdPerImage: { '64x32': '0.04' }, ...asOf };
const serve = (): Promise<EmulatorServer> =>
	serveEmulator({ model: 'm', performance: fastPerformance, quality: 1, seed: 1, answers: [] });
const selfHosted = (id: string, port: number, changes: Record<string, unknown>) => ({
	kind: 'self-hosted',
	id,
	protocol: 'openai-images',
	baseUrl: `http://127.0.0.1:${String(port)}/v1`,
	model: 'm',
	...changes
});
const emulated = (id: string, changes: Record<string, unknown> = {}) => ({
	kind: 'emulated',
	id,
	protocol: 'openai-images',
	model: 'emulated',
	quality: 1,
	performance: fastPerformance,
	...changes
});
const configOf = (
	targets: readonly Record<string, unknown>[],
	changes: Record<string, unknown> = {}
): Record<string, unknown> => ({
	name: 'pictures',
	scenarios: [{ use: './pictures' }],
	targets,
	loads: [{ kind: 'closed', concurrency: 2, requests: itemCount }],
	...changes
});

describe('a scenario of images', () => {
	it('is measured in latency and cost, without a claim about quality and without its pixels', async () => {
		using workplace = createWorkplace();
		writePictures(workplace);
		const perToken = {
			kind: 'per-token',
			inputUsdPerMtok: '5',
			outputUsdPerMtok: '40',
			...asOf
		};
		const server = await serve();
		const targets = [
			selfHosted('by-image', server.port, { price: byImage }),
			selfHosted('by-token', server.port, { price: perToken })
		];
		writeConfig(workplace, configOf(targets));
		const { stdout, stderr } = await runBench(['run', '--json'], { workplace });
		await server.close();
		expect(stdout, stderr).not.toBe('');
		const json = JSON.parse(stdout) as RunJson;
		const [images, tokens] = stagesOf(json);
		expect(images).toMatchObject({
			completed: itemCount,
			emulated: true,
			passRate: null,
			goodputBasis: 'slo',
			sloMetShare: 1,
			costUsd: '0.48',
			costBasis: 'per-image',
			ttftMs: { n: 0 },
			e2eMs: { n: itemCount }
		});
		expect(images?.usdPer1kRequests).toBeCloseTo(80, 9);
		// 21 characters are 6 tokens, 2,048 pixels are 3; twice.
		expect(tokens).toMatchObject({ costBasis: 'per-token', outputTokens: itemCount * 6 });
		expect(Number(tokens?.costUsd)).toBeCloseTo((itemCount * (6 * 5 + 6 * 40)) / 1e6, 12);

		const database = await openDatabase(workplace.databaseUrl);
		try {
			const [first] = await storedRun(database, json.run.id);
			const answers = await answersOfCell(database, first?.cell.id ?? '');
			expect(answers).toHaveLength(itemCount);
			for (const { text, grade, attemptId } of answers) {
				expect(grade).toBeNull();
				expect(text.split('\n')).toHaveLength(2);
				expect(text).toMatch(/^image\/png, 64 × 32 px, \d+ bytes, SHA-256 [\da-f]{64}$/mu);
				expect((await evidenceOf(database, attemptId))?.body).toBeNull();
			}
		} finally {
			await database.close();
		}

		const compared = await callCommand('compare', [
			'by-image',
			'by-token',
			'--db',
			workplace.databaseUrl
		]);
		expect(compared.error).toBeNull();
		expect(compared.stdout).toContain('Quality: no claim, as no answer of both is graded.');
		expect(compared.stdout).toMatch(/With A 95 % .* ms at closed ×2\./u);
		expect(compared.stdout).toContain('A request costs $0.08 with A');

		// 0.08 USD a request against a node that stands all month: one exact volume where they change places.
		const spec = workplace.file('cost.yaml');
		writeFileSync(
			spec,
			JSON.stringify({
				useCase: 'pictures',
				demand: { requestsPerMonth: 100_000 },
				options: [
					{ id: 'bought', kind: 'buy', run: { run: json.run.id, target: 'by-image' } },
					{
						id: 'own',
						kind: 'make-rented',
						capacity: { requestsPerSPerNode: 1_000 },
						rent: { onDemandUsdPerHour: 4 },
						staff: { baseFte: 0 }
					}
				]
			})
		);
		const costJson = async (...args: string[]): Promise<unknown> => {
			const places = ['--spec', spec, '--db', workplace.databaseUrl, '--include-emulated'];
			const { stdout, error } = await callCommand('cost', [...args, ...places, '--json']);
			expect(error).toBeNull();
			return JSON.parse(stdout);
		};
		const { permanentCrossover } = (await costJson('crossover')) as {
			permanentCrossover: number;
		};
		const monthAt = async (requests: number): Promise<{ bought: number; own: number }> => {
			const { options } = (await costJson('--volume', String(requests))) as {
				options: { id: string; usdPerMonth: string }[];
			};
			const usdOf = (id: string): number =>
				Number(options.find((option) => option.id === id)?.usdPerMonth);
			return { bought: usdOf('bought'), own: usdOf('own') };
		};
		const at = await monthAt(permanentCrossover);
		expect(at.bought).toBeCloseTo(0.08 * permanentCrossover, 6);
		expect(at.own).toBeLessThanOrEqual(at.bought);
		const before = await monthAt(permanentCrossover - 1);
		expect(before.own).toBeGreaterThan(before.bought);
	});

	it('is planned with the price of all its images, and says that it grades nothing', async () => {
		using workplace = createWorkplace();
		writePictures(workplace);
		const api = {
			kind: 'measured-api',
			id: 'api',
			protocol: 'openai-images',
			baseUrl: 'http://127.0.0.1:9/v1',
			model: 'm',
			price: byImage
		};
		writeConfig(workplace, configOf([api], { maxSpendUsd: '1' }));
		const file = workplace.file('bench.yaml');
		const { stdout } = await callCommand('plan', [file, '--json']);
		expect(JSON.parse(stdout)).toMatchObject({
			cells: [{ expectedUsd: '0.48', outputTokensPerRequest: 6 }],
			scenarios: [],
			paid: { paidRequests: itemCount, worstUsd: '0.48' },
			notes: ['pictures grades nothing: no claim about quality is made']
		});
		writeConfig(workplace, configOf([api], { maxSpendUsd: '0.47' }));
		expect((await callCommand('validate', [file])).error).toMatchObject({ code: 'E_BUDGET' });
	});

	it('is refused where its size has no price, its protocol makes no images, or something grades it', async () => {
		using workplace = createWorkplace();
		writePictures(workplace);
		const file = workplace.file('bench.yaml');
		const errorOf = async (targets: Record<string, unknown>[]) => {
			writeConfig(workplace, configOf(targets));
			return (await callCommand('validate', [file])).error;
		};
		const other = { ...byImage, usdPerImage: { '64x64': '0.04' } };
		expect(await errorOf([emulated('a', { price: other })])).toMatchObject({
			code: 'E_CONFIG',
			message: 'target "a" has no price for an image of 64x32, which pictures asks for'
		});
		expect(await errorOf([emulated('a', { protocol: 'openai-chat' })])).toMatchObject({
			hint: 'pictures on "a" is left out: its answers are images, and openai-chat answers with text; openai-images makes them.'
		});
		const chat = emulated('a', { protocol: 'openai-chat', price: byImage });
		expect(await errorOf([chat])).toMatchObject({
			problems: [
				{ message: 'target "a" is billed by the image, but only openai-images makes images' }
			]
		});
		using second = createWorkplace();
		writePictures(second, { grader: { kind: 'exact' } });
		const { error } = await callCommand('validate', [second.file('pictures/scenario.yaml')]);
		expect(error).toMatchObject({ code: 'E_CONFIG' });
		expect(JSON.stringify(error)).toContain('nothing here can grade an image');
	});

	it('has no answer where another image came than was asked for, which is billed all the same', async () => {
		using workplace = createWorkplace();
		writePictures(workplace);
		// The server is asked for one image where the scenario wants two.
		const server = await serve();
		try {
			const target = selfHosted('ours', server.port, {
				parameters: { extraBody: { n: 1 } },
				price: byImage
			});
			writeConfig(workplace, configOf([target]));
			const { stdout } = await runBench(['run', '--json'], { workplace });
			const [stage] = stagesOf(JSON.parse(stdout) as RunJson);
			expect(stage).toMatchObject({
				completed: 0,
				outcomes: { error: itemCount },
				costUsd: '0.24',
				failures: [{ message: '2 images were asked for, 1 came', count: itemCount }]
			});
		} finally {
			await server.close();
		}
	});
});

describe('the emulated endpoint', () => {
	it('sends whole PNG files of the size that is asked for, marked as emulated, and refuses what it cannot', async () => {
		const server = await serve();
		const ask = (body: object): Promise<Response> =>
			fetch(`http://127.0.0.1:${String(server.port)}/v1/images/generations`, {
				method: 'POST',
				body: JSON.stringify({ model: 'm', prompt: 'A teapot.', ...body })
			});
		try {
			const response = await ask({ size: '300x200' });
			expect(response.headers.get('x-breakeven-emulated')).toBe('1');
			const { data, usage } = (await response.json()) as {
				data: { b64_json: string }[];
				usage: { output_tokens: number };
			};
			expect(imageFactsOf(Buffer.from(data[0]?.b64_json ?? '', 'base64'))).toEqual({
				mediaType: 'image/png',
				widthPx: 300,
				heightPx: 200
			});
			expect(usage.output_tokens).toBe(60);
			for (const body of [{ size: '9000x10' }, { output_format: 'webp' }, { stream: true }]) {
				expect((await ask(body)).status).toBe(400);
			}
		} finally {
			await server.close();
		}
	});
});
