/** Names and sentences about runs as readers see them. */
import type { TextAbsence, UngradedReason } from '#core/answer.ts';
import type { CellTargetKind } from '#core/cell-target.ts';
import type { RunState } from '#core/run-state.ts';
import type { Outcome } from '#core/outcome.ts';
import type { StageSummary, Validity } from '#core/stage.ts';
import { counted } from '../format.ts';

export type Tone = 'plain' | 'good' | 'warn' | 'bad';

/** The tone of a state; `killed` is a run whose process is gone. */
export const stateTones: Record<RunState | 'killed', Tone> = {
	running: 'plain',
	complete: 'good',
	interrupted: 'warn',
	failed: 'bad',
	killed: 'bad'
};

export const validityTones: Record<Validity['verdict'], Tone> = {
	valid: 'good',
	'client-bound': 'warn',
	unsteady: 'warn',
	'too-few-samples': 'warn',
	'error-bound': 'bad',
	'not-measured': 'plain'
};

/** What a verdict means for the reader of its figures. */
export const validityMeanings: Record<Validity['verdict'], string> = {
	valid: 'The measurement can be trusted.',
	'client-bound':
		'The measuring side was part of what was measured, so its latencies are too long.',
	unsteady: 'The latency drifted during the stage, so that no one figure describes it.',
	'too-few-samples': 'Too few whole answers for a claim about the objective.',
	'error-bound': 'So many attempts failed that the latencies are those of the lucky ones.',
	'not-measured':
		'No load was measured here: results of another tool, whose latencies are not ours to vouch for, or failed requests that were tried again.'
};

/** What stands behind a target. */
export const kindSentences: Record<CellTargetKind, string> = {
	'measured-api': 'a bought API, measured over the network',
	'self-hosted': 'a real endpoint that we run',
	embedded:
		'a real llama.cpp engine on the processor of the measuring machine, which the client shares',
	emulated: 'no model behind it: timings and answers are made up to its settings',
	imported: 'imported: another tool measured and graded it'
};

export const outcomeMeanings: Record<Outcome, string> = {
	ok: 'a whole answer',
	truncated: 'the stream ended without its last event',
	length: 'cut off at the output limit',
	refused: 'declined by the model or a filter',
	'rate-limited': 'too many requests (HTTP 429)',
	timeout: 'took longer than the limit',
	error: 'failed',
	aborted: 'stopped by us'
};

/** The metrics that distributions are shown of. */
export const metricLabels = {
	ttftMs: 'Time to first token (TTFT)',
	serviceTtftMs: 'TTFT from the sending of the request',
	tpotMs: 'Time per output token (TPOT)',
	e2eMs: 'Whole answer (E2E)'
} as const;

export type ShownMetric = keyof typeof metricLabels;

/** From which event to which a metric runs. */
export const metricMeanings: Record<ShownMetric, string> = {
	ttftMs: 'from the moment a request was due to the first generated token',
	serviceTtftMs: 'from the sending of the request to the first generated token',
	tpotMs: 'from the first to the last token, per further token reported',
	e2eMs: 'from the moment a request was due to the end of its answer'
};

/** What stands for the meaning of a latency that was imported: from when to when it ran is not known here. */
export const importedMeaning = 'as the other tool reported it';

/** Why an answer that arrived has no grade: in a word or two beside it, and in a sentence. */
export const ungradedLabels: Record<UngradedReason, string> = {
	'awaits-judging': 'waits for judging',
	'unreadable-judgement': 'judgement unreadable'
};

export const ungradedMeanings: Record<UngradedReason, string> = {
	'awaits-judging':
		'It waits for judging: too few of its judges have answered. Until then it is neither right nor wrong.',
	'unreadable-judgement':
		'Its judges answered, but what they wrote could not be read as a judgement. It is neither right nor wrong.'
};

/** Why a stage that we measured has no goodput. */
export const noGoodput = ({ goodputUngraded }: Pick<StageSummary, 'goodputUngraded'>): string => {
	if (goodputUngraded === null) return 'no objective';
	const { waiting } = goodputUngraded;
	return waiting > 0
		? `not known: ${counted(waiting, 'answer')} on time ${waiting === 1 ? 'waits' : 'wait'} for judging`
		: 'not known: no judgement could be read';
};

/** Why there is no text of an answer that arrived, or of what a judge wrote. */
export const absentTexts: Record<TextAbsence, string> = {
	'not-kept': 'Its text was not kept, as its config says; its grade was.',
	purged: 'Its text was purged; its grade stays.',
	encrypted:
		'It is encrypted. To read it, start bench with the key: BENCH_DATA_KEY=… (or BENCH_DATA_KEY_COMMAND).',
	'other-key':
		'It is encrypted with another key than the one in BENCH_DATA_KEY. Start bench with the key that it was encrypted with.',
	damaged:
		'It cannot be decrypted: it was damaged, or moved here from another row. “bench db check” counts such texts.'
};
