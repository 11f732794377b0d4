/** Comparisons worth a click where nothing is chosen yet: targets of the newest run, a target then and now, and targets of older runs. */
export interface SuggestedComparison<Cell> {
	/** Why it is worth it. */
	kind: 'same-run' | 'then-and-now';
	a: Cell;
	b: Cell;
}

/** What it takes to know what belongs together. */
export interface SuggestedCell {
	runId: string;
	scenarioHash: string;
	targetId: string;
}

/** `cells`: the newest run first, as they are listed. At most `most` of each kind, all on the same items, those of older runs last. */
export const suggestedComparisons = <Cell extends SuggestedCell>(
	cells: readonly Cell[],
	most = 6
): SuggestedComparison<Cell>[] => {
	const [newest] = cells;
	if (!newest) return [];
	const ofNewest = cells.filter(({ runId }) => runId === newest.runId);
	const pairsOf = (ofRun: readonly Cell[]) =>
		ofRun.flatMap((a, index) =>
			ofRun
				.slice(index + 1)
				.filter((b) => b.scenarioHash === a.scenarioHash)
				.map((b) => ({ kind: 'same-run' as const, a, b }))
		);
	const sameRun = pairsOf(ofNewest);
	// Of older runs what no newer one has measured together.
	const known = new Set<string>();
	const older = [...Map.groupBy(cells, ({ runId }) => runId).values()]
		.flatMap(pairsOf)
		.filter(({ a, b }) => {
			const key = JSON.stringify([a.scenarioHash, ...[a.targetId, b.targetId].sort()]);
			if (known.has(key)) return false;
			known.add(key);
			return a.runId !== newest.runId;
		});
	// Now is the candidate, then what it is held against.
	const thenAndNow = ofNewest.flatMap((a) => {
		const b = cells.find(
			({ runId, scenarioHash, targetId }) =>
				runId !== a.runId && scenarioHash === a.scenarioHash && targetId === a.targetId
		);
		return b ? [{ kind: 'then-and-now' as const, a, b }] : [];
	});
	return [
		...sameRun.slice(0, most),
		...thenAndNow.slice(0, most),
		...older.slice(0, Math.max(0, most - sameRun.length))
	];
};
