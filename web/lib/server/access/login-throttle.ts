/**
 * Makes who enters wrong passwords wait, for each account and each address. It lives in the memory of the process: a restart forgets it, and
 * only who runs the site can restart it.
 */
import { triesWithoutWait, waitAfterFailuresMs } from '#core/access/login-wait.ts';

interface Failures {
	count: number;
	lastMs: number;
}

/** Without a failure for this long, earlier ones are forgotten, ms. */
const forgetAfterMs = 24 * 3_600_000;

/** Most accounts and addresses that are kept; the one whose last failure is the oldest goes first. */
const mostKept = 10_000;

export interface LoginThrottle {
	/**
	 * Begins a try. It counts as failed until `succeeded` is called, so that many at the same moment wait too. Returns how long to wait
	 * before another, ms, where this one is not to be looked at; 0 where it is.
	 */
	begin: (account: string, address: string, nowMs: number) => number;
	/** The try that was begun last for these was right: nothing is held against the account any more. */
	succeeded: (account: string, address: string) => void;
}

export const createLoginThrottle = (): LoginThrottle => {
	const kept = new Map<string, Failures>();
	const keysOf = (account: string, address: string) =>
		[
			{ key: `account ${account}`, free: triesWithoutWait.account },
			{ key: `address ${address}`, free: triesWithoutWait.address }
		] as const;
	const failuresOf = (key: string, nowMs: number): Failures => {
		const found = kept.get(key);
		return found && nowMs - found.lastMs < forgetAfterMs ? found : { count: 0, lastMs: nowMs };
	};
	return {
		begin: (account, address, nowMs) => {
			const keys = keysOf(account, address);
			const waitMs = Math.max(
				...keys.map(({ key, free }) => {
					const { count, lastMs } = failuresOf(key, nowMs);
					return lastMs + waitAfterFailuresMs(count, free) - nowMs;
				})
			);
			if (waitMs > 0) return waitMs;
			for (const { key } of keys) {
				const { count } = failuresOf(key, nowMs);
				// Put back at the end, so that the first of the map is the oldest.
				kept.delete(key);
				kept.set(key, { count: count + 1, lastMs: nowMs });
			}
			while (kept.size > mostKept) {
				const [oldest] = kept.keys();
				if (oldest === undefined) break;
				kept.delete(oldest);
			}
			return 0;
		},
		succeeded: (account, address) => {
			const [ofAccount, ofAddress] = keysOf(account, address);
			kept.delete(ofAccount.key);
			const failures = kept.get(ofAddress.key);
			if (failures)
				kept.set(ofAddress.key, { ...failures, count: Math.max(0, failures.count - 1) });
		}
	};
};
