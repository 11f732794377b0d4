/**
 * Every scenario through the whole of `bench run`: on the emulator at three chosen qualities, whose measured share right should hold
 * the chosen one in its interval nineteen times in twenty, and on the embedded engine with a model of random weights, whose answers
 * are noise. `npm run perf:scenarios`, `-- --only support-triage --json`. Prints figures; judges nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { RunJson } from '../commands/support/run-json.ts';
import { writeRandomGguf } from '#bench/endpoints/llama/random-gguf.ts';
import { checkReference } from '#bench/graders/index.ts';
import { bundledScenarios } from '#bench/importers/bundled-scenarios.ts';
import { listScenarios, loadScenario } from '#bench/importers/scenario-folder.ts';
import { isUngraded } from '#bench/graders/none.ts';
import type { LoadedScenario, Scenario } from '#core/scenario.ts';
import type { ProtocolName } from '#core/target.ts';

const { values } = parseArgs({
	options: {
		only: { type: 'string', default: '' },
		seed: { type: 'string', default: '1' },
		json: { type: 'boolean', default: false }
	}
});
const seed = Number(values.seed);
const qualities = [0.6, 0.8, 0.95];
const benchFile = fileURLToPath(new URL('../../bench/bench.js', import.meta.url));

interface Measured {
	scenario: string;
	target: string;
	/** Of the emulator; null for the engine. */
	chosen: number | null;
	n: number;
	share: number | null;
	low: number | null;
	high: number | null;
	/** Whether the interval holds the chosen quality; null where none was chosen. */
	holds: boolean | null;
	/** Of a cell that did not end well. */
	failures: { message: string; count: number }[];
}

const folder = mkdtempSync(join(tmpdir(), 'bench-scenarios-'));

const emulated = (quality: number, protocol: ProtocolName = 'openai-chat') => ({
	kind: 'emulated',
	id: `emulated-${String(100 * quality)}`,
	protocol,
	model: 'emulated',
	quality,
	performance: { prefillTokensPerS: 1e7, decodeStepMs: 0.1, slots: 64 }
});

const protocolOf = ({ image, embedding }: Scenario): ProtocolName =>
	image ? 'openai-images' : embedding ? 'openai-embeddings' : 'openai-chat';

/** Beyond this a prompt takes minutes on a processor, even for the smallest model, characters. */
const longestForEngine = 40_000;

const longestPrompt = ({ scenario, items }: LoadedScenario): number =>
	Math.max(
		...items.map(({ input }) =>
			Object.values(input).reduce(
				(sum, text) => sum + text.length,
				scenario.prompt.system.length + scenario.prompt.user.length
			)
		)
	);

const measure = async (loaded: LoadedScenario): Promise<Measured[]> => {
	const { scenario, items } = loaded;
	const longest = longestPrompt(loaded);
	const whyNotOnEngine = scenario.image
		? 'it makes no images'
		: scenario.embedding
			? 'it makes no embeddings'
			: items.some(({ images }) => images !== undefined)
				? 'it reads no images'
				: longest > longestForEngine
					? `prompts of up to ${longest.toLocaleString('en-US')} characters`
					: null;
	if (whyNotOnEngine !== null) process.stderr.write(`  not on the engine: ${whyNotOnEngine}\n`);
	const modelFile = join(folder, `${scenario.id}.gguf`);
	if (whyNotOnEngine === null) {
		await writeRandomGguf(modelFile, {
			seed,
			corpus: items
				.flatMap(({ input }) => Object.values(input))
				.join('\n')
				.slice(0, 2_000_000)
		});
	}
	const config = {
		name: `quality of ${scenario.id}`,
		seed,
		scenarios: [{ use: scenario.id }],
		targets: [
			...(isUngraded(scenario.grader) ? [1] : qualities).map((quality) =>
				emulated(quality, protocolOf(scenario))
			),
			...(whyNotOnEngine !== null
				? []
				: [
						{
							kind: 'embedded',
							id: 'random-weights',
							modelFile,
							slots: 2,
							// A token is at least a character.
							contextTokens: longest + 1_024,
							loads: [{ kind: 'closed', concurrency: 2, requests: Math.min(8, items.length) }]
						}
					])
		],
		loads: [{ kind: 'closed', concurrency: 16, requests: items.length }]
	};
	const configFile = join(folder, `${scenario.id}.json`);
	writeFileSync(configFile, JSON.stringify(config));
	const database = `file:${join(folder, `${scenario.id}.db`)}`;
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[benchFile, 'run', configFile, '--db', database, '--json'],
		{ encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 }
	);
	if (stdout === '') throw new Error(stderr);
	return (JSON.parse(stdout) as RunJson).cells.map(({ target, stages }): Measured => {
		const { passRate = null, failures = [] } = stages[0] ?? {};
		const chosen = qualities.find((quality) => emulated(quality).id === target) ?? null;
		const { n = 0, share = null, low = null, high = null } = passRate ?? {};
		return {
			scenario: scenario.id,
			target,
			chosen,
			n,
			share,
			low,
			high,
			holds:
				chosen === null || low === null || high === null ? null : low <= chosen && chosen <= high,
			failures
		};
	});
};

const measured: Measured[] = [];
try {
	for (const id of await listScenarios(bundledScenarios)) {
		if (!id.includes(values.only)) continue;
		process.stderr.write(`${id}\n`);
		const loaded = await loadScenario(join(bundledScenarios, id), { checkReference });
		measured.push(...(await measure(loaded)));
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

if (values.json) process.stdout.write(`${JSON.stringify({ seed, measured }, null, '\t')}\n`);
else {
	const percent = (share: number | null): string =>
		(share === null ? '–' : `${(100 * share).toFixed(1)} %`).padStart(8);
	const width = Math.max(...measured.map(({ scenario }) => scenario.length));
	const chosen = measured.filter(({ holds }) => holds !== null);
	const lines = measured.map(
		({ scenario, target, chosen: quality, n, share, low, high, holds, failures }) =>
			`${scenario.padEnd(width)}  ${target.padEnd(14)} ${percent(quality)} ${percent(share)} (${percent(low)} to${percent(high)})  ${String(n).padStart(4)}  ${holds === null ? '' : holds ? 'holds it' : 'MISSES IT'}${failures[0] ? `  ${failures[0].message}` : ''}`
	);
	process.stdout.write(
		`${[
			'Share right, chosen and measured with its 95 % interval, items; the interval should hold the chosen share 19 times in 20',
			...lines,
			`${String(chosen.filter(({ holds }) => holds).length)} of ${String(chosen.length)} intervals hold the chosen quality`
		].join('\n')}\n`
	);
}
