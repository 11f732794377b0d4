/** What is stored of a stage, as other tools' figures are computed from it. */
import { expect, test } from 'vitest';
import type { Attempt } from '#core/attempt.ts';
import type { Evidence } from '#core/run.ts';
import { recordingOfStage } from '#bench/commands/report/recording-of-stage.ts';
import { dialects } from '#bench/report/dialects/index.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAttempt,
	sampleCell,
	sampleStage,
	storeRunWithStage
} from '../../db/support/samples.ts';
import { openTemporary, temporaryPath } from '../../db/support/temporary-database.ts';
import { recording } from '../../protocols/recording.ts';

const chunk = (delta: object, finish: string | null = null): string =>
	`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const role = chunk({ role: 'assistant', content: '' });
const words = [chunk({ content: 'Yes' }), chunk({ content: ' and no' })];
const end = `${chunk({}, 'stop')}data: [DONE]\n\n`;

/** Reads of a role chunk at 100, two words at 110 and 120, and the end at 130. */
const streamed = recording([role, ...words, end].join(''), {
	reads: [role, ...words].map((text) => text.length)
});

const evidence = (attemptId: string, keepsStream: boolean): Evidence => ({
	attemptId,
	deltaMs: Float64Array.of(110, 120),
	headers: {},
	body: keepsStream ? streamed.body : null,
	arrivalOffsets: keepsStream ? streamed.arrivalOffsets : null,
	arrivalMs: keepsStream ? streamed.arrivalMs : null
});

/** Stores the attempts and reads them back as a recording. */
const recorded = async (
	attempts: readonly { changes: Partial<Attempt>; keepsStream: boolean | null }[]
) => {
	const database = await openTemporary(temporaryPath());
	const runId = 'run-1';
	const { stageId, cellId } = await storeRunWithStage(database, runId);
	const writer = createWriter(database);
	for (const [ordinal, { changes, keepsStream }] of attempts.entries()) {
		const id = `attempt-${String(ordinal)}`;
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stageId, { ordinal, sentMs: 20, endMs: 135, ...changes }),
			answer: null,
			evidence: keepsStream === null ? null : evidence(id, keepsStream)
		});
	}
	await writer.close();
	const found = await recordingOfStage(database, {
		stage: sampleStage(stageId, cellId),
		cell: sampleCell(cellId, runId),
		slo: null
	});
	expect(found).not.toBeNull();
	return found!;
};

test('A kept stream comes back event by event, with the moments of its reads.', async () => {
	const found = await recorded([{ changes: {}, keepsStream: true }]);
	expect(found.isStreamed).toBe(true);
	const [request] = found.requests;
	expect(request).toMatchObject({ dueMs: 10, sentMs: 20, endMs: 135, isWhole: true });
	expect(request!.events!.map(({ atMs, deltas }) => [atMs, deltas.length])).toEqual([
		[100, 0],
		[110, 1],
		[120, 1],
		[130, 0],
		[130, 0]
	]);
	expect([request!.inputTokens, request!.outputTokens]).toEqual([110, 11]);
	expect(dialects.vllm.compute(found).result['mean_ttft_ms']).toBe(80);
	expect(dialects.sglang.compute(found).result['mean_ttft_ms']).toBe(90);
});

test('Without the stream the moments of the output are left, and without evidence nothing.', async () => {
	const found = await recorded([
		{ changes: {}, keepsStream: false },
		{ changes: {}, keepsStream: null }
	]);
	expect(found.requests.map(({ events, deltaMs }) => [events, deltaMs])).toEqual([
		[null, [110, 120]],
		[null, null]
	]);
});

test('A body is whole unless the transport failed, whatever was wrong with what it said.', async () => {
	const ends = [
		['ok', null, true],
		['truncated', 'no-terminal-event', true],
		['truncated', 'connection-closed', false],
		['rate-limited', 'rate-limited', true],
		['error', 'malformed', true],
		['timeout', 'idle-timeout', false],
		['aborted', 'never-sent', false]
	] as const;
	const found = await recorded(
		ends.map(([outcome, errorCode]) => ({ changes: { outcome, errorCode }, keepsStream: null }))
	);
	expect(found.requests.map(({ isWhole }) => isWhole)).toEqual(
		ends.map(([, , isWhole]) => isWhole)
	);
});

test('A stage of more attempts than are held at a time comes back in the order of its schedule.', async () => {
	const many = Array.from({ length: 401 }, (_, i) => ({
		changes: { dueMs: i },
		keepsStream: null
	}));
	const found = await recorded(many);
	expect(found.requests.map(({ dueMs }) => dueMs)).toEqual(many.map((_, i) => i));
});

test('Of what another tool measured there is no recording.', async () => {
	const database = await openTemporary(temporaryPath());
	const runId = 'run-1';
	const { stageId, cellId } = await storeRunWithStage(database, runId);
	const cell = { ...sampleCell(cellId, runId), protocol: null };
	expect(
		await recordingOfStage(database, { stage: sampleStage(stageId, cellId), cell, slo: null })
	).toBeNull();
});
