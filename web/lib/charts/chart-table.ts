/**
 * The data of a chart as a table: what is drawn, what stands below the chart for those who cannot see it, and what its CSV and
 * JSON hold. One source for all, so that they cannot differ.
 */

export interface ChartColumn {
	/** Name in JSON; the unit is part of it, such as `usdPerMonth`. */
	key: string;
	/** Name on screen. */
	label: string;
	/** Unit on screen, such as `$/month`; null for texts and plain counts. */
	unit: string | null;
	kind: 'number' | 'text';
}

export type ChartCell = number | string | null;

export interface ChartTable {
	/** Last part of the chart's own address. */
	id: string;
	title: string;
	/** What the chart says, in sentences that come from the same numbers. */
	caption: string;
	columns: readonly ChartColumn[];
	/** One cell for each column; null where there is no value. */
	rows: readonly (readonly ChartCell[])[];
	/** How it was made: draws, approximations, what is left out. */
	notes: readonly string[];
	/** Where the numbers come from: runs, prices, quotes. */
	sources: readonly string[];
}

/** Name of a column with its unit, for heads of tables and CSV. */
export const columnTitle = ({ label, unit }: ChartColumn): string =>
	unit === null ? label : `${label} (${unit})`;

/** The cells of a column, from the first row to the last. Throws a RangeError for a column that the table has not. */
export const columnValues = ({ columns, rows }: ChartTable, key: string): ChartCell[] => {
	const index = columns.findIndex((column) => column.key === key);
	if (index < 0) throw new RangeError(`the table has no column "${key}"`);
	return rows.map((row) => row[index] ?? null);
};
