/** What `bench load` prints: one stage, metric by metric. */
import { renderLoadShape } from '#core/load-shape.ts';
import type { Run, Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Distribution } from '#core/statistics/distribution.ts';
import { formatMs, formatNumber, formatShare, missing, renderTable } from './format.ts';

const isUnsupported = ({ n, p99Supported }: Distribution): boolean => n > 0 && !p99Supported;

const metricRow = (name: string, distribution: Distribution): string[] => [
	name,
	String(distribution.n),
	formatMs(distribution.mean),
	formatMs(distribution.p50),
	formatMs(distribution.p90),
	formatMs(distribution.p95),
	`${formatMs(distribution.p99)}${isUnsupported(distribution) ? '*' : ' '}`,
	formatMs(distribution.max)
];

const metricsOf = (summary: StageSummary): [name: string, distribution: Distribution][] => [
	['TTFT, from due', summary.ttftMs],
	['TTFT, from sent', summary.serviceTtftMs],
	['gap between deltas', summary.itlMs],
	['time per output token', summary.tpotMs],
	['whole answer', summary.e2eMs]
];

const metricTable = (summary: StageSummary): string =>
	renderTable(
		['ms', 'n', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'].map((title, i) => ({
			title: i === 6 ? 'p99 ' : title,
			align: i === 0 ? ('left' as const) : ('right' as const)
		})),
		metricsOf(summary).map(([name, distribution]) => metricRow(name, distribution))
	);

const rates = (summary: StageSummary): string => {
	const { requestsPerS, outputTokensPerS, goodputPerS, sloMetShare } = summary;
	const parts = [
		`${formatNumber(requestsPerS)} answers/s`,
		`${formatNumber(outputTokensPerS)} output tokens/s`
	];
	if (goodputPerS !== null) {
		parts.push(
			`${formatNumber(goodputPerS)} answers/s on time (${formatShare(sloMetShare)} of those offered)`
		);
	}
	return parts.join(', ');
};

const stageText = ({ load, summary, state }: Stage): string => {
	if (summary === null) return `${renderLoadShape(load)}: ${state}`;
	const { client, outcomes, validity } = summary;
	const counts = Object.entries(outcomes)
		.filter(([, n]) => n > 0)
		.map(([outcome, n]) => `${String(n)} ${outcome}`)
		.join(', ');
	const hasUnsupported = metricsOf(summary).some(([, distribution]) => isUnsupported(distribution));
	return [
		`${renderLoadShape(load)}: ${String(summary.completed)} of ${String(summary.offered)} offered requests answered in ${formatNumber(summary.windowS)} s (${counts === '' ? missing : counts})`,
		'',
		metricTable(summary),
		...(summary.emulated
			? [
					'EMULATED: this endpoint says that no model is behind it; nothing here was measured on one'
				]
			: []),
		...(hasUnsupported ? ['* fewer than 662 samples: too few to claim a p99'] : []),
		'',
		rates(summary),
		`client: sent late by p99 ${formatMs(client.sendLatenessMs.p99)} ms, event loop held up by p99 ${formatMs(client.eventLoopDelayMs.p99)} ms, ${formatShare(client.cpuShare)} of a core, ${String(client.reconnects)} reconnects`,
		`validity: ${validity.verdict === 'valid' ? '●' : '○'} ${validity.verdict}`,
		...validity.reasons.map((reason) => `  ${reason}`)
	].join('\n');
};

export interface LoadReport {
	run: Run;
	stages: Stage[];
	storedAttempts: number;
	databaseName: string;
}

export const renderLoadReport = ({
	run,
	stages,
	storedAttempts,
	databaseName
}: LoadReport): string =>
	[
		...stages.map(stageText),
		...(run.stateReason === null ? [] : ['', `${run.state}: ${run.stateReason}`]),
		'',
		`${storedAttempts.toLocaleString('en-US')} attempts stored in ${databaseName} as run ${run.id}`
	].join('\n');
