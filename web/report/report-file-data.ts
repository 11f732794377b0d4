/** What a report in a file of its own is drawn from; lies in the file as JSON. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import type { HybridFrontierData } from '#lib/charts/hybrid-frontier-table.ts';
import type { LatencyThroughputData } from '#lib/charts/latency-throughput-table.ts';
import type { DecisionToday } from '#lib/server/decision-today.ts';

export interface ReportFileData {
	costCase: CostCase;
	decision: Decision;
	/** Costs over the volumes that the crossover chart shows. */
	volumes: VolumeCosts;
	/** Load levels of the runs behind the case; no targets where nothing was measured. */
	levels: LatencyThroughputData;
	hybrids: HybridFrontierData[];
	/** The decision that stands in the database, held against the case of today; null where there is none. */
	decided: DecisionToday | null;
	/** What was asked for in place of what the spec says, a sentence each. */
	changes: string[];
	/** ISO 8601. */
	madeAtUtc: string;
	/** Where the figures come from: spec, database and runs, a phrase each. */
	madeFrom: string[];
	/** Of bench. */
	version: string;
}
