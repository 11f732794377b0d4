/** The summary that `bench run` and `bench runs show` print. */
import { lastedMs } from '#core/lasted.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { msToS } from '#core/units.ts';
import { formatDuration } from '../format.ts';
import { sectionsOf } from './sections.ts';
import { legend, stageTable } from './stage-table.ts';
import type { SummarisedRun } from './summarised-run.ts';

/** `bench runs show ID --db URL` */
const showCommand = ({ run, databaseFlag }: SummarisedRun): string =>
	`bench runs show ${run.id}${databaseFlag === null ? '' : ` --db ${databaseFlag}`}`;

const heading = ({ run, visibleState }: SummarisedRun): string => {
	if (isImportedConfig(run.config)) {
		return `run ${run.id} "${run.name}": imported on ${run.startedAtUtc.slice(0, 10)}`;
	}
	const ms = lastedMs(run.startedAtUtc, run.endedAtUtc);
	const lasted = ms === null ? '' : ` in ${formatDuration(msToS(ms))}`;
	const reason = run.stateReason === null ? '' : ` (${run.stateReason})`;
	return `run ${run.id} "${run.name}": ${visibleState ?? run.state}${lasted}${reason}`;
};

/** The whole summary as text; `maxWidth` is that of the terminal, null elsewhere. Columns that do not fit are left out. */
export const renderRunSummary = (
	summarised: SummarisedRun,
	maxWidth: number | null = null
): string => {
	const { cells, storedAttempts, databaseName } = summarised;
	return [
		heading(summarised),
		'',
		...stageTable(cells, maxWidth),
		'',
		...legend(cells),
		...sectionsOf(summarised),
		'',
		`${storedAttempts.toLocaleString('en-US')} attempts stored in ${databaseName}; look again with: ${showCommand(summarised)}`
	].join('\n');
};
