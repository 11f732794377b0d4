/** The hardware book as text: a table of GPUs, and one GPU with the source of every figure. */
import type { Figure } from '#core/book-evidence.ts';
import type { Gpu } from '#core/hardware-book.ts';
import { formatUsd } from './cost-format.ts';
import { evidenceText, figureText, usdRateText } from './evidence-text.ts';
import { missing, renderTable } from './format.ts';
import { gpuPriceLines } from './gpu-price-lines.ts';

const value = (figure: Figure | null): string =>
	figure === null ? missing : figure.value.toLocaleString('en-US', { maximumFractionDigits: 3 });

const onDemandText = (gpu: Gpu): string => {
	const offer = gpu.rental.find(({ mode }) => mode === 'on-demand');
	return offer === undefined ? missing : usdRateText({ ...offer, typicalUsd: null });
};

/** One line a GPU; dense arithmetic. */
export const renderGpuList = (gpus: readonly Gpu[], maxWidth: number | null): string =>
	renderTable(
		[
			{ title: 'GPU', align: 'left' },
			{ title: 'GB', align: 'right' },
			{ title: 'TB/s', align: 'right', dropOrder: 1 },
			{ title: 'bf16 TFLOPS', align: 'right', dropOrder: 2 },
			{ title: 'fp8', align: 'right', dropOrder: 2 },
			{ title: 'fp4', align: 'right', dropOrder: 3 },
			{ title: 'W', align: 'right', dropOrder: 1 },
			{ title: 'rent a GPU-hour', align: 'left' }
		],
		gpus.map((gpu) => [
			gpu.id,
			value(gpu.memoryGb),
			value(gpu.bandwidthTbPerS),
			value(gpu.denseTflops.bf16),
			value(gpu.denseTflops.fp8),
			value(gpu.denseTflops.fp4),
			value(gpu.powerW),
			onDemandText(gpu)
		]),
		{ maxWidth }
	);

/** Everything the book knows of a GPU, each figure with its source. */
export const renderGpu = (gpu: Gpu): string => {
	const figures: [string, Figure | null, string][] = [
		['memory', gpu.memoryGb, 'GB'],
		['reported', gpu.reportedMemoryMib, 'MiB by the driver'],
		['bandwidth', gpu.bandwidthTbPerS, 'TB/s'],
		['bf16', gpu.denseTflops.bf16, 'TFLOPS dense'],
		['fp8', gpu.denseTflops.fp8, 'TFLOPS dense'],
		['fp4', gpu.denseTflops.fp4, 'TFLOPS dense'],
		['int8', gpu.denseTflops.int8, 'TOPS dense'],
		['power', gpu.powerW, 'W'],
		['idle', gpu.idleW, 'W measured'],
		['load', gpu.loadW, 'W measured'],
		['all-in', gpu.allInKwPerGpu, 'kW with its share of host, network and losses']
	];
	const lines = figures.flatMap(([label, figure, unit]): [string, string][] =>
		figure === null
			? []
			: [
					[
						label,
						`${figureText(figure, unit)} ${evidenceText(figure)}${figure.note === null ? '' : `: ${figure.note}`}`
					]
				]
	);
	for (const { title, gpus, maxKw } of gpu.nodes) {
		const power =
			maxKw === null
				? 'largest draw not known'
				: `${figureText(maxKw, 'kW')} at most ${evidenceText(maxKw)}`;
		lines.push(['node', `${title}: ${String(gpus)} GPUs, ${power}`]);
	}
	for (const line of gpuPriceLines(gpu, 1)) lines.push(['price', line]);
	for (const offer of gpu.ownership) {
		lines.push([
			'cost',
			`${offer.what}: ${formatUsd(offer.usdPerHour)} a GPU-hour ${evidenceText(offer)}`
		]);
	}
	for (const note of gpu.notes) lines.push(['note', note]);
	return [
		`${gpu.title} (${[gpu.id, ...gpu.aliases].join(', ')})`,
		...lines.map(([label, text]) => `  ${label.padEnd(10)} ${text}`)
	].join('\n');
};
