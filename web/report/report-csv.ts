/** A report as CSV: one row for each figure. */
import { csvText } from '#lib/csv-text.ts';
import type { ReportFigure } from './report-figures.ts';

const heads = ['section', 'name', 'value', 'unit', 'ci low', 'ci high', 'origin', 'source'];

export const reportCsv = (figures: readonly ReportFigure[]): string =>
	csvText(
		heads,
		figures.map(({ section, name, value, unit, ciLow, ciHigh, origin, source }) => [
			...[section, name, value, unit],
			...[ciLow, ciHigh, origin, source]
		])
	);
