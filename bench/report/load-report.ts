/** What `bench load` prints: one stage, metric by metric. */
import { floorRemarks, renderNoiseFloor } from '#core/noise-floor.ts';
import { gatewayWarnings } from '#core/gateway-in-words.ts';
import { generatesNothing } from '#core/generates-nothing.ts';
import { inconsistentUsageInWords } from '#core/inconsistent-usage-in-words.ts';
import { rateLimitInWords } from '#core/rate-limit-in-words.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { Run, Stage } from '#core/run.ts';
import { renderSlo, type Slo } from '#core/slo.ts';
import type { StageSummary } from '#core/stage.ts';
import { minimumSamples } from '#core/statistics/sample-size.ts';
import type { Distribution } from '#core/statistics/distribution.ts';
import { capacityLines, cellCapacity, searchTable } from './cell-capacity.ts';
import { formatMs, formatNumber, formatShare, missing, renderTable } from './format.ts';
import { serverCheckLines } from './server-check-lines.ts';
import { steadyLines } from './steady-lines.ts';
import { telemetryLines } from './telemetry-lines.ts';

/** Marks a percentile that so few samples cannot support. */
const starred = (valueMs: number | null, n: number, share: number): string =>
	`${formatMs(valueMs)}${n > 0 && n < minimumSamples(share) ? '*' : ' '}`;

const metricRow = (name: string, { n, mean, p50, p90, p95, p99, max }: Distribution): string[] => [
	name,
	String(n),
	formatMs(mean),
	formatMs(p50),
	starred(p90, n, 0.9),
	starred(p95, n, 0.95),
	starred(p99, n, 0.99),
	formatMs(max)
];

const metricsOf = (summary: StageSummary): [name: string, distribution: Distribution][] => [
	['TTFT, from due', summary.ttftMs],
	['TTFT, from sent', summary.serviceTtftMs],
	['first visible, from due', summary.ttfaMs],
	['gap between deltas', summary.itlMs],
	['time per output token', summary.tpotMs],
	['whole answer', summary.e2eMs]
];

const metricTable = (summary: StageSummary): string =>
	renderTable(
		['ms', 'n', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'].map((title, i) => ({
			title: title.startsWith('p9') ? `${title} ` : title,
			align: i === 0 ? ('left' as const) : ('right' as const)
		})),
		metricsOf(summary).map(([name, distribution]) => metricRow(name, distribution))
	);

/** Below what the percentiles lie for certain, where enough answers say so. */
const boundLines = ({ ttftMs, e2eMs }: StageSummary): string[] => {
	const bounds = (['p95', 'p99'] as const).flatMap((name) => {
		const parts = [
			['TTFT', ttftMs.upper?.[name] ?? null] as const,
			['whole answer', e2eMs.upper?.[name] ?? null] as const
		].flatMap(([of, boundMs]) => (boundMs === null ? [] : [`${of} ${formatMs(boundMs)} ms`]));
		return parts.length === 0 ? [] : [`${name} of ${parts.join(', of ')}`];
	});
	return bounds.length === 0
		? []
		: [`at most, with 99 % confidence if requests are independent: ${bounds.join('; ')}`];
};

const rates = (summary: StageSummary): string => {
	const { requestsPerS, inputTokensPerS, outputTokensPerS, offeredPerS } = summary;
	return [
		...(offeredPerS === null ? [] : [`${formatNumber(offeredPerS)} requests/s offered`]),
		`${formatNumber(requestsPerS)} answers/s`,
		generatesNothing(summary)
			? `${formatNumber(inputTokensPerS)} input tokens/s`
			: `${formatNumber(outputTokensPerS)} output tokens/s`
	].join(', ');
};

/** What a batch says of throughput while all slots are in use; nothing for other loads. */
const offlineLines = ({ offline }: StageSummary): string[] => {
	if (offline === null) return [];
	const { slots, steady } = offline;
	if (steady === null) {
		return [
			`all ${String(slots)} slots in use: not told, as that takes two requests for each slot and more`
		];
	}
	const { fromS, toS, requestsPerS, outputTokensPerS, usdPerMtokOutput } = steady;
	const cost =
		usdPerMtokOutput === null
			? ''
			: `, $${formatNumber(usdPerMtokOutput)} per million output tokens`;
	return [
		`all ${String(slots)} slots in use, from ${formatNumber(fromS)} to ${formatNumber(toS)} s: ${formatNumber(requestsPerS)} answers/s, ${formatNumber(outputTokensPerS)} output tokens/s${cost}`
	];
};

/** Whether the objective was met, in words; empty without one. */
const objective = (
	{ sloMetShare, goodputPerS }: StageSummary,
	slo: Slo | null,
	sloShare: number
): string[] => {
	if (slo === null || sloMetShare === null) return [];
	const verdict = sloMetShare >= sloShare ? 'met' : 'missed';
	return [
		`objective ${renderSlo(slo)} for ${formatShare(sloShare)} of requests: ${verdict}; ${formatShare(sloMetShare)} of those offered were on time, ${formatNumber(goodputPerS)} a second`
	];
};

const cost = (summary: StageSummary): string[] => {
	const { costUsd, usdPer1kRequests, usdPerMtokInput, usdPerMtokOutput } = summary;
	const perMtok = generatesNothing(summary)
		? `$${formatNumber(usdPerMtokInput)} per million input tokens`
		: `$${formatNumber(usdPerMtokOutput)} per million output tokens`;
	const doubt = inconsistentUsageInWords(summary.inconsistentUsage);
	return [
		...(costUsd === null
			? []
			: [`cost: $${costUsd}; $${formatNumber(usdPer1kRequests)} per 1,000 answers, ${perMtok}`]),
		...(doubt === null ? [] : [`usage: ${doubt}`])
	];
};

const stageText = ({ load, summary, state }: Stage, slo: Slo | null, sloShare: number): string => {
	if (summary === null) return `${renderLoadShape(load)}: ${state}`;
	const { client, outcomes, validity } = summary;
	const counts = Object.entries(outcomes)
		.filter(([, n]) => n > 0)
		.map(([outcome, n]) => `${String(n)} ${outcome}`)
		.join(', ');
	const table = metricTable(summary);
	return [
		`${renderLoadShape(load)}: ${String(summary.completed)} of ${String(summary.offered)} offered requests answered in ${formatNumber(summary.windowS)} s (${counts === '' ? missing : counts})`,
		'',
		table,
		...(summary.emulated
			? [
					'EMULATED: this endpoint says that no model is behind it; nothing here was measured on one'
				]
			: []),
		...(table.includes('*')
			? ['* too few samples to claim it: p90 needs 64, p95 130, p99 662']
			: []),
		...boundLines(summary),
		'',
		rates(summary),
		...offlineLines(summary),
		...steadyLines(summary),
		...objective(summary, slo, sloShare),
		...cost(summary),
		...(summary.rateLimit
			? rateLimitInWords(summary.rateLimit).map(
					(sentence) => `rate limit by its headers: ${sentence}`
				)
			: []),
		...gatewayWarnings(summary.gateway).map((sentence) => `gateway: ${sentence}`),
		...summary.failures.map(({ message, count }) => `${String(count)} × ${message}`),
		...(client
			? [
					`client: sent late by p99 ${formatMs(client.sendLatenessMs.p99)} ms, event loop held up by p99 ${formatMs(client.eventLoopDelayMs.p99)} ms, ${client.readHoldUpMs ? `first output unread for at most ${formatMs(client.readHoldUpMs.p99)} ms at p99, ` : ''}${formatShare(client.cpuShare)} of a core, ${String(client.reconnects)} reconnects`
				]
			: []),
		...(summary.noiseFloor
			? [`noise floor of this machine: ${renderNoiseFloor(summary.noiseFloor)}`]
			: []),
		...serverCheckLines(summary.serverChecks),
		...telemetryLines(summary),
		`validity: ${validity.verdict === 'valid' ? '●' : '○'} ${validity.verdict}`,
		...validity.reasons.map((reason) => `  ${reason}`),
		...floorRemarks(summary).map((remark) => `  note: ${remark}`)
	].join('\n');
};

export interface LoadReport {
	run: Run;
	stages: Stage[];
	storedAttempts: number;
	databaseName: string;
	/** Null without an objective. */
	slo: Slo | null;
	sloShare: number;
}

/** What `bench load --find-capacity` prints: the capacity first, then the stages that it rests on. */
export const renderCapacityReport = (
	{ run, stages, storedAttempts, databaseName, slo, sloShare }: LoadReport,
	maxWidth: number | null
): string => {
	const capacity = cellCapacity(stages);
	const isEmulated = stages.some(({ summary }) => summary?.emulated);
	return [
		...(slo === null
			? []
			: [`objective ${renderSlo(slo)} for ${formatShare(sloShare)} of requests`]),
		...(capacity ? capacityLines(capacity) : ['no stage was measured']),
		...(isEmulated
			? [
					'EMULATED: this endpoint says that no model is behind it; nothing here was measured on one'
				]
			: []),
		'',
		searchTable(stages, maxWidth),
		...(run.stateReason === null ? [] : ['', `${run.state}: ${run.stateReason}`]),
		'',
		`${storedAttempts.toLocaleString('en-US')} attempts stored in ${databaseName} as run ${run.id}`
	].join('\n');
};

export const renderLoadReport = ({
	run,
	stages,
	storedAttempts,
	databaseName,
	slo,
	sloShare
}: LoadReport): string =>
	[
		...stages.map((stage) => stageText(stage, slo, sloShare)),
		...(run.stateReason === null ? [] : ['', `${run.state}: ${run.stateReason}`]),
		'',
		`${storedAttempts.toLocaleString('en-US')} attempts stored in ${databaseName} as run ${run.id}`
	].join('\n');
