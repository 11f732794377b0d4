/** What is printed of a run that has ended. */
import { judgingOfRun } from '#bench/cases/judge/judging-of-run.ts';
import { withRepeats } from '#bench/cases/repeats-of-run.ts';
import { renderRunSummary } from '#bench/report/run-summary/run-summary.ts';
import { runSummaryJson } from '#bench/report/run-summary/run-summary-json.ts';
import { segmentsOfRun } from '#db/run-segments.server.ts';
import type { CommandContext } from '../context.ts';
import type { PerformOptions } from './perform-run.ts';

export const printRun =
	(
		context: CommandContext,
		{ json, databaseFlag }: { json: boolean; databaseFlag: string | null }
	): PerformOptions['print'] =>
	async ({ run: record, cells, storedAttempts, failure }, database) => {
		const summary = {
			run: record,
			cells: await withRepeats(database, record, cells),
			storedAttempts,
			judging: await judgingOfRun(database, record.id),
			segments: await segmentsOfRun(database, record.id),
			databaseName: database.name,
			databaseFlag,
			timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone
		};
		if (!json) {
			context.print(renderRunSummary(summary, context.outputColumns));
			return;
		}
		const error = failure && {
			code: failure.code,
			message: failure.message,
			hint: failure.hint
		};
		context.print(JSON.stringify({ ...runSummaryJson(summary), error }, null, '\t'));
	};
