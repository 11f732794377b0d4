/** `bench report RUN --as`: a real run of an endpoint without a model, told as other tools would. */
import { renameSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import type { Spread } from '#bench/report/dialects/dialect.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { writeConfig } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	itemCount,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

let workplace: Workplace;
let run: string;

beforeAll(async () => {
	workplace = createWorkplace();
	writeScenario(workplace);
	const server = await serveColours({ performance: { ...fastPerformance, decodeStepMs: 3 } });
	writeConfig(
		workplace,
		coloursConfig([selfHosted(server.port)], {
			loads: [{ kind: 'closed', concurrency: 2, requests: itemCount }]
		})
	);
	const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace });
	await server.close();
	// How busy this machine is decides whether its timings can be trusted, which is not asked here.
	expect([0, 4], stderr).toContain(code);
	run = (JSON.parse(stdout) as { run: { id: string } }).run.id;
});

afterAll(() => {
	workplace[Symbol.dispose]();
});

/** In this process. */
const report = async (...args: string[]): Promise<string> => {
	const called = await callCommand('report', [run, '--db', workplace.databaseUrl, ...args]);
	expect(called.error).toBeNull();
	return called.stdout;
};

interface Told {
	ttftMs: Spread | null;
	itlMs: Spread | null;
	tpotMs: Spread | null;
	e2eMs: Spread | null;
	requestsPerS: number | null;
	outputTokensPerS: number | null;
	goodputPerS: number | null;
	missing: Record<string, string>;
	differences: string[];
}

interface AllTold {
	stage: string;
	tools: Record<string, Told>;
}

const storedSummary = async () => {
	const database = await openDatabase(workplace.databaseUrl);
	try {
		const [stage] = await stagesOfRun(database, run);
		return stage!.summary!;
	} finally {
		await database.close();
	}
};

describe('bench report RUN --as', () => {
	it('puts every tool beside the figures of the summary, from the streams that were kept', async () => {
		const ended = await runBench(['report', run.slice(0, 13), '--as', 'all', '--json'], {
			workplace
		});
		expect(ended.code, ended.stderr).toBe(0);
		const [all] = JSON.parse(ended.stdout) as AllTold[];
		const summary = await storedSummary();
		const tools = all!.tools;
		const ours = tools['bench']!;
		for (const name of ['ttftMs', 'itlMs', 'tpotMs', 'e2eMs'] as const) {
			const { n, mean, p50, p99 } = summary[name];
			expect(ours[name]?.n, name).toBe(n);
			// Moments of the output are kept to the microsecond.
			expect(ours[name]?.mean, name).toBeCloseTo(mean!, 2);
			expect(ours[name]?.p50, name).toBeCloseTo(p50!, 2);
			expect(ours[name]?.p99, name).toBeCloseTo(p99!, 2);
		}
		expect(ours.requestsPerS).toBeCloseTo(summary.requestsPerS!, 6);
		expect(ours.outputTokensPerS).toBeCloseTo(summary.outputTokensPerS!, 6);
		// Every answer is right, so that the scenario's own objective is all that goodput counts.
		expect(ours.goodputPerS).toBeCloseTo(summary.goodputPerS!, 6);

		for (const name of ['vllm', 'sglang', 'aiperf', 'guidellm', 'inference-perf', 'llmperf']) {
			expect(tools[name]?.ttftMs, name).not.toBeNull();
			expect(tools[name]?.e2eMs?.n, name).toBe(itemCount);
			expect(tools[name]?.differences.length, name).toBeGreaterThan(0);
		}
		const { vllm, sglang, aiperf, guidellm, llmperf } = tools;
		// A chunk with the role comes first, and one with the finish reason last.
		expect(vllm!.ttftMs!.mean).toBeLessThanOrEqual(sglang!.ttftMs!.mean);
		expect(vllm!.itlMs!.n).toBe((sglang!.itlMs?.n ?? 0) + 2 * itemCount);
		expect(aiperf!.e2eMs!.mean).toBeLessThanOrEqual(sglang!.e2eMs!.mean);
		expect(guidellm!.tpotMs!.mean).toBeGreaterThan(guidellm!.itlMs?.mean ?? 0);
		expect(llmperf!.missing['tpotMs']).toBe('llmperf has no TPOT');
		expect(sglang!.missing['goodputPerS']).toBe('SGLang has no goodput');
	});

	it('gives the figures of one tool in its own names, as text and with the fields of its result file', async () => {
		const [told] = JSON.parse(await report('--as', 'vllm', '--json', '--slo', 'e2e<1ms')) as {
			stage: string;
			result: Record<string, number>;
			missing: Record<string, string>;
		}[];
		expect(told!.result['completed']).toBe(itemCount);
		expect(told!.result['request_goodput']).toBe(0);
		const text = await report('--as', 'vllm', '--target', 'ours', '--stage', told!.stage);
		const shown = told!.result['mean_ttft_ms']!.toFixed(2);
		expect(text).toMatch(new RegExp(`^Mean TTFT \\(ms\\) +${shown.replace('.', '\\.')}$`, 'mu'));
		expect(text).toMatch(/^Successful requests +12$/mu);
		expect(text).toMatch(/^Request goodput \(req\/s\) +\d/mu);
		expect(text).toContain('TTFT ends at the first chunk, which was empty in all 12 answers');
	});

	it('has no goodput where the scenario with its objective is gone', async () => {
		const [here, away] = [workplace.file('colours'), workplace.file('gone')];
		renameSync(here, away);
		try {
			expect(await report('--as', 'vllm')).toContain(
				'Request goodput (req/s): no objective is known (--slo).'
			);
		} finally {
			renameSync(away, here);
		}
	});

	it('says of every tool in a sentence why it differs, under the table of all', async () => {
		const text = await report('--as', 'all');
		for (const title of [
			'bench',
			'vLLM',
			'aiperf',
			'guidellm',
			'inference-perf',
			'SGLang',
			'llmperf'
		]) {
			expect(text.match(new RegExp(`^${title}\\b`, 'gmu'))).toHaveLength(2);
		}
	});

	it('refuses what does not go together, and names what there is', async () => {
		const refusal = async (...args: string[]) =>
			(await callCommand('report', ['--db', workplace.databaseUrl, ...args])).error;
		expect(await refusal('colours', '--stage', 'x')).toMatchObject({
			code: 'E_USAGE',
			message: '--stage belongs to --as'
		});
		expect(await refusal('x', '--as', 'vllm', '--html', 'x.html')).toMatchObject({
			code: 'E_USAGE',
			message: '--html does not go with --as'
		});
		expect(await refusal('--as', 'vllm')).toMatchObject({
			code: 'E_USAGE',
			message: '--as needs a run'
		});
		expect((await refusal('x', '--as', 'genai-perf'))?.message).toContain('inference-perf');
		expect(await refusal(run, '--as', 'vllm', '--target', 'theirs')).toMatchObject({
			code: 'E_NOT_FOUND',
			message: `run ${run} has no stage for --target theirs`,
			hint: expect.stringContaining('(colours on ours)') as string
		});
	});
});
