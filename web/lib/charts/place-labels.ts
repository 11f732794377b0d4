/** Finds places for the names of lines that stand upright in a drawing, so that none covers another however near the lines are. */

export interface LineLabel {
	/** Where its line stands, px. */
	at: number;
	/** Width of the name with its padding, px. */
	width: number;
	/** Names that matter less are placed last, and left out first. */
	isMinor?: boolean;
}

/** Where names may stand, px. */
export interface LabelArea {
	left: number;
	right: number;
	top: number;
	bottom: number;
}

/** Its upper left corner, px; it is as wide as the label and `labelPx` high. */
export interface LabelPlace {
	x: number;
	y: number;
}

/** Height of a name, px. */
export const labelPx = 16;
/** Height of the row of a name, px. */
export const labelRowPx = 18;
/** Distance of a name from its line, and least distance of two names in one row, px. */
const gapPx = 4;

const clamp = (value: number, from: number, to: number): number =>
	Math.min(Math.max(value, from), to);

/** Beside its line, right before left; at an end of the drawing, moved in as far as it must. */
const columnsOf = ({ at, width }: LineLabel, { left, right }: LabelArea): number[] => [
	...[at + gapPx, at - gapPx - width].filter((x) => x >= left && x + width <= right),
	clamp(at + gapPx, left, right - width)
];

/**
 * A place for each label, null where there is no room: then the caption must say it. Rows fill from the top; a place that leaves every
 * other line whole goes before one that covers a piece of it.
 */
export const placeLabels = (
	labels: readonly LineLabel[],
	area: LabelArea
): (LabelPlace | null)[] => {
	const rows = Math.floor((area.bottom - area.top - labelPx) / labelRowPx) + 1;
	const places = labels.map((): (LabelPlace & { row: number }) | null => null);
	const isFree = (x: number, width: number, row: number): boolean =>
		places.every(
			(place, other) =>
				place?.row !== row ||
				x + width + gapPx <= place.x ||
				place.x + (labels[other]?.width ?? 0) + gapPx <= x
		);
	const coversLine = (x: number, width: number, own: number): boolean =>
		labels.some(({ at }, other) => other !== own && at > x && at < x + width);
	const find = (label: LineLabel, own: number, mayCover: boolean) => {
		for (let row = 0; row < Math.min(rows, labels.length); row++) {
			const x = columnsOf(label, area).find(
				(each) =>
					isFree(each, label.width, row) && (mayCover || !coversLine(each, label.width, own))
			);
			if (x !== undefined) return { x, y: area.top + row * labelRowPx, row };
		}
		return null;
	};
	const order = labels
		.map((label, own) => ({ label, own }))
		.sort((a, b) => Number(a.label.isMinor ?? false) - Number(b.label.isMinor ?? false));
	for (const { label, own } of order) {
		if (label.width > area.right - area.left) continue;
		places[own] = find(label, own, false) ?? find(label, own, true);
	}
	return places.map((place) => place && { x: place.x, y: place.y });
};
