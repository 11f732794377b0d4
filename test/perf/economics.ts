/**
 * How long the simulation of a realistic case takes (10,000 draws, 36 months, five options, crossovers) on one thread, and how
 * large the economics become in a browser. Prints figures; judges nothing. `npm run perf:economics`, `-- --json` for data.
 */
import { cpus } from 'node:os';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { realisticCase } from '../economics/support/realistic-case.ts';
import { quotedCase, weeklyCase } from './priced-cases.ts';
import { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
import { decide } from '#bench/economics/case/decide.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import { caseParameters } from '#bench/economics/uncertainty/case-parameters.ts';
import { evaluateDraws } from '#bench/economics/uncertainty/evaluate.ts';
import { nextMeasurement } from '#bench/economics/uncertainty/next-measurement.ts';
import { drawSamples } from '#bench/economics/uncertainty/sampling.ts';
import { sensitivityOf } from '#bench/economics/uncertainty/sensitivity.ts';
import { simulate, simulateWithDraws } from '#bench/economics/uncertainty/simulate.ts';

const draws = 10_000;
const warmUps = 5;
const rounds = 25;
/** For what takes long: a full decision. */
const fewRounds = 7;
const settings = { draws, seed: 1, volumes: [], maxRequestsPerMonth: 1_000_000_000 };
/** Every twelfth of a decade over four decades: what a chart of the chance that make wins asks for. */
const chartVolumes = Array.from({ length: 49 }, (_, index) => 10 ** (5 + index / 12));

/** What the page of a use case loads of the economics; price data are not among it. */
const pageModules = [
	'case/decide.ts',
	'case/overrides.ts',
	'case/assumptions.ts',
	'case/cost-by-volume.ts',
	'case/breakdown.ts'
];

interface Timing {
	name: string;
	medianMs: number;
	minMs: number;
	maxMs: number;
	/** Median CPU of the process, all its threads: what is left of a busy machine's noise. */
	cpuMs: number;
}

const timed = (name: string, work: (round: number) => unknown, count = rounds): Timing => {
	for (let round = 0; round < Math.min(warmUps, count); round++) work(round);
	const times = Array.from({ length: count }, (_, round) => {
		const [start, cpu] = [performance.now(), process.cpuUsage()];
		work(round);
		const wallMs = performance.now() - start;
		const { user, system } = process.cpuUsage(cpu);
		return { wallMs, cpuMs: (user + system) / 1_000 };
	});
	const sorted = (key: 'wallMs' | 'cpuMs'): number[] =>
		times.map((time) => time[key]).sort((a, b) => a - b);
	const wall = sorted('wallMs');
	return {
		name,
		medianMs: wall[count >> 1] as number,
		minMs: wall[0] as number,
		maxMs: wall.at(-1) as number,
		cpuMs: sorted('cpuMs')[count >> 1] as number
	};
};

const bundledBytes = async (
	modules: readonly string[]
): Promise<{ minified: number; gzip: number }> => {
	const { outputFiles } = await build({
		stdin: {
			contents: modules
				.map((file, index) => `export * as part${String(index)} from '#bench/economics/${file}';`)
				.join('\n'),
			resolveDir: process.cwd(),
			loader: 'ts'
		},
		bundle: true,
		minify: true,
		write: false,
		format: 'esm',
		platform: 'browser',
		target: 'es2024',
		logLevel: 'error'
	});
	const code = outputFiles[0]?.contents ?? new Uint8Array();
	return { minified: code.length, gzip: gzipSync(code, { level: 9 }).length };
};

const { options, horizonMonths } = realisticCase;
const parameters = caseParameters(realisticCase);
const samples = drawSamples(parameters, draws, 1);
const simulated = simulateWithDraws(realisticCase, settings);
const whole = timed('simulation with crossovers', (seed) =>
	simulate(realisticCase, { ...settings, seed })
);
const months = timed('months alone, of draws already made', () =>
	evaluateDraws(realisticCase, samples, settings)
);
const timings = [
	whole,
	timed(`the same with ${String(chartVolumes.length)} volumes of P(make wins)`, () =>
		simulate(realisticCase, { ...settings, volumes: chartVolumes })
	),
	months,
	timed('drawing alone', (seed) => drawSamples(parameters, draws, seed)),
	timed('sensitivity table', () => sensitivityOf(realisticCase)),
	timed('next best measurement, from draws already made', () =>
		nextMeasurement(realisticCase, simulated, { seed: 1 })
	)
];

/** What happens while a slider moves, and what a worker does after. */
const pageTimings = async (): Promise<Timing[]> => {
	const found: Timing[] = [];
	for (const [name, { costCase }] of [
		['quoted', await quotedCase()],
		['weekly', await weeklyCase()]
	] as const) {
		const evaluated = evaluateCase(costCase);
		const range = { from: 10_000, to: 100_000_000, scale: 'log' } as const;
		const { id, value } = costCase.demand.requestsPerMonth;
		found.push(
			timed(`${name}: another volume put in`, (round) =>
				overrideCase(costCase, { [id]: String(Number(value) + round + 1) })
			),
			timed(`${name}: quick decision`, () => decide(costCase, 'quick')),
			timed(`${name}: lines and bands of the crossover chart`, () =>
				costByVolume(costCase, evaluated, range)
			),
			timed(`${name}: full decision`, () => decide(costCase, 'full'), fewRounds)
		);
	}
	return found;
};

const pages = await pageTimings();
const optionMonths = draws * horizonMonths * options.length;
const page = await bundledBytes(pageModules);
const result = {
	node: process.version,
	cpu: cpus()[0]?.model ?? 'unknown',
	draws,
	months: horizonMonths,
	options: options.length,
	uncertainParameters: samples.columns.size,
	rounds,
	timings,
	pages,
	nsPerOptionMonth: (whole.medianMs * 1e6) / optionMonths,
	bundle: page
};

if (process.argv.includes('--json')) console.log(JSON.stringify(result, null, '\t'));
else {
	const kb = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
	console.log(
		`${result.cpu}, Node ${result.node}, one thread; ${String(draws)} draws × ${String(horizonMonths)} months × ${String(options.length)} options, ${String(result.uncertainParameters)} uncertain parameters; ${String(rounds)} rounds after ${String(warmUps)} to warm up`
	);
	console.log('median ms    min    max    CPU');
	for (const { name, medianMs, minMs, maxMs, cpuMs } of [...timings, ...pages]) {
		const figures = [medianMs, minMs, maxMs, cpuMs].map((ms) => ms.toFixed(1).padStart(6));
		console.log(`   ${figures.join(' ')}  ${name}`);
	}
	console.log(`${result.nsPerOptionMonth.toFixed(0)} ns per option and month, all in`);
	console.log(
		`Economics in a browser: ${kb(page.gzip)} gzip, ${kb(page.minified)} minified, without price data`
	);
}
