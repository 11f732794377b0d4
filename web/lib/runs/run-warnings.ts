/** What a reader of a run must know before any figure of it. */
import { resultFormatNames } from '#core/imported-target.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import { targetTitle } from '#core/target-title.ts';
import { renderStageLoad } from '#core/render-load-shape.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { counted } from '../format.ts';
import { kindSentences } from './labels.ts';
import type { RunDetail } from './run-detail.ts';

export interface RunWarning {
	tone: 'warn' | 'bad';
	title: string;
	/** One sentence each; may be empty. */
	sentences: string[];
}

/** How it is gone on with; a load test without a scenario is begun again. */
const resuming = ({ run, cells }: RunDetail): string[] =>
	cells.some(({ cell }) => cell.scenarioId === 'load-test')
		? []
		: [`bench resume ${run.id} goes on with it.`];

const ending = (detail: RunDetail): RunWarning[] => {
	const { run, state } = detail;
	if (state === 'killed') {
		return [
			{
				tone: 'bad',
				title: 'This run was killed: its process is gone without having ended it.',
				sentences: [
					'What was stored until then is shown; stages that had not ended have no figures.',
					...resuming(detail)
				]
			}
		];
	}
	if (state !== 'interrupted' && state !== 'failed') return [];
	const title = state === 'failed' ? 'This run failed.' : 'This run was stopped before its end.';
	return [
		{
			tone: state === 'failed' ? 'bad' : 'warn',
			title,
			sentences: [...(run.stateReason === null ? [] : [`${run.stateReason}.`]), ...resuming(detail)]
		}
	];
};

/** A run in several parts: each is steady by itself, the whole is not. */
const goneOnWith = ({ segments }: RunDetail): RunWarning[] => {
	const later = segments.slice(1);
	if (later.length === 0) return [];
	const drift = later.flatMap((segment) => segment.drift);
	return [
		{
			tone: 'warn',
			title: `This run was broken off and gone on with ${later.length === 1 ? 'once' : `${String(later.length)} times`}.`,
			sentences: [
				`${later.map(({ startedAtUtc, stagesBefore }) => `${startedAtUtc.slice(0, 16).replace('T', ' ')}Z, after ${counted(stagesBefore, 'stage')}`).join('; ')}. What was left of a stage stands beside it as “the rest”.`,
				...drift.map((sentence) => `Allowed although ${sentence}.`)
			]
		}
	];
};

const emulated = ({ cells }: RunDetail): RunWarning[] => {
	const names = [
		...new Set(cells.filter((each) => each.emulated).map(({ cell }) => targetTitle(cell.target)))
	];
	if (names.length === 0) return [];
	return [
		{
			tone: 'warn',
			title: `EMULATED: ${names.join(', ')}`,
			sentences: [
				`There is ${kindSentences.emulated}. No figure of ${names.length === 1 ? 'it' : 'them'} says anything about a real endpoint.`
			]
		}
	];
};

/** What was imported was measured, but not by us: that is said once, for all of it. */
const imported = ({ run, cells }: RunDetail): RunWarning[] => {
	const { config } = run;
	if (!isImportedConfig(config)) return [];
	const [first] = config.targets;
	if (!first) return [];
	const reasons = cells.flatMap(({ cell, stages }) =>
		stages.flatMap(({ summary }) =>
			(summary?.validity.reasons ?? []).map((reason) => `${targetTitle(cell.target)}: ${reason}.`)
		)
	);
	return [
		{
			tone: 'warn',
			title: `IMPORTED from ${resultFormatNames[first.tool]}: ${first.fileName}`,
			sentences: [
				'Another tool measured and graded these answers. Capacity, rates and the time to first token are not in its file: bench run measures them on the endpoint itself.',
				...reasons
			]
		}
	];
};

const notValid = ({ cells }: RunDetail): RunWarning[] => {
	const stages = cells.flatMap(({ cell, emulated: isEmulated, stages: ofCell }) =>
		ofCell.flatMap(({ load, summary, continuesStageId }) =>
			summary === null
				? []
				: [
						{
							scenarioId: cell.scenarioId,
							target: markEmulated(targetTitle(cell.target), isEmulated),
							load: renderStageLoad({ load, continuesStageId }),
							validity: summary.validity
						}
					]
		)
	);
	const doubtful = stages.filter(
		({ validity: { verdict } }) => verdict !== 'valid' && verdict !== 'not-measured'
	);
	if (doubtful.length === 0) return [];
	return [
		{
			tone: 'warn',
			title: `${String(doubtful.length)} of ${counted(stages.length, 'stage')} cannot be fully trusted; they enter no capacity.`,
			sentences: doubtful.flatMap(({ scenarioId, target, load, validity }) =>
				validity.reasons.map(
					(reason) => `${scenarioId} on ${target}, ${load} (${validity.verdict}): ${reason}.`
				)
			)
		}
	];
};

const uncommitted = ({ run }: RunDetail): RunWarning[] =>
	!isImportedConfig(run.config) && run.host.gitCommit?.endsWith('+changes')
		? [
				{
					tone: 'warn',
					title: 'Measured with uncommitted changes in the checkout.',
					sentences: ['The commit alone does not say which code measured.']
				}
			]
		: [];

/** The gravest first. */
export const runWarnings = (detail: RunDetail): RunWarning[] => [
	...ending(detail),
	...goneOnWith(detail),
	...emulated(detail),
	...imported(detail),
	...notValid(detail),
	...uncommitted(detail)
];
