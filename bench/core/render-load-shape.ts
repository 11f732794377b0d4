import { openSendingS } from './load-rate.ts';
import { renderMixShare, shareOfStage } from './mix-share.ts';
import type { StageLoad } from './stage-load.ts';

/** Steps that a label lists one by one. */
const listedSteps = 6;

const nameOf = (shape: StageLoad): string => {
	switch (shape.kind) {
		case 'imported':
			return 'imported';
		case 'retry':
			return `retry of ${String(shape.requests)} ×${String(shape.concurrency)}`;
		case 'closed':
			return `closed ×${String(shape.concurrency)}`;
		case 'batch':
			return `batch ×${String(shape.concurrency)}`;
		case 'constant':
		case 'poisson':
			return `${shape.kind} ${String(shape.ratePerS)}/s`;
		case 'gamma':
			return `gamma ${String(shape.ratePerS)}/s (burstiness ${String(shape.burstiness)})`;
		case 'ramp':
			return `ramp ${String(shape.fromPerS)}→${String(shape.toPerS)}/s`;
		case 'trace': {
			const name = shape.file.split(/[/\\]/u).at(-1) ?? shape.file;
			return `trace ${name}${shape.speed === 1 ? '' : ` at ${String(shape.speed)}× speed`}`;
		}
		case 'mix': {
			const durationS = Number(openSendingS(shape.load).toPrecision(6));
			return `${renderMixShare(shareOfStage(shape))} of ${renderLoadShape(shape.load)} for ${String(durationS)} s, mix ${shape.mix}`;
		}
		case 'steps': {
			const rates = shape.steps.map(({ ratePerS }) => ratePerS);
			return rates.length <= listedSteps
				? `steps ${rates.map(String).join('→')}/s`
				: `${String(rates.length)} steps up to ${String(Math.max(...rates))}/s`;
		}
		case 'profile': {
			const week = typeof shape.week === 'string' ? shape.week : 'typed';
			const part =
				shape.hours < 168 || shape.startHour > 0
					? ` (${String(shape.hours)} h from hour ${String(shape.startHour)})`
					: '';
			const speed = shape.speed === 1 ? '' : ` at ${String(shape.speed)}× speed`;
			return `${week} week ${String(shape.meanPerS)}/s${part}${speed}`;
		}
	}
};

/**
 * `closed ×16`, `batch ×64`, `poisson 4/s`, `gamma 4/s (burstiness 0.5)`, `ramp 1→8/s`, `steps 2→4→8/s`, `office-chat week 2/s at 60× speed`,
 * `trace azure.csv at 20× speed`, `30 % of poisson 4/s for 60 s, mix office-hours`, `retry of 5 ×4`, `imported`: the label of a stage in tables.
 */
export const renderLoadShape = (shape: StageLoad): string =>
	'arrivals' in shape && shape.arrivals === 'constant'
		? `${nameOf(shape)} constant`
		: nameOf(shape);

/** The load of a stage, and whether it is what was left of one that had been broken off. */
export const renderStageLoad = ({
	load,
	continuesStageId
}: {
	load: Parameters<typeof renderLoadShape>[0];
	continuesStageId?: string | undefined;
}): string =>
	`${renderLoadShape(load)}${continuesStageId === undefined || load.kind === 'retry' ? '' : ', the rest'}`;
