/** What `bench recompute` prints: stage by stage, which figures differ. */
import type { CellTarget } from '#core/cell-target.ts';
import type { ChangedFigure, Leaf } from '#core/changed-figures.ts';
import { targetTitle } from '#core/target-title.ts';

export interface ReportedStage {
	stageId: string;
	scenarioId: string;
	target: CellTarget;
	load: string;
	found:
		| {
				attempts: number;
				/** Attempts whose stream was kept, and was read again. */
				read: number;
				changes: readonly ChangedFigure[];
				changedAttempts: readonly { attemptId: string; changes: readonly ChangedFigure[] }[];
		  }
		/** Why it was not computed again, one sentence. */
		| { skipped: string };
}

export interface ReportedRun {
	runId: string;
	stages: readonly ReportedStage[];
}

export interface ReportedRecompute {
	isDryRun: boolean;
	runs: readonly ReportedRun[];
}

/** Lines for a stage, and attempts whose changes are listed; JSON has all of them. */
const listedFigures = 20;
const listedAttempts = 5;

const leaf = (value: Leaf): string =>
	value === null
		? 'none'
		: typeof value === 'number' && !Number.isInteger(value)
			? String(Number(value.toPrecision(9)))
			: String(value);

const changeLine = ({ figure, before, after }: ChangedFigure): string =>
	`${figure}: ${leaf(before)} → ${leaf(after)}`;

const count = (n: number, noun: string): string =>
	`${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;

const some = (lines: readonly string[], most: number, noun: string): string[] =>
	lines.length <= most
		? [...lines]
		: [...lines.slice(0, most), `… and ${count(lines.length - most, noun)} more; --json lists all`];

const indent = (lines: readonly string[], by: string): string[] =>
	lines.map((line) => `${by}${line}`);

const stageLines = ({ scenarioId, target, load, found }: ReportedStage): string[] => {
	const place = `${scenarioId} on ${targetTitle(target)}, ${load}`;
	if ('skipped' in found) return [`${place}: not computed again: ${found.skipped}`];
	const { attempts, read, changes, changedAttempts } = found;
	const kept =
		read === attempts
			? `all ${count(attempts, 'kept stream')} read again`
			: read === 0
				? `no stream was kept, so that its ${count(attempts, 'attempt')} stay as stored`
				: `${count(read, 'kept stream')} of ${count(attempts, 'attempt')} read again`;
	if (changes.length + changedAttempts.length === 0) return [`${place}: ${kept}; nothing differs`];
	return [
		`${place}: ${kept}; ${count(changes.length, 'figure')} of the stage and ${count(changedAttempts.length, 'attempt')} differ`,
		...indent(some(changes.map(changeLine), listedFigures, 'figure'), '  '),
		...indent(
			some(
				changedAttempts.map(
					({ attemptId, changes: ofAttempt }) =>
						`attempt ${attemptId}: ${ofAttempt.length === 0 ? 'moments of its deltas' : ofAttempt.map(changeLine).join(', ')}`
				),
				listedAttempts,
				'attempt'
			),
			'  '
		)
	];
};

const isChanged = ({ found }: ReportedStage): boolean =>
	!('skipped' in found) && found.changes.length + found.changedAttempts.length > 0;

const headOf = ({ runId, stages }: ReportedRun, isDryRun: boolean): string => {
	const changed = stages.filter(isChanged).length;
	const done = stages.filter(({ found }) => !('skipped' in found)).length;
	if (done === 0) return `run ${runId}: nothing of it was computed again`;
	if (changed === 0) return `run ${runId}: computed again, nothing differs`;
	return isDryRun
		? `run ${runId}: ${count(changed, 'stage')} would change; nothing was changed`
		: `run ${runId}: ${count(changed, 'stage')} put right`;
};

export const renderRecompute = ({ isDryRun, runs }: ReportedRecompute): string =>
	runs.length === 0
		? 'there are no runs'
		: runs
				.map((run) =>
					[headOf(run, isDryRun), ...indent(run.stages.flatMap(stageLines), '  ')].join('\n')
				)
				.join('\n\n');

/** Moments and times in ms, money in USD; a figure that was not there is null. */
export const recomputeJson = ({ isDryRun, runs }: ReportedRecompute): string =>
	JSON.stringify(
		{
			dryRun: isDryRun,
			runs: runs.map(({ runId, stages }) => ({
				run: runId,
				stages: stages.map(({ stageId, scenarioId, target, load, found }) => ({
					stage: stageId,
					scenario: scenarioId,
					target: target.id,
					load,
					...('skipped' in found
						? {
								skipped: found.skipped,
								attempts: 0,
								streamsRead: 0,
								changes: [],
								changedAttempts: []
							}
						: {
								skipped: null,
								attempts: found.attempts,
								streamsRead: found.read,
								changes: found.changes,
								changedAttempts: found.changedAttempts.map(({ attemptId, changes }) => ({
									attempt: attemptId,
									changes
								}))
							})
				}))
			}))
		},
		null,
		'\t'
	);
