/** What must be true of every reading, whatever was sent. Each finding is one sentence. */
import { attemptCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { entryOfPerTokenPrice } from '#bench/economics/prices/per-token-price.ts';
import { requestCost } from '#bench/economics/prices/request-cost.ts';
import { protocols } from '#bench/protocols/index.ts';
import { outcomeOf } from '#bench/protocols/outcome.ts';
import type { Reading } from '#bench/protocols/protocol.ts';
import { timingsOf } from '#bench/protocols/timings.ts';
import type { Outcome } from '#core/outcome.ts';
import { usageSchema, type Usage } from '#core/usage.ts';
import { usualPrice } from '../usual-price.ts';
import { recording as recorded } from '../recording.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { joinPieces } from './mutation.ts';
import { pools, unspaced, type Recording } from './recordings.ts';

export interface Verdict {
	/** Null where reading it threw. */
	outcome: Outcome | null;
	findings: string[];
}

/** Reasoning with a price of its own, so that the difference of the counts is priced. */
const reasoningEntry = {
	...entryOfPerTokenPrice(usualPrice, { providerId: 'test', modelId: 'test' }),
	reasoningUsdPerMtok: '5'
};

const amount = /^\d+(?:\.\d+)?$/u;

const usageFindings = (usage: Usage | null): string[] => {
	if (usage === null) return [];
	const parsed = usageSchema.safeParse(usage);
	if (!parsed.success) return [`the usage is not well-formed: ${parsed.error.message}`];
	const { outputTokens, visibleOutputTokens, reasoningTokens } = usage;
	const parts = [visibleOutputTokens ?? 0, reasoningTokens ?? 0];
	const isTooMuch = outputTokens !== null && (parts[0] ?? 0) + (parts[1] ?? 0) > outputTokens;
	const costs = [attemptCostUsd(usage, usualPrice), requestCost(usage, reasoningEntry).usd];
	return [
		...(isTooMuch && usage.isInconsistent !== true
			? ['parts of the output are more than all of it, and the usage is not marked']
			: []),
		...costs
			.filter((cost) => cost !== null && !amount.test(cost))
			.map((cost) => `the cost is ${String(cost)}`)
	];
};

/** Pieces of a channel that came one by one are its text. */
const deltaFindings = (reading: Reading): string[] => {
	if (reading.firstEventMs === null) {
		return reading.deltas.length === 0 ? [] : ['deltas came without an event'];
	}
	return (['text', 'reasoning', 'refusal'] as const).flatMap((channel) => {
		const pieces = reading.deltas.filter((delta) => delta.channel === channel);
		const length = pieces.reduce((sum, delta) => sum + delta.length, 0);
		const whole = reading[channel].length;
		return length === whole
			? []
			: [`the pieces of ${channel} have ${String(length)} letters, the whole ${String(whole)}`];
	});
};

/** Letters that a reading may hold for each byte that came, and at least: JSON spells a number of few bytes out. */
const lettersPerByte = 24;
const leastLetters = 16_384;

const sizeFindings = (reading: Reading, bytes: number): string[] => {
	const letters = JSON.stringify({ ...reading, images: null }).length;
	return letters > leastLetters + lettersPerByte * bytes
		? [`${String(letters)} letters were kept of ${String(bytes)} bytes`]
		: [];
};

const oddEnd =
	/unknown (?:finish|stop) reason|unknown reason to end|without a (?:stop |finish )?reason/u;

const okFindings = ({ protocol, mutated, response }: FuzzCase, reading: Reading): string[] => {
	const { status, end, body } = response;
	const isServed =
		status !== null &&
		status >= 200 &&
		status < 300 &&
		(end.kind === 'complete' || end.code === 'connection-closed');
	if (mutated.expectation === 'never-ok') return ['it passed for a whole answer'];
	if (!isServed || !reading.terminated || reading.error !== null) {
		return ['it is ok without an end, with an error or with another status'];
	}
	// A body that was parsed is whole.
	if (reading.firstEventMs === null) return [];
	const fields = pools
		.filter((pool) => pool.protocol === protocol || mutated.isForeign === true)
		.flatMap(({ endFields }) => endFields);
	const text = unspaced(body);
	const isFinished = fields.some((field) => text.includes(field));
	return isFinished || reading.warnings.some((warning) => oddEnd.test(warning))
		? []
		: ['it is ok without anything that finishes an answer, and without a warning'];
};

const whole = new Map<Recording, { text: string; outcome: Outcome }>();

const wholeOf = (recording: Recording): { text: string; outcome: Outcome } => {
	let known = whole.get(recording);
	if (!known) {
		const response = recorded(joinPieces(recording.pieces));
		const reading = protocols[recording.protocol].read(response, recording.isStream);
		known = { text: reading.text, outcome: recording.outcome };
		whole.set(recording, known);
	}
	return known;
};

/** What was read of a case, and how long that took. Throws what reading throws. */
export const readCase = ({ protocol, response, stream }: FuzzCase) => {
	const reading = protocols[protocol].read(response, stream);
	return { reading, ...outcomeOf(response, reading, stream) };
};

/** Everything that is checked of one case. Never throws. */
export const checkCase = (given: FuzzCase, read = readCase): Verdict => {
	try {
		const { reading, outcome } = read(given);
		const { deltaCount, tpotMs } = timingsOf(reading, {
			dueMs: 0,
			sentMs: 1,
			endMs: 10_000,
			outcome
		});
		const findings = [
			...usageFindings(reading.usage),
			...deltaFindings(reading),
			...sizeFindings(reading, given.response.body.length),
			...(outcome === 'ok' ? okFindings(given, reading) : []),
			...(reading.warnings.length > 20 ? ['there are more than twenty warnings'] : []),
			...(deltaCount === reading.deltas.length ? [] : ['the clocks count other deltas']),
			...(tpotMs === null || (Number.isFinite(tpotMs) && tpotMs >= 0)
				? []
				: [`the time per output token is ${String(tpotMs)}`])
		];
		if (given.mutated.expectation === 'unchanged') {
			const before = wholeOf(given.recording);
			if (reading.text !== before.text || outcome !== before.outcome) {
				findings.push(`it was ${before.outcome} and is ${outcome}, or says something else`);
			}
		}
		return { outcome, findings };
	} catch (error) {
		return { outcome: null, findings: [`it threw ${String(error)}`] };
	}
};
