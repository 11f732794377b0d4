/** A column of a `DataTable`. */

export interface TableColumn<Row> {
	key: string;
	label: string;
	/** Shown beside the label; null or absent for texts and plain counts. */
	unit?: string | null;
	kind: 'number' | 'text';
	/** What is sorted by; null where there is no value. */
	value: (row: Row) => number | string | null;
	/** What is shown and filtered by; the value where absent. */
	text?: (row: Row) => string;
}
