/** Milliseconds to three decimals: the clock tells no more, and pages need not carry the rest. */
export const toMicroseconds = (ms: number | null): number | null =>
	ms === null ? null : Math.round(ms * 1_000) / 1_000;
