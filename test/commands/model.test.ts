import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import type { Model } from '#core/model-book.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';

const model = (...args: string[]): Promise<Recorded> => callCommand('model', args);

const json = async <T>(...args: string[]): Promise<T> => {
	const { stdout, error } = await model(...args, '--json');
	expect(error).toBeNull();
	return JSON.parse(stdout) as T;
};

interface FitJson {
	status: string;
	model: { id: string; licence: { commercialUse: string } };
	gpu: { id: string };
	weightsGb: number;
	kvBytesPerToken: number | null;
	kvGbPerSequence: number;
	kvGbTotal: number;
	gpusNeeded: number;
	gpusNeededRounded: number;
	perGpuGb: number;
	sizes: { gpus: number; largestConcurrency: number | null }[];
	reasons: string[];
	purchase: { units: number; range: { lowUsd: string } }[];
	rental: { mode: string; perMonth: { lowUsd: string; highUsd: string }; asOf: string | null }[];
}

describe('bench model fit', () => {
	it('says how many GPUs the weights and the cache need, and what they typically cost', async () => {
		const fit = await json<FitJson>(
			...['fit', 'llama-3.1-70b', '--gpu', 'H200', '--context', '32k', '--concurrency', '64']
		);
		expect(fit).toMatchObject({
			status: 'fit',
			model: { id: 'llama-3.1-70b', licence: { commercialUse: 'conditional' } },
			gpu: { id: 'h200-sxm' },
			kvBytesPerToken: 327_680,
			gpusNeeded: 7,
			gpusNeededRounded: 8
		});
		expect(fit.weightsGb).toBeCloseTo(141.1, 6);
		expect(fit.kvGbTotal).toBeCloseTo((64 * 32_768 * 327_680) / 1e9, 6);
		// 8 × 28,000 USD, and 8 × 730 h × 2.25 USD.
		expect(fit.purchase[0]).toMatchObject({ units: 8, range: { lowUsd: '224000' } });
		expect(fit.rental[0]).toMatchObject({
			mode: 'on-demand',
			perMonth: { lowUsd: '13140', highUsd: '40880' },
			asOf: '2026-05-01'
		});
	});

	it('shows every line of its arithmetic, the licence and where the prices come from', async () => {
		const { stdout, error } = await model(
			...['fit', 'meta-llama/Llama-3.1-8B-Instruct', '--gpu', 'h100'],
			...['--context', '8192', '--concurrency', '16']
		);
		expect(error).toBeNull();
		const lines = stdout.split('\n');
		expect(lines[0]).toBe(
			'Llama 3.1 8B Instruct with 16 sequences of 8,192 tokens needs 1 × NVIDIA H100 SXM (one replica)'
		);
		expect(stdout).toContain('weights   8.03 B parameters × 2 bytes = 16.06 GB');
		expect(stdout).toContain('2 × 32 layers × 8 KV heads × 128 × 2 B = 131,072 B/token');
		expect(stdout).toContain('8,192 tokens: 1.07 GB a sequence × 16 = 17.2 GB in bf16');
		expect(stdout).toContain('80.0 GB × 90 % = 72.0 GB on each GPU, the share that vLLM takes');
		expect(stdout).toContain('(16.1 + 17.2 + 1.66) / (72.0 − 2.0) → 1 GPU by memory alone');
		expect(stdout).toMatch(/^ +→ 1 +16\.1 +17\.2 +3\.7 +36\.9 +47 +fits$/mu);
		expect(stdout).toContain('more than 700 million monthly active users');
		expect(stdout).toMatch(
			/rent {2}on-demand.*\$1\.99–5\.00, typically \$2\.95 a GPU-hour.*2026-05-20/u
		);
		expect(stdout).toMatch(/buy {3}1 × server with 8 GPUs: \$250,000–400,000/u);
	});

	it('halves cache and weights in fp8, and says what a long context and a GPU without fp8 mean', async () => {
		const fit = await json<FitJson>(
			...['fit', 'llama-3.1-70b', '--gpu', 'a100', '--weights', 'fp8', '--kv', 'fp8'],
			...['--context', '1m']
		);
		expect(fit.kvBytesPerToken).toBe(163_840);
		expect(fit.weightsGb).toBeCloseTo(72.7, 0);
		expect(fit.reasons[0]).toMatch(/^1,048,576 tokens are more than the 131,072/u);
		expect(fit.reasons.join('\n')).toContain('does not compute in fp8');
	});

	it('fits an image model by its weights', async () => {
		const { stdout } = await model('fit', 'sdxl', '--gpu', 'RTX 4090');
		expect(stdout).toMatch(/^Stable Diffusion XL 1\.0 base needs 1 × NVIDIA GeForce RTX 4090/u);
		expect(stdout).toContain('activations are not estimated');
		expect(stdout).toContain('no price in the hardware book; ask for a quote');
	});

	it.each([
		['lama-3.1-8b', 'H200', 'llama-3.1-8b'],
		['llama-3.1-8b', 'H20', 'h200-sxm']
	])('suggests the nearest names for %s on %s', async (name, gpu, suggestion) => {
		const { error, stdout } = await model('fit', name, '--gpu', gpu);
		expect(error).toBeInstanceOf(BenchError);
		expect(error).toMatchObject({ code: 'E_NOT_FOUND', exitCode: 2 });
		expect((error as BenchError).hint).toContain(`Did you mean ${suggestion}`);
		expect(stdout).toBe('');
	});

	it('refuses a model that is sold as an API only', async () => {
		const { error } = await model('fit', 'claude-opus-5-5', '--gpu', 'H200');
		expect(error).toMatchObject({
			code: 'E_USAGE',
			message: 'Claude Opus 5.5 is sold as an API only; its sizes are not published'
		});
	});

	it.each([
		['--context', '32q'],
		['--context', '0'],
		['--concurrency', '-1'],
		['--weights', 'fp7'],
		['--kv', 'mxfp4'],
		['--utilisation', '1.1'],
		['--overhead', '-0.1'],
		['--latent-cache', 'halved']
	])('refuses %s %s', async (flag, value) => {
		const { error } = await model('fit', 'llama-3.1-8b', '--gpu', 'H200', flag, value);
		expect(error).toMatchObject({ code: 'commander.invalidArgument' });
	});

	it('asks for the GPU', async () => {
		expect((await model('fit', 'llama-3.1-8b')).error).toMatchObject({
			code: 'commander.missingMandatoryOptionValue'
		});
	});
});

describe('bench model list', () => {
	it('lists the models of a family with size, context and licence', async () => {
		const { stdout } = await model('list', '--family', 'phi');
		expect(stdout).toBe(
			[
				'model         family  kind      parameters  context  weights  licence      commercial use',
				'phi-3-mini    phi     language       3.8 B  131,072  open     MIT License  yes',
				'phi-3.5-mini  phi     language       3.8 B  131,072  open     MIT License  yes',
				'phi-4         phi     language      14.7 B   16,384  open     MIT License  yes',
				'phi-4-mini    phi     language       3.8 B  131,072  open     MIT License  yes',
				''
			].join('\n')
		);
	});

	it('filters by open weights and by the name of the licence', async () => {
		const models = await json<Model[]>('list', '--open', '--licence', 'apache');
		expect(models.length).toBeGreaterThan(10);
		expect(models.every(({ access }) => access === 'open-weights')).toBe(true);
		expect(models.every(({ licence }) => licence?.name.includes('Apache'))).toBe(true);
	});

	it('names the families where one is not known', async () => {
		const { error } = await model('list', '--family', 'bloom');
		expect(error).toMatchObject({ code: 'E_NOT_FOUND' });
		expect((error as BenchError).hint).toContain('kimi, llama, minimax, mistral');
	});
});

describe('bench model show', () => {
	it('prints what is known with its sources, and says what is not', async () => {
		const { stdout } = await model('show', 'deepseek-v3');
		expect(stdout).toContain('61 layers with a latent cache: 512 + 64 elements a token');
		expect(stdout).toMatch(
			/parameters 671 B \(37 active\) \[README of deepseek-ai\/DeepSeek-V3.*read\]/u
		);
		const api = await model('show', 'gpt-5');
		expect(api.stdout).toContain('parameters not published');
		expect(api.stdout).toContain('released   not known');
	});
});

describe('bench model gpus', () => {
	it('lists dense arithmetic', async () => {
		const { stdout } = await model('gpus');
		expect(stdout).toMatch(/^h100-sxm +80 +3\.35 +989 +1,979 +– +700 +\$1\.99–5\.00$/mu);
		expect(await json<unknown[]>('gpus')).toHaveLength(15);
	});

	it('prints one GPU with the source of every figure and price', async () => {
		const { stdout } = await model('gpus', 'b300');
		expect(stdout).toContain('memory     288 GB (from 268 by source) [Python package');
		expect(stdout).toContain('reported   275,040 MiB by the driver');
		expect(stdout).toContain('power      1,100 W (to 1,400 by source)');
	});
});
