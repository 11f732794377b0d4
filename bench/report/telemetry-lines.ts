/** What was read beside the requests of a stage, in words: energy, engine, the client's machine. */
import type {
	EnergySummary,
	EngineLatency,
	EngineTelemetry,
	HostTelemetry
} from '#core/stage-telemetry.ts';
import type { StageSummary } from '#core/stage.ts';
import { formatMs, formatNumber, formatShare } from './format.ts';

const engineTitles: Record<NonNullable<EngineTelemetry['engine']>, string> = {
	vllm: 'vLLM',
	sglang: 'SGLang',
	tgi: 'TGI',
	'llama-cpp': 'llama.cpp server',
	'tensorrt-llm': 'TensorRT-LLM'
};

const methodWords: Record<EnergySummary['method'], string> = {
	counter: 'by the energy counter',
	power: 'from sampled power',
	'average-power': 'from the mean power of each last second'
};

const counted = (n: number, word: string): string => `${String(n)} ${word}${n === 1 ? '' : 's'}`;

const gaugeWords = (gauge: { mean: number; max: number } | null, unit = ''): string =>
	gauge === null ? '–' : `${formatNumber(gauge.mean)} (at most ${formatNumber(gauge.max)})${unit}`;

const energyLines = (energy: EnergySummary): string[] => {
	const { devices, energyJ, meanPowerW, idlePowerW, errorShare, method } = energy;
	const first =
		energyJ === null
			? []
			: [
					`energy: ${formatNumber(energyJ)} J on ${counted(devices.length, 'GPU')}, mean ${formatNumber(meanPowerW)} W${idlePowerW === null ? '' : `, ${formatNumber(idlePowerW)} W before the first request`}; ${methodWords[method]}, off by at most ${formatShare(errorShare)}`
				];
	const perWork = [
		...(energy.jPerOutputToken === null
			? []
			: [`${formatNumber(energy.jPerOutputToken)} J per output token`]),
		...(energy.jPerOutputTokenOverIdle === null
			? []
			: [`${formatNumber(energy.jPerOutputTokenOverIdle)} J of them beyond idle`]),
		...(energy.jPerAcceptedAnswer === null
			? []
			: [`${formatNumber(energy.jPerAcceptedAnswer)} J per right answer`])
	];
	const uses = devices.flatMap(({ device, use }) =>
		use === null ? [] : [`GPU ${device} ${formatShare(use.mean)} in use`]
	);
	return [
		...first,
		...(perWork.length === 0 ? [] : [`  ${perWork.join(', ')}`]),
		...(uses.length === 0 ? [] : [`  ${uses.join(', ')}`]),
		...energy.problems.map((problem) => `  no joules per answer: ${problem}`)
	];
};

/** `p50 60 (40 to 60), p95 78 (60 to 80) ms`; empty where the engine has no such histogram. */
const latencyWords = (name: string, latency: EngineLatency): string[] => {
	if (latency === null || latency.n === 0) return [];
	const quantiles = (['p50', 'p95'] as const).flatMap((quantile) => {
		const found = latency[quantile];
		if (found === null) return [];
		const end = found.highMs === null ? 'no end' : formatMs(found.highMs);
		return [`${quantile} ${formatMs(found.valueMs)} (${formatMs(found.lowMs)} to ${end})`];
	});
	return [
		`  ${name} by the engine: ${quantiles.join(', ')} ms of ${formatNumber(latency.n)} requests`
	];
};

const engineLines = (engine: EngineTelemetry): string[] => [
	`engine: ${engine.engine === null ? 'not known' : engineTitles[engine.engine]}, running ${gaugeWords(engine.running)}, waiting ${gaugeWords(engine.waiting)}${engine.kvCacheShare === null ? '' : `, cache ${formatShare(engine.kvCacheShare.mean)} full (at most ${formatShare(engine.kvCacheShare.max)})`}`,
	...(engine.generatedTokens === null
		? []
		: [
				`  by its counters ${formatNumber(engine.generatedTokens)} tokens generated, ${formatNumber(engine.promptTokens)} of prompts${engine.cachedPromptTokens === null ? '' : `, ${formatNumber(engine.cachedPromptTokens)} of them cached`}`
			]),
	...latencyWords('TTFT', engine.ttftMs),
	...latencyWords('queue', engine.queueMs),
	...latencyWords('whole answer', engine.e2eMs),
	...engine.notes.map((note) => `  ${note}`)
];

const hostLine = (host: HostTelemetry): string[] => {
	if (host.cpuShare === null) return [];
	return [
		`this machine: processors ${formatShare(host.cpuShare.mean)} busy (at most ${formatShare(host.cpuShare.max)})${host.engineCores === null ? '' : `, the engine on ${formatNumber(host.engineCores.mean)} of them`}${host.energyJ === null ? '' : `, ${formatNumber(host.energyJ)} J`}; ${counted(host.sampler.samples, 'sample')} cost ${formatShare(host.sampler.cpuShare)} of one`
	];
};

/** Lines of one stage; of the machine only where `withHost` asks for it. */
export const telemetryLines = (
	{ energy, engine, host }: Pick<StageSummary, 'energy' | 'engine' | 'host'>,
	{ withHost = true }: { withHost?: boolean } = {}
): string[] => [
	...(energy ? energyLines(energy) : []),
	...(engine ? engineLines(engine) : []),
	...(withHost && host ? hostLine(host) : [])
];
