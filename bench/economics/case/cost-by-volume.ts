/**
 * What each option costs a month at many volumes, at today's prices: the lines of the crossover chart and the bands around them.
 * Computed like the draws, in binary floats, which agree with the exact path to 10⁻⁹; what is said of a crossover is exact and
 * comes from elsewhere.
 */
import { peakOf, requestsPerNodeMonth } from '../fleet/fleet.ts';
import type { CostOption } from '../option/option.ts';
import { caseParameters } from '../uncertainty/case-parameters.ts';
import { blockRows } from '../uncertainty/column.ts';
import { compileOption, driftOrderOf } from '../uncertainty/compile.ts';
import { uncertainCase } from '../uncertainty/draw-case.ts';
import { monthCosts } from '../uncertainty/month-costs.ts';
import type { OptionProgram } from '../uncertainty/program.ts';
import { sortedQuantile } from '../uncertainty/quantiles.ts';
import { drawSamples, type Samples } from '../uncertainty/sampling.ts';
import type { CostCase } from './cost-case.ts';
import type { EvaluatedCase } from './evaluate-case.ts';

export interface VolumeRange {
	/** Ends, whole requests a month, 0 ≤ from < to. */
	from: number;
	to: number;
	/** How the volumes between lie: equal steps, or equal ratios (then from ≥ 1). */
	scale: 'linear' | 'log';
}

export interface VolumeCosts {
	/** Rising, whole requests a month. Where one node is added between two of them, the volumes before and after it are there too. */
	volumes: number[];
	/** By the order of the options of the case. */
	curves: {
		optionId: string;
		/** At each volume, USD a month. */
		usdPerMonth: number[];
		/** 5 % and 95 % points at each volume, USD a month; null where it was not drawn, or nothing of it varies. */
		band: { low: number[]; high: number[] } | null;
	}[];
	/** Draws behind the bands; 0 where nothing is compared. */
	draws: number;
}

const gridVolumes = 120;
/** Two of three 5 % points of so many draws lie between 3.5 and 6.5 %: enough for a band that is drawn. */
const bandDraws = 200;

const spaced = ({ from, to, scale }: VolumeRange, count: number): number[] => {
	const step = (index: number): number => {
		const part = index / (count - 1);
		return scale === 'linear' || from === 0
			? from + (to - from) * part
			: from * Math.pow(to / from, part);
	};
	return [...new Set(Array.from({ length: count }, (_, index) => Math.round(step(index))))];
};

/** Volumes around each single step between two volumes of the grid; where there are more steps than points, the grid alone. */
const edgesOf = ({ fleet }: CostOption, grid: readonly number[]): number[] => {
	if (!fleet) return [];
	const { kappaPerS, headroom, minNodes } = fleet;
	const carried = requestsPerNodeMonth(kappaPerS.value, headroom.value, peakOf(fleet)).toNumber();
	const nodes = grid.map((volume) => Math.max(minNodes, Math.ceil(volume / carried - 1e-9)));
	return grid.flatMap((volume, index) => {
		const [now, next] = [nodes[index] ?? 0, nodes[index + 1] ?? 0];
		if (index === grid.length - 1 || next - now !== 1) return [];
		const last = Math.max(volume, Math.floor(now * carried * (1 + 1e-12)));
		return [last, last + 1];
	});
};

const fill = ({ columns }: OptionProgram, rows: number): void => {
	for (const column of columns) column.fill(0, rows);
};

/** At today's prices no drift has moved anything. */
const noDrifts: readonly Float64Array[] = [];

const nothingDrawn: Samples = { rows: 1, columns: new Map() };

/** The cost at each volume with every number at its value; a row of a block is a volume here. */
const centralCosts = (
	option: CostOption,
	volumes: readonly number[],
	drifts: CostCase['drifts']
): number[] => {
	const program = compileOption(option, nothingDrawn, driftOrderOf(drifts));
	fill(program, blockRows);
	const out = new Float64Array(blockRows);
	const costs: number[] = [];
	for (let start = 0; start < volumes.length; start += blockRows) {
		const part = volumes.slice(start, start + blockRows);
		monthCosts(
			program,
			Float64Array.from({ length: blockRows }, (_, i) => part[i] ?? 0),
			noDrifts,
			out,
			part.length
		);
		costs.push(...out.subarray(0, part.length));
	}
	return costs;
};

const bandAt = (
	option: CostOption,
	volumes: readonly number[],
	samples: Samples,
	drifts: CostCase['drifts']
): { low: number[]; high: number[] } | null => {
	const program = compileOption(option, samples, driftOrderOf(drifts));
	fill(program, samples.rows);
	const out = new Float64Array(blockRows);
	const volumeOfRows = new Float64Array(blockRows);
	const rows = samples.rows;
	const band = { low: [] as number[], high: [] as number[] };
	let isVaried = false;
	for (const volume of volumes) {
		monthCosts(program, volumeOfRows.fill(volume), noDrifts, out, rows);
		const sorted = out.subarray(0, rows).sort();
		isVaried ||= sorted[0] !== sorted[rows - 1];
		band.low.push(sortedQuantile(sorted, 0.05));
		band.high.push(sortedQuantile(sorted, 0.95));
	}
	return isVaried ? band : null;
};

/**
 * The costs of a case over a range of volumes, with bands around the two options that are compared. Volumes above the largest looked
 * at are cut off. Throws a RangeError for a range that is none.
 */
export const costByVolume = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	range: VolumeRange
): VolumeCosts => {
	if (!(range.from >= 0 && range.to > range.from) || (range.scale === 'log' && range.from < 1)) {
		throw new RangeError('a range of volumes must rise, and begin at 1 or above on a log scale');
	}
	const { options, drifts } = costCase;
	const grid = spaced(range, gridVolumes);
	const edges = options.flatMap((option) => edgesOf(option, grid));
	const volumes = [...new Set([...grid, ...edges])].sort((a, b) => a - b);
	const uncertain = uncertainCase(costCase, evaluated);
	const draws = Math.min(bandDraws, costCase.draws);
	const samples = uncertain && drawSamples(caseParameters(uncertain), draws, costCase.seed);
	const { compared } = evaluated;
	const isCompared = ({ id }: CostOption): boolean =>
		id === compared?.make.option.id || id === compared?.buy.option.id;
	return {
		volumes,
		curves: options.map((option) => ({
			optionId: option.id,
			usdPerMonth: centralCosts(option, volumes, drifts),
			band: samples && isCompared(option) ? bandAt(option, volumes, samples, drifts) : null
		})),
		draws: samples ? draws : 0
	};
};
