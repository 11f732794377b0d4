/**
 * How many requests load workers may still send: one counter that all of them share. The main thread adds to it once it has noted the worst case of
 * those requests where a crash cannot take it back; a worker takes one for each request, before it is sent.
 */

/** A counter of nothing. */
export const createCredit = (): Int32Array =>
	new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Takes one, if there is any left. */
export const takeCredit = (credit: Int32Array): boolean => {
	let left = Atomics.load(credit, 0);
	while (left > 0) {
		const seen = Atomics.compareExchange(credit, 0, left, left - 1);
		if (seen === left) return true;
		left = seen;
	}
	return false;
};
