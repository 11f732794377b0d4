/** Finds what a misspelt name may have meant. Distances are counted on letters and digits only, as names differ most in dashes. */

/** `Llama-3.1 70B` → `llama3170b` */
export const plainName = (text: string): string =>
	text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Smallest number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
export const editDistance = (a: string, b: string): number => {
	let older: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const same = a[row - 1] === b[column - 1];
			let best = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (same ? 0 : 1)
			);
			const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			if (row > 1 && column > 1 && swapped) best = Math.min(best, (older[column - 2] ?? 0) + 1);
			current.push(best);
		}
		older = last;
		last = current;
	}
	return last[b.length] ?? a.length;
};

/** How far a name is from what was written: a name that goes on after it counts less than one that differs. */
const distanceTo = (plain: string, name: string): number => {
	const other = plainName(name);
	if (other === '') return Infinity;
	const whole = editDistance(plain, other);
	if (other.includes(plain) || plain.includes(other)) return whole / 4;
	return Math.min(whole, editDistance(plain, other.slice(0, plain.length)) + 0.5);
};

/** Letters by which a slip of the finger differs from what was meant: one in three, and one in a short name. */
const slipOf = (length: number): number => Math.max(1, Math.floor(length / 3));

/** The one name that was likely meant: a slip away, or going on after what was written; null where none is that near. */
export const closestName = (wanted: string, names: readonly string[]): string | null => {
	const plain = plainName(wanted);
	const [best] = nearestNames(wanted, names, 1);
	if (best === undefined || plain.length < 2) return null;
	const other = plainName(best);
	const isNear =
		editDistance(plain, other) <= slipOf(plain.length) ||
		(plain.length > 2 && other.startsWith(plain));
	return isNear ? best : null;
};

/** `Did you mean "support-triage"? ` before what else a hint says; empty where nothing is near. */
export const didYouMean = (wanted: string, names: readonly string[]): string => {
	const closest = closestName(wanted, names);
	return closest === null ? '' : `Did you mean "${closest}"? `;
};

/** `did you mean "own-gpu"? ` within the message of a problem. */
export const meant = (wanted: string, names: readonly string[]): string =>
	didYouMean(wanted, names).replace('Did', 'did');

/** Up to `limit` names, nearest first: those that hold what was written or are held by it, and those a few letters away. */
export const nearestNames = (wanted: string, names: readonly string[], limit = 5): string[] => {
	const plain = plainName(wanted);
	if (plain === '') return [];
	return names
		.map((name) => ({ name, distance: distanceTo(plain, name) }))
		.filter(({ distance }) => distance <= Math.max(2, plain.length * 0.4))
		.sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name, 'en'))
		.slice(0, limit)
		.map(({ name }) => name);
};
