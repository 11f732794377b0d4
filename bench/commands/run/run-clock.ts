/** Times of day within a run. */

/**
 * Tells the time of day as it goes on from now by the monotonic clock: a clock of the machine that is set in the middle of a run moves none of its
 * moments, so that no stage ends before it began. `wallMs`, `monotonicMs`: the two clocks, ms.
 */
export const startRunClock = (
	wallMs: () => number = Date.now,
	monotonicMs: () => number = () => performance.now()
): (() => Date) => {
	const [startedWallMs, startedMs] = [wallMs(), monotonicMs()];
	return () => new Date(startedWallMs + monotonicMs() - startedMs);
};
