/** Numbers as people read them, tables and wrapped text. Missing is an en dash, never 0. */

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

/** `93.5 %`: a digit more, where a decision hangs on a point or two. */
export const formatShareExactly = (share: number): string => `${(share * 100).toFixed(1)} %`;

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

/**
 * Lines of a text that fit a width, broken at spaces; every line after the first is indented. A word that is longer than a line
 * is broken; a text that fits stays as it is.
 */
export const wrapText = (text: string, width: number | null, indent = ''): string[] => {
	if (width === null || textWidth(text) <= width) return [text];
	const lines: string[] = [];
	const room = (): number => Math.max(1, width - (lines.length > 0 ? textWidth(indent) : 0));
	// Leading spaces are the indent of the first line.
	let line = /^ */u.exec(text)?.[0] ?? '';
	let isEmpty = true;
	const finish = (): void => {
		lines.push(lines.length > 0 ? indent + line : line);
		[line, isEmpty] = ['', true];
	};
	// `95 %` stays on one line.
	for (const word of text.trimStart().split(/(?<!\d) | (?!%)/u)) {
		if (!isEmpty && textWidth(line) + 1 + textWidth(word) > room()) finish();
		line += isEmpty ? word : ` ${word}`;
		isEmpty = false;
		while (textWidth(line) > room() && Array.from(line).length > 1) {
			let rest = '';
			while (textWidth(line) > room() && Array.from(line).length > 1) {
				rest = (Array.from(line).at(-1) ?? '') + rest;
				line = Array.from(line).slice(0, -1).join('');
			}
			finish();
			[line, isEmpty] = [rest, false];
		}
	}
	finish();
	return lines;
};

export interface Column {
	title: string;
	align: 'left' | 'right';
	/** Where the table is too wide, columns with the highest number go first; those without stay. */
	dropOrder?: number;
	/** Least columns to which its cells may be wrapped before any column is dropped; they are never wrapped where absent. */
	wrapTo?: number;
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

/** Widths after the columns that may be wrapped have given way, the widest first, as far as `maxWidth` asks and they may. */
const wrappedWidths = (
	columns: readonly Column[],
	widths: readonly number[],
	maxWidth: number
): number[] => {
	const narrowed = [...widths];
	let excess = narrowed.reduce((sum, width) => sum + width + columnGap, -columnGap) - maxWidth;
	for (; excess > 0; excess--) {
		let widest = -1;
		for (const [i, width] of narrowed.entries()) {
			const least = columns[i]?.wrapTo ?? Infinity;
			if (width > least && (widest < 0 || width > (narrowed[widest] ?? 0))) widest = i;
		}
		if (widest < 0) break;
		narrowed[widest] = (narrowed[widest] ?? 0) - 1;
	}
	return narrowed;
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
	const wrapped = wrappedWidths(columns, widths, maxWidth ?? Infinity);
	const shown = fittingColumns(columns, wrapped, maxWidth ?? Infinity);
	const left = widths.filter((_, i) => shown.includes(i));
	// Room that dropped columns leave goes back to the wrapped ones.
	const final = wrappedWidths(
		columns.filter((_, i) => shown.includes(i)),
		left,
		maxWidth ?? Infinity
	);
	const pad = (text: string, position: number): string => {
		const gap = ' '.repeat(Math.max(0, (final[position] ?? 0) - textWidth(text)));
		return columns[shown[position] ?? 0]?.align === 'right' ? gap + text : text + gap;
	};
	const line = (cells: readonly string[]): string => {
		if (cells.length === 1) return cells[0] ?? '';
		const parts = shown.map((i, position) =>
			columns[i]?.wrapTo === undefined
				? [cells[i] ?? '']
				: wrapText(cells[i] ?? '', final[position] ?? null, '  ')
		);
		const height = Math.max(1, ...parts.map(({ length }) => length));
		return Array.from({ length: height }, (_, row) =>
			parts
				.map((part, position) => pad(part[row] ?? '', position))
				.join(' '.repeat(columnGap))
				.trimEnd()
		).join('\n');
	};
	return [line(columns.map(({ title }) => title)), ...rows.map(line)].join('\n');
};
