/** How long somebody waits who has entered wrong passwords: nothing at first, then twice as long each time. */

/** Wrong passwords without a wait: for one account, and for one address, behind which many people may sit. */
export const triesWithoutWait = { account: 5, address: 20 } as const;

const firstWaitMs = 1_000;

/** The longest wait, ms: whoever knows a name alone keeps its owner out no longer than this. */
export const longestWaitMs = 15 * 60_000;

/** Time from the beginning of the last failed try until the next one is looked at, ms; 0 while `free` failures are not used up. */
export const waitAfterFailuresMs = (failures: number, free: number): number =>
	failures < free
		? 0
		: // 2³⁰ s is far beyond the longest wait, and still a number.
			Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - free, 30));
