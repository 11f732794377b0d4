/** The distributions of two stages over each other. */
import { BenchError } from '#core/errors.ts';
import type { Database } from '#db/client.server.ts';
import { stageSamples, type SampleMetric } from '#db/stage-series.server.ts';
import { cdfTable, cdfValuesTable, type CdfSeries } from '../../charts/cdf-table.ts';
import type { ChartTable } from '../../charts/chart-table.ts';
import { findPair, type CompareRequest } from './compare-cells.ts';
import { pairKey, type StageMemory } from './stage-memory.ts';

/** Throws what `findPair` throws, and E_USAGE where no two stages were chosen and no load was measured on both. */
export const compareCdf = async (
	database: Database,
	request: CompareRequest & { metric: SampleMetric; every: boolean },
	memory: StageMemory
): Promise<ChartTable> => {
	const { a, b, stages } = await findPair(database, request);
	if (stages === null) {
		throw new BenchError('E_USAGE', 'no load was measured on both cells', {
			hint: 'Name a stage of each, stageA and stageB, by its position in its cell, from 0.'
		});
	}
	const { metric, every } = request;
	const headOf = (side: 'a' | 'b'): Omit<CdfSeries, 'sortedMs'> => {
		const { shown } = side === 'a' ? a : b;
		return {
			label: `${side.toUpperCase()} · ${shown.target} · ${stages[side].load}`,
			emulated: shown.emulated,
			imported: shown.kind === 'imported'
		};
	};
	const heads = { a: headOf('a'), b: headOf('b') };
	const read = async (): Promise<ChartTable> => {
		const series = [
			{ ...heads.a, sortedMs: await stageSamples(database, stages.a.id, metric) },
			{ ...heads.b, sortedMs: await stageSamples(database, stages.b.id, metric) }
		];
		return every ? cdfValuesTable(metric, series) : cdfTable(metric, series);
	};
	// Every single value is asked for once, to be saved, and may be a million.
	const table = every
		? await read()
		: await memory.distributions(pairKey(stages, metric, JSON.stringify(heads)), read);
	const sources = new Set([a, b].map(({ shown }) => `run ${shown.runId}`));
	return { ...table, sources: [...sources] };
};
