/** Shows a run while it goes on: redrawn lines on a terminal, a plain line now and then elsewhere. */
import { shownText } from '#core/shown-text.ts';
import { generatesNothing } from '#core/generates-nothing.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { sendingS } from '#core/load-rate.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import { isCompleted, type Outcome } from '#core/outcome.ts';
import type { MeasuredStage, Stage } from '#core/run.ts';
import type { StageCollector } from '#bench/load/stage-collector.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import { fitText, formatMs, formatNumber } from '#bench/report/format.ts';
import { renderFigures, renderLive, type ProgressSnapshot } from '#bench/report/live-progress.ts';
import type { CommandContext } from '../context.ts';
import type { PlannedCell } from './plan.ts';

export interface StageView {
	stage: MeasuredStage;
	planned: PlannedCell;
	collector: StageCollector;
	/** Whether an answer has said that no model is behind it. */
	isEmulated: () => boolean;
	counts: () => { sent: number; inFlight: number };
}

export interface RunProgress {
	/** A line that stays: what happens next, or what went wrong. */
	remark: (sentence: string) => void;
	/** A stage begins, or goes on with its next block; others may be running at the same time. */
	stageStarted: (view: StageView) => void;
	/** A block of it has ended, so that its time stands still. */
	blockEnded: (stage: Pick<Stage, 'id'>) => void;
	stageEnded: (stage: Stage) => void;
	/** Ends the drawing; may be called again. */
	close: () => void;
}

const redrawMs = 200;
const plainLineMs = 10_000;

const eraseLines = (count: number): string =>
	count === 0 ? '' : `\r\u001b[${String(count)}A\u001b[J`;

/** `support-triage on gpu EMULATED, closed ×4`. */
const titleOf = ({ stage, planned, isEmulated }: StageView): string => {
	const { target, scenarioId } = planned;
	const name = markEmulated(target.id, target.kind === 'emulated' || isEmulated());
	return `${scenarioId} on ${name}, ${renderLoadShape(stage.load)}`;
};

interface ShownStage {
	view: StageView;
	/** Its number among the stages of the run, in the order of their beginnings. */
	position: number;
	/** Time in blocks that have ended, ms. */
	spentMs: number;
	/** When the block began that is running; null between two of them. */
	sinceMs: number | null;
	/** Places of its schedule; null where only time ends it. */
	begun: number | null;
}

const snapshotOf = (
	{ view, begun }: ShownStage,
	place: { stage: number; stages: number | null },
	elapsedS: number
): ProgressSnapshot => {
	const { collector, counts } = view;
	const { load } = view.stage;
	const { conversation } = view.planned;
	// How many turns a conversation takes nobody knows before; about as many as its solution.
	const total =
		begun === null || !conversation ? begun : Math.round(begun * conversation.expectedTurns);
	const durationS = sendingS(load);
	const done = collector.ended;
	const { sent, inFlight } = counts();
	const byCount = total === null || done === 0 ? null : (elapsedS / done) * (total - done);
	const byTime = durationS === null ? null : Math.max(0, durationS - elapsedS);
	const ends = [byCount, byTime].filter((value) => value !== null);
	const errors = Object.entries(collector.outcomes).reduce(
		(sum, [outcome, n]) => (isCompleted(outcome as Outcome) ? sum : sum + n),
		0
	);
	const { p50Ms, p95Ms } = collector.ttft();
	const { outputTokens } = collector;
	const isDraining =
		(total !== null && sent >= total) || (durationS !== null && elapsedS > durationS);
	return {
		title: titleOf(view),
		...place,
		phase: isDraining ? 'draining' : 'measuring',
		done,
		total,
		inFlight,
		errors,
		ttftP50Ms: p50Ms,
		ttftP95Ms: p95Ms,
		outputTokensPerS: outputTokens === null || elapsedS === 0 ? null : outputTokens / elapsedS,
		elapsedS,
		etaS: ends.length === 0 ? null : Math.min(...ends)
	};
};

/** One line about a stage that has ended. */
const endedLine = (stage: Stage, title: string): string => {
	const { summary } = stage;
	if (summary === null) return `${title}: ${stage.state}`;
	return [
		`${title}: ${String(summary.completed)}/${String(summary.offered)} answers`,
		...(generatesNothing(summary)
			? [
					`E2E p50 ${formatMs(summary.e2eMs.p50)} p95 ${formatMs(summary.e2eMs.p95)} ms`,
					`${formatNumber(summary.inputTokensPerS)} input tok/s`
				]
			: [
					`TTFT p50 ${formatMs(summary.ttftMs.p50)} p95 ${formatMs(summary.ttftMs.p95)} ms`,
					`${formatNumber(summary.outputTokensPerS)} tok/s`
				]),
		summary.validity.verdict
	].join(' · ');
};

export interface ProgressOptions {
	/** Of the whole run; null where a search decides how many there are. */
	stages: number | null;
	seed: number;
	/** Monotonic time, ms. */
	nowMs: () => number;
}

export const createRunProgress = (
	{ progress, note }: Pick<CommandContext, 'progress' | 'note'>,
	{ stages, seed, nowMs }: ProgressOptions
): RunProgress => {
	/** Stages that have begun and not ended, by id. */
	const shown = new Map<string, ShownStage>();
	let position = 0;
	let drawn = 0;
	const erase = (): void => {
		if (drawn > 0) progress.write(eraseLines(drawn));
		drawn = 0;
	};
	/** Of the stages that are running; in a mix several. */
	const look = (): ProgressSnapshot[] =>
		[...shown.values()].flatMap((stage) =>
			stage.sinceMs === null
				? []
				: snapshotOf(
						stage,
						{ stage: stage.position, stages },
						(stage.spentMs + nowMs() - stage.sinceMs) / 1_000
					)
		);
	const pause = (id: string): void => {
		const stage = shown.get(id);
		if (!stage || stage.sinceMs === null) return;
		stage.spentMs += nowMs() - stage.sinceMs;
		stage.sinceMs = null;
	};
	const draw = (): void => {
		const lines = look()
			.flatMap(renderLive)
			.map((line) => fitText(shownText(line), Math.max(20, progress.columns() - 1)));
		if (lines.length === 0) return;
		erase();
		progress.write(`${lines.join('\n')}\n`);
		drawn = lines.length;
	};
	const printPlain = (): void => {
		for (const snapshot of look()) note(`  ${snapshot.title}: ${renderFigures(snapshot)}`);
	};
	const timer = setInterval(
		progress.isTerminal ? draw : printPlain,
		progress.isTerminal ? redrawMs : plainLineMs
	);
	timer.unref();
	return {
		remark: (sentence) => {
			erase();
			note(sentence);
		},
		stageStarted: (view) => {
			const { id, load } = view.stage;
			const known = shown.get(id) ?? {
				view,
				position: position + 1,
				spentMs: 0,
				sinceMs: null,
				begun: plannedRequests(load, seed)
			};
			// Of a stage that goes on in its next block.
			known.view = view;
			known.sinceMs ??= nowMs();
			if (!shown.has(id)) position++;
			shown.set(id, known);
			if (progress.isTerminal) draw();
		},
		blockEnded: ({ id }) => {
			pause(id);
		},
		stageEnded: (stage) => {
			erase();
			const ended = shown.get(stage.id);
			shown.delete(stage.id);
			if (ended) {
				const place = `[${String(ended.position)}${stages === null ? '' : `/${String(stages)}`}]`;
				note(endedLine(stage, `${place} ${titleOf(ended.view)}`));
			}
			const [commonest] = stage.summary?.failures ?? [];
			if (commonest) note(`  ${String(commonest.count)} × ${commonest.message}`);
		},
		close: () => {
			clearInterval(timer);
			erase();
			shown.clear();
		}
	};
};
