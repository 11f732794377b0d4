import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelPx, labelRowPx, placeLabels, type LineLabel } from '#lib/charts/place-labels.ts';

const area = { left: 50, right: 450, top: 10, bottom: 210 };

test('names of lines that stand close together go to rows of their own, right of their lines', () => {
	const labels = [
		{ at: 100, width: 120 },
		{ at: 104, width: 120 },
		{ at: 300, width: 100 }
	];
	const places = placeLabels(labels, area);
	expect(places).toEqual([
		{ x: 104, y: area.top },
		{ x: 108, y: area.top + labelRowPx },
		{ x: 304, y: area.top }
	]);
});

test('two names share a row where one has room left of its line', () => {
	const [left, right] = placeLabels(
		[
			{ at: 250, width: 90 },
			{ at: 256, width: 90 }
		],
		area
	);
	expect([left?.y, right?.y]).toEqual([area.top, area.top]);
	expect((left?.x ?? 0) + 90).toBeLessThanOrEqual(right?.x ?? 0);
});

test('where there is too little room, the name that matters less is left out', () => {
	const low = { ...area, bottom: area.top + labelRowPx };
	const labels = [
		{ at: 200, width: 380, isMinor: true },
		{ at: 210, width: 380 }
	];
	expect(placeLabels(labels, low).map((place) => place !== null)).toEqual([false, true]);
});

test('a name that is wider than the drawing has no place', () => {
	expect(placeLabels([{ at: 200, width: 401 }], area)).toEqual([null]);
});

const anyLabel: fc.Arbitrary<LineLabel> = fc.record({
	at: fc.double({ min: area.left, max: area.right, noNaN: true }),
	width: fc.double({ min: 1, max: 420, noNaN: true }),
	isMinor: fc.boolean()
});

test('no name covers another or leaves the drawing, and none that fits is left out while there are rows', () => {
	fc.assert(
		fc.property(fc.array(anyLabel, { maxLength: 9 }), (labels) => {
			const boxes = placeLabels(labels, area).map((place, nth) => {
				const width = labels[nth]?.width ?? 0;
				if (!place) {
					expect(width).toBeGreaterThan(area.right - area.left);
					return null;
				}
				return { ...place, right: place.x + width, bottom: place.y + labelPx };
			});
			const placed = boxes.filter((box) => box !== null);
			for (const [nth, box] of placed.entries()) {
				expect(box.x).toBeGreaterThanOrEqual(area.left);
				expect(box.right).toBeLessThanOrEqual(area.right + 1e-9);
				expect(box.y).toBeGreaterThanOrEqual(area.top);
				expect(box.bottom).toBeLessThanOrEqual(area.bottom);
				for (const other of placed.slice(nth + 1)) {
					const apart =
						box.right <= other.x ||
						other.right <= box.x ||
						box.bottom <= other.y ||
						other.bottom <= box.y;
					expect(apart).toBe(true);
				}
			}
		})
	);
});
