/** Tables of figures as text. */

/** Milliseconds without decimals; a dash where there are none. */
export const ms = (value: number | null): string => (value === null ? '–' : value.toFixed(0));

/** Columns right-aligned, the last one left. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string => {
	const widths = heads.map((head, column) =>
		Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0))
	);
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, column) =>
				column === cells.length - 1 ? cell : cell.padStart(widths[column] ?? 0)
			)
			.join('  ');
	return [line(heads), ...rows.map(line)].join('\n');
};
