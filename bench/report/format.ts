/** Numbers as people read them. Missing is an en dash, never 0. */

export const missing = '–';

/** `412`, `41.2`, `4.12`: three digits that mean something; thousands with a comma. */
export const formatNumber = (value: number | null): string => {
	if (value === null || !Number.isFinite(value)) return missing;
	const size = Math.abs(value);
	if (size >= 100) return Math.round(value).toLocaleString('en-US');
	if (size >= 10) return value.toFixed(1);
	if (size === 0) return '0';
	return value >= 1 ? value.toFixed(2) : value.toPrecision(2);
};

/** Milliseconds without a unit, for columns that carry it: whole from 10 ms on. */
export const formatMs = (valueMs: number | null): string => {
	if (valueMs === null) return missing;
	return valueMs >= 10 ? Math.round(valueMs).toLocaleString('en-US') : valueMs.toFixed(1);
};

/** `93 %` */
export const formatShare = (share: number | null): string =>
	share === null ? missing : `${String(Math.round(share * 100))} %`;

/** `93 % (88–96)`: a share with the ends of its 95 % interval. */
export const formatShareWithInterval = (
	proportion: { share: number | null; low: number | null; high: number | null } | null
): string => {
	if (proportion === null || proportion.share === null) return missing;
	if (proportion.low === null || proportion.high === null) return missing;
	const whole = (share: number): string => String(Math.round(share * 100));
	return `${whole(proportion.share)} % (${whole(proportion.low)}–${whole(proportion.high)})`;
};

/** `1:05`, `12 s`. */
export const formatDuration = (durationS: number): string => {
	const whole = Math.max(0, Math.round(durationS));
	if (whole < 60) return `${String(whole)} s`;
	return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')} min`;
};

/** Columns a text takes in a terminal; wide East Asian characters count twice. */
export const textWidth = (text: string): number => {
	let width = 0;
	for (const character of text) {
		width +=
			/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
				character
			)
				? 2
				: 1;
	}
	return width;
};

/** Cuts a text to a width, with an ellipsis. */
export const fitText = (text: string, width: number): string => {
	if (textWidth(text) <= width) return text;
	let result = '';
	for (const character of text) {
		if (textWidth(result + character) > width - 1) break;
		result += character;
	}
	return `${result}…`;
};

export interface Column {
	title: string;
	align: 'left' | 'right';
	/** Where the table is too wide, columns with the highest number go first; those without stay. */
	dropOrder?: number;
}

const columnGap = 2;

/** Positions of the columns that fit into `maxWidth`, in order. */
const fittingColumns = (
	columns: readonly Column[],
	widths: readonly number[],
	maxWidth: number
): number[] => {
	const kept = new Set(columns.keys());
	const droppable = [...kept]
		.filter((i) => columns[i]?.dropOrder !== undefined)
		.sort((a, b) => (columns[a]?.dropOrder ?? 0) - (columns[b]?.dropOrder ?? 0));
	const total = (): number =>
		[...kept].reduce((sum, i) => sum + (widths[i] ?? 0) + columnGap, -columnGap);
	while (total() > maxWidth) {
		const last = droppable.pop();
		if (last === undefined) break;
		kept.delete(last);
	}
	return [...kept];
};

export interface TableOptions {
	/** Columns of the terminal; unbounded where absent or null. */
	maxWidth?: number | null;
}

/**
 * A table of plain text: two spaces between columns, every column as wide as its widest cell. A row of one cell is a heading and
 * may run across the columns.
 */
export const renderTable = (
	columns: readonly Column[],
	rows: readonly (readonly string[])[],
	{ maxWidth = null }: TableOptions = {}
): string => {
	const body = rows.filter((row) => row.length > 1);
	const widths = columns.map(({ title }, i) =>
		Math.max(textWidth(title), ...body.map((row) => textWidth(row[i] ?? '')))
	);
	const shown = fittingColumns(columns, widths, maxWidth ?? Infinity);
	const line = (cells: readonly string[]): string =>
		cells.length === 1
			? (cells[0] ?? '')
			: shown
					.map((i) => {
						const cell = cells[i] ?? '';
						const gap = ' '.repeat(Math.max(0, (widths[i] ?? 0) - textWidth(cell)));
						return columns[i]?.align === 'right' ? gap + cell : cell + gap;
					})
					.join(' '.repeat(columnGap))
					.trimEnd();
	return [line(columns.map(({ title }) => title)), ...rows.map(line)].join('\n');
};
