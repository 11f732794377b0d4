/** How many items of each cluster stand for all requests: in proportion, and at least one of each. */

/**
 * Largest remainders (Hamilton's rule) over the shares of `requests`, with at least one for each and no more than there are `available`;
 * what a cluster lacks goes to the others. As many as `wanted`, or all there are.
 */
export const itemCounts = (
	clusters: readonly { requests: number; available: number }[],
	wanted: number
): number[] => {
	const all = clusters.reduce((sum, { requests }) => sum + requests, 0);
	const counts = clusters.map(({ available }) => Math.min(1, available));
	let left = wanted - counts.reduce((sum, count) => sum + count, 0);
	while (left > 0) {
		// The cluster that is furthest behind its share.
		let next = -1;
		let most = -Infinity;
		clusters.forEach(({ requests, available }, index) => {
			const behind = (requests / all) * wanted - (counts[index] ?? 0);
			if ((counts[index] ?? 0) < available && behind > most) [next, most] = [index, behind];
		});
		if (next === -1) break;
		counts[next] = (counts[next] ?? 0) + 1;
		left--;
	}
	return counts;
};
