/** The fit of a model on GPUs as text that shows its arithmetic, and as data. */
import type { Gpu } from '#core/hardware-book.ts';
import type { Licence, Model } from '#core/model-book.ts';
import { purchaseEstimates, rentalEstimates } from '#bench/economics/fit/gpu-price-range.ts';
import {
	defaultFitOptions,
	type ModelFit,
	type ReplicaSize
} from '#bench/economics/fit/model-fit.ts';
import { evidenceText } from './evidence-text.ts';
import { formatShare, missing, renderTable } from './format.ts';
import { gpuPriceLines } from './gpu-price-lines.ts';

export interface ModelFitReport {
	model: Model;
	gpu: Gpu;
	fit: ModelFit;
}

const count = (value: number): string => value.toLocaleString('en-US');

/** `141.1`: GB of 10^9 bytes. */
const gb = (value: number): string =>
	value.toLocaleString('en-US', {
		minimumFractionDigits: value < 1_000 ? 1 : 0,
		maximumFractionDigits: value < 0.1 ? 4 : value < 10 ? 2 : value < 1_000 ? 1 : 0
	});

const plural = (value: number, word: string): string =>
	`${count(value)} ${word}${value === 1 ? '' : 's'}`;

const headline = ({ model, gpu, fit }: ModelFitReport): string => {
	const { plan, options } = fit;
	const load =
		fit.cache.length === 0
			? ''
			: ` with ${plural(options.concurrency, 'sequence')} of ${count(options.contextTokens)} tokens`;
	if (plan === null) return `${model.title}${load} does not fit on ${gpu.title}`;
	const replicas =
		plan.replicas === 1
			? 'one replica'
			: `${count(plan.replicas)} replicas of ${count(plan.gpusPerReplica)}`;
	return `${model.title}${load} needs ${count(plan.gpus)} × ${gpu.title} (${replicas})`;
};

const cacheLines = (fit: ModelFit): string[] => {
	const { options, kvGbPerSequence, kvGbTotal } = fit;
	if (kvGbPerSequence === null || kvGbTotal === null) return [];
	return [
		...fit.cache.map(({ kind, formula }) => `${kind}: ${formula}`),
		...(fit.kvBytesPerToken !== fit.kvBytesPerTokenPastWindows
			? [
					`all layers: ${count(fit.kvBytesPerToken ?? 0)} B/token at first, ${count(Math.round(fit.kvBytesPerTokenPastWindows ?? 0))} B/token in long sequences`
				]
			: []),
		`${count(options.contextTokens)} tokens: ${gb(kvGbPerSequence)} GB a sequence × ${count(options.concurrency)} = ${gb(kvGbTotal)} GB in ${options.kvFormat}`
	];
};

const overheadLine = ({ options, overheadGb }: ModelFit): string => {
	const share = `${String(options.overheadShare * 100)} % of weights and cache = ${gb(overheadGb)} GB`;
	return options.activationGb === null
		? `${share}; activations are not estimated`
		: `${share}, and ${gb(options.activationGb)} GB of activations and runtime on each GPU (both assumed)`;
};

const countLine = (fit: ModelFit): string => {
	const { weightsGb, kvGbTotal, overheadGb, usableGbPerGpu, options, gpusNeeded } = fit;
	const needed = [weightsGb, ...(kvGbTotal === null ? [] : [kvGbTotal]), overheadGb];
	const sum = needed.map(gb).join(' + ');
	const room =
		options.activationGb === null
			? gb(usableGbPerGpu)
			: `(${gb(usableGbPerGpu)} − ${gb(options.activationGb)})`;
	return gpusNeeded === null
		? `activations alone fill a GPU`
		: `(${sum}) / ${room} → ${plural(gpusNeeded, 'GPU')} by memory alone`;
};

const labelled = (label: string, lines: readonly string[]): string[] =>
	lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(9)} ${line}`);

/** `7.2`, `1,560.0`: GB in a table. */
const cell = (value: number): string =>
	value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const verdict = (size: ReplicaSize, { options }: ModelFit): string => {
	if (size.impossible !== null) return size.impossible;
	if (size.fits) return 'fits';
	if (size.largestConcurrency === null || size.largestConcurrency === 0) return 'too small';
	const replicas = Math.ceil(options.concurrency / size.largestConcurrency);
	return `${count(replicas)} replicas, ${count(replicas * size.gpus)} GPUs`;
};

const sizeTable = (fit: ModelFit, maxWidth: number | null): string => {
	const chosen = fit.plan?.gpusPerReplica ?? null;
	// Beyond the plan, one further size shows what more GPUs would bring.
	const last = Math.max(8, (chosen ?? 64) * 2);
	const rows = fit.sizes
		.filter(({ gpus }) => gpus <= last)
		.map((size) => [
			`${size.gpus === chosen ? '→ ' : ''}${count(size.gpus)}`,
			cell(size.weightsGbPerGpu),
			fit.kvGbTotal === null ? missing : cell(size.kvGbPerGpu),
			cell(size.overheadGbPerGpu),
			cell(size.perGpuGb),
			size.impossible !== null || size.largestConcurrency === null
				? missing
				: count(size.largestConcurrency),
			verdict(size, fit)
		]);
	return renderTable(
		[
			{ title: 'GPUs', align: 'right' },
			{ title: 'weights', align: 'right', dropOrder: 1 },
			{ title: 'cache', align: 'right', dropOrder: 1 },
			{ title: 'overhead', align: 'right', dropOrder: 2 },
			{ title: `GB on each, of ${cell(fit.usableGbPerGpu)}`, align: 'right' },
			{ title: 'most sequences', align: 'right' },
			{ title: '', align: 'left' }
		],
		rows,
		{ maxWidth }
	);
};

/** Lines on a licence: its name, whether it may be used to earn money, and each condition. */
export const licenceLines = (licence: Licence): string[] => {
	const use = {
		yes: 'commercial use allowed',
		conditional: 'commercial use within conditions',
		no: 'no commercial use'
	}[licence.commercialUse];
	const note = licence.note === null ? '' : ` (${licence.note})`;
	return [
		`${licence.name}: ${use} ${evidenceText(licence)}${note}`,
		...licence.conditions.map(({ kind, text }) => `- ${kind.replace('-', ' ')}: ${text}`)
	];
};

const sourceLines = ({ model, gpu }: ModelFitReport): string[] => [
	...(model.architecture === null
		? []
		: [
				`sizes of the model ${evidenceText(model.architecture)}${model.architecture.note === null ? '' : `: ${model.architecture.note}`}`
			]),
	...(model.parameters === null ? [] : [`parameters ${evidenceText(model.parameters.totalB)}`]),
	`memory of the GPU ${evidenceText(gpu.memoryGb)}`
];

/** The fit with every line of its arithmetic, the licence, and typical prices of that many GPUs. */
export const renderModelFit = (report: ModelFitReport, maxWidth: number | null): string => {
	const { model, gpu, fit } = report;
	const { plan, options } = fit;
	return [
		headline(report),
		'',
		...labelled('weights', [fit.weights.formula]),
		...labelled('cache', cacheLines(fit)),
		...labelled('overhead', [overheadLine(fit)]),
		...labelled('usable', [
			`${gb(gpu.memoryGb.value)} GB × ${formatShare(options.memoryUtilisation)} = ${gb(fit.usableGbPerGpu)} GB on each GPU${options.memoryUtilisation === defaultFitOptions.memoryUtilisation ? ', the share that vLLM takes unless told otherwise' : ''} (GB of 10^9 bytes)`
		]),
		...labelled('count', [countLine(fit)]),
		'',
		'everything in one replica on',
		sizeTable(fit, maxWidth),
		'',
		...labelled('note', fit.reasons),
		...labelled('sources', sourceLines(report)),
		...(model.licence === null ? [] : labelled('licence', licenceLines(model.licence))),
		...(plan === null
			? []
			: labelled('price', [
					`${plural(plan.gpus, 'GPU')}, typical ranges without host, network, power and staff where the GPU alone is priced`,
					...gpuPriceLines(gpu, plan.gpus)
				])),
		'',
		"This says what has room. Whether it is fast enough at that load has to be measured: bench load URL --rate R --slo 'ttft<800ms,e2e<20s', at rates R that rise"
	].join('\n');
};

/** The fit as data: everything `modelFit` gives, with what it was made from and the price ranges of that many GPUs. */
export const modelFitJson = ({ model, gpu, fit }: ModelFitReport) => {
	const { status, ...result } = fit;
	return {
		status,
		model: {
			id: model.id,
			title: model.title,
			family: model.family,
			licence: model.licence,
			contextTokens: model.contextTokens,
			parameters: model.parameters,
			architecture: model.architecture
		},
		gpu: { id: gpu.id, title: gpu.title, memoryGb: gpu.memoryGb },
		...result,
		purchase: fit.plan === null ? [] : purchaseEstimates(gpu, fit.plan.gpus),
		rental: fit.plan === null ? [] : rentalEstimates(gpu, fit.plan.gpus)
	};
};
