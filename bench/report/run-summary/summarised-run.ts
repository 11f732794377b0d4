/** What a summary of a run is made of. */
import type { Cell, Run, Stage } from '#core/run.ts';
import type { RunSegment } from '#core/run-basis.ts';
import type { Repeats } from '#core/statistics/repeats.ts';
import type { ReportedScenarioJudging } from '../judging-report.ts';

export interface SummarisedRun {
	run: Run;
	cells: {
		cell: Cell;
		stages: Stage[];
		/** Of items that were asked more than once; null where none was. */
		repeats: Repeats | null;
	}[];
	/** Attempts in the database. */
	storedAttempts: number;
	/** Where they are. */
	databaseName: string;
	/** `--db` of the command where it is not the default; null otherwise. For hints that can be pasted. */
	databaseFlag: string | null;
	/** What judges did, by scenario; nothing where absent. */
	judging?: readonly ReportedScenarioJudging[];
	/** Where the reader is, such as `Europe/Zurich`, for the hours at which bought APIs were measured; UTC alone where absent. */
	timeZone?: string;
	/** The times that processes worked on it; nothing where absent. */
	segments?: readonly RunSegment[];
	/** The state to show where it is not the stored one: `killed`. */
	visibleState?: string;
}
