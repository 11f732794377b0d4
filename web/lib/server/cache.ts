/** Remembers what was slow to compute, until what it was computed from changes. */

/** Computes at most once for each key, also while several ask at the same time; forgets the key not asked for longest. */
export const createCache = <T>(
	maxEntries: number
): ((key: string, compute: () => Promise<T>) => Promise<T>) => {
	const known = new Map<string, Promise<T>>();
	return (key, compute) => {
		const found = known.get(key);
		// At the end of the order, as it was just asked for.
		known.delete(key);
		const value =
			found ??
			compute().catch((error: unknown) => {
				known.delete(key);
				throw error;
			});
		known.set(key, value);
		const [oldest] = known.keys();
		if (known.size > maxEntries && oldest !== undefined) known.delete(oldest);
		return value;
	};
};
