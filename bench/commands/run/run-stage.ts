/** Runs one stage of a cell: sends, reads, grades, stores, and sums up. */
import type { Answer, Grade } from '#core/answer.ts';
import type { Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { isAnswer } from '#core/outcome.ts';
import type { Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Writer } from '#db/writer.server.ts';
import { readAttempt } from '#bench/load/read-attempt.ts';
import { startStage, type RunningStage } from '#bench/load/run-stage.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import type { Reading } from '#bench/protocols/protocol.ts';
import { itemAt, type PreparedCell } from './prepare-cell.ts';
import type { RunProgress } from './run-progress.ts';

export interface RunStageOptions {
	prepared: PreparedCell;
	stage: Stage;
	limits: Limits;
	seed: number;
	workers: number;
	keepStreams: boolean;
	writer: Writer;
	progress: RunProgress;
	/** Told the stage while it can be stopped. */
	setCurrent: (stage: RunningStage) => void;
}

export interface StageOutcome {
	summary: StageSummary;
	reportedModel: string | null;
	/** Why the rest of the cell makes no sense: the key was refused, or the endpoint is gone. Null otherwise. */
	failure: BenchError | null;
}

const authenticationError = (targetId: string, message: string | null): BenchError =>
	new BenchError(
		'E_AUTH',
		`target "${targetId}" refused the key: ${message ?? 'no reason given'}`,
		{
			hint: 'Check the value of the environment variable named by "apiKeyEnv", and that the key may use this model.'
		}
	);

/** The text that is graded: what the user sees, or the call where the model answered with one. */
const visibleText = (reading: Reading): string => {
	if (reading.text !== '' || reading.toolCalls.length === 0) return reading.text || reading.refusal;
	return JSON.stringify(
		reading.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }))
	);
};

/** Runs the stage to its end. Throws only if attempts cannot be stored; the stage is aborted then. */
export const runStage = async (options: RunStageOptions): Promise<StageOutcome> => {
	const { prepared, stage, writer, progress } = options;
	const { planned, ready, protocol, requests, cursor } = prepared;
	const { target } = planned;
	const price = 'price' in target ? (target.price ?? null) : null;
	const secrets = ready.endpoint.apiKey === null ? [] : [ready.endpoint.apiKey];
	const collector = new StageCollector({
		load: stage.load,
		slo: planned.slo,
		sloShare: planned.sloShare,
		price,
		isGraded: planned.isGraded
	});
	const found: { failure: BenchError | null } = { failure: null };
	let reportedModel: string | null = null;
	let storing: Promise<void> = Promise.resolve();
	let storeError: unknown = null;

	const take = (raw: RawAttempt): void => {
		const { item, trial } = itemAt(prepared, raw.ordinal);
		const id = `${stage.id}/${String(raw.ordinal)}`;
		const read = readAttempt(raw, {
			id,
			stageId: stage.id,
			itemId: item.itemId,
			trial,
			protocol,
			stream: item.call.stream,
			price,
			secrets,
			keepStream: options.keepStreams
		});
		const { attempt, evidence, reading } = read;
		const text = visibleText(reading);
		const grade: Grade | null = item.grade && isAnswer(attempt.outcome) ? item.grade(text) : null;
		const answer: Answer | null =
			item.itemId === null
				? null
				: { attemptId: id, cellId: prepared.cell.id, itemId: item.itemId, trial, text, grade };
		collector.add(read, grade);
		reportedModel ??= reading.model;
		if (reading.error?.kind === 'authentication' && !found.failure) {
			found.failure = authenticationError(target.id, attempt.errorMessage);
			running.abort();
		}
		storing = storing
			.then(() => writer.enqueueAttempt({ attempt, answer, evidence }))
			.catch((error: unknown) => {
				storeError ??= error;
				running.abort();
			});
	};

	const running = startStage({
		address: ready.address,
		// The stage goes on in the list where the last one stopped.
		requests: [
			...requests.slice(cursor % requests.length),
			...requests.slice(0, cursor % requests.length)
		],
		shape: stage.load,
		seed: options.seed,
		workers: options.workers,
		limits: options.limits,
		onAttempt: take
	});
	options.setCurrent(running);
	progress.stageStarted({ stage, planned, collector, counts: () => running.counts() });
	const result = await running.done;
	await storing;
	if (storeError !== null) throw storeError as BenchError;
	prepared.cursor += result.offered;
	const gaveUp = result.reports.find((report) => report.gaveUp !== null)?.gaveUp ?? null;
	if (gaveUp !== null && !found.failure) {
		found.failure = new BenchError(
			'E_UNREACHABLE',
			`target "${target.id}": ${ready.endpoint.baseUrl} stopped accepting connections: ${gaveUp}`,
			{ hint: 'Check the endpoint; the stages before this one are stored.' }
		);
	}
	return { summary: collector.summarise(result), reportedModel, failure: found.failure };
};
