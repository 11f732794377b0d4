/** A column of a `DataTable`. */

export interface TableColumn<Row> {
	key: string;
	label: string;
	/** Stands above the columns that it joins, such as `TTFT, ms` over p50, p95 and p99. */
	group?: string;
	/** Shown beside the label; null or absent for texts and plain counts. */
	unit?: string | null;
	kind: 'number' | 'text';
	/** Whether its cell heads the block that a row becomes where there is little room; the first column where none says so. */
	heads?: boolean;
	/** False where an order by it would say nothing, as of the forms that stand in it. */
	sorts?: false;
	/** What is sorted by; null where there is no value. */
	value: (row: Row) => number | string | null;
	/** What is shown and filtered by; the value where absent. */
	text?: (row: Row) => string;
}

/** A column of a `PagedTable`. */
export interface PagedColumn {
	key: string;
	label: string;
	unit?: string | null;
	kind: 'number' | 'text';
	/** Its name in the query of the page; absent where the server does not sort by it. */
	sortKey?: string;
}
