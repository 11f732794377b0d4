/** Comparisons worth a click where nothing is chosen yet: targets of the newest run, and a target then and now. */
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

/** `cells`: the newest run first, as they are listed. At most `most` of each kind, all on the same items. */
export const suggestedComparisons = <Cell extends SuggestedCell>(
	cells: readonly Cell[],
	most = 6
): SuggestedComparison<Cell>[] => {
	const [newest] = cells;
	if (!newest) return [];
	const ofNewest = cells.filter(({ runId }) => runId === newest.runId);
	const sameRun = ofNewest.flatMap((a, index) =>
		ofNewest
			.slice(index + 1)
			.filter((b) => b.scenarioHash === a.scenarioHash)
			.map((b) => ({ kind: 'same-run' as const, a, b }))
	);
	// Now is the candidate, then what it is held against.
	const thenAndNow = ofNewest.flatMap((a) => {
		const b = cells.find(
			({ runId, scenarioHash, targetId }) =>
				runId !== a.runId && scenarioHash === a.scenarioHash && targetId === a.targetId
		);
		return b ? [{ kind: 'then-and-now' as const, a, b }] : [];
	});
	return [...sameRun.slice(0, most), ...thenAndNow.slice(0, most)];
};
