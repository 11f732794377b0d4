/**
 * Makes who enters wrong passwords wait, for each account and each address, and for each address who fails to sign in by another way. It counts in memory, where tries of the same moment see each other,
 * and keeps the counts in the database, so that a restart forgets nothing.
 */
import { triesWithoutWait, waitAfterFailuresMs } from '#core/access/login-wait.ts';
import { networkOfAddress } from '#core/access/network-of-address.ts';
import type { Database } from '#db/client.server.ts';
import { readLoginFailures, writeLoginFailures } from '#db/login-failures.server.ts';
import { hashOfSecret } from '#db/secret.server.ts';
import { databaseIfAny } from '../database-if-any.ts';

interface Failures {
	count: number;
	lastMs: number;
}

/** Without a failure for this long, earlier ones are forgotten, ms. */
const forgetAfterMs = 24 * 3_600_000;

/** Most accounts and addresses that are kept; the one whose last failure is the oldest goes first. */
const mostKept = 10_000;

/** What is held against each key, by its SHA-256. */
type Kept = [keyHash: string, failures: Failures];

/** Where the counts outlive the process. */
export interface LoginFailureStore {
	/** All that are not forgotten yet, the oldest first; null while there is nowhere to keep any. */
	read: (nowMs: number) => Promise<Kept[] | null>;
	/** Keeps what has changed, and drops what is `gone`. */
	write: (changed: readonly Kept[], gone: readonly string[]) => Promise<void>;
}

/** In the database, where there is one: without there is no account to enter a password for. */
export const loginFailuresIn = (database: () => Promise<Database>): LoginFailureStore => ({
	read: async (nowMs) => {
		const opened = await databaseIfAny(database);
		if (!opened) return null;
		const sinceUtc = new Date(nowMs - forgetAfterMs).toISOString();
		const rows = await readLoginFailures(opened, { sinceUtc, limit: mostKept });
		return rows.map(({ keyHash, failures, lastFailedAtUtc }) => [
			keyHash,
			{ count: failures, lastMs: Date.parse(lastFailedAtUtc) }
		]);
	},
	write: async (changed, gone) => {
		const opened = await databaseIfAny(database);
		if (!opened) return;
		const rows = changed.map(([keyHash, { count, lastMs }]) => ({
			keyHash,
			failures: count,
			lastFailedAtUtc: new Date(lastMs).toISOString()
		}));
		await writeLoginFailures(opened, rows, gone);
	}
});

export interface LoginThrottle {
	/**
	 * Begins a try. It counts as failed until `succeeded` is called, so that many at the same moment wait too. Resolves with how long to wait
	 * before another, ms, where this one is not to be looked at; with 0 where it is, once its count is kept. `account`: null where the try names none,
	 * so that its address alone counts.
	 */
	begin: (account: string | null, address: string, nowMs: number) => Promise<number>;
	/** The try that was begun last for these was right, or no fault of who made it: nothing is held against the account any more. */
	succeeded: (account: string | null, address: string) => Promise<void>;
}

const accountKey = (account: string): string => hashOfSecret(`account ${account}`);
const addressKey = (address: string): string =>
	hashOfSecret(`address ${networkOfAddress(address)}`);

const keysOf = (account: string | null, address: string) => [
	...(account === null ? [] : [{ key: accountKey(account), free: triesWithoutWait.account }]),
	{ key: addressKey(address), free: triesWithoutWait.address }
];

export const createLoginThrottle = (store: LoginFailureStore): LoginThrottle => {
	const kept = new Map<string, Failures>();
	let reading: Promise<void> | null = null;
	const read = async (nowMs: number): Promise<void> => {
		const before = await store.read(nowMs);
		// The database may be yet to come.
		if (before === null) reading = null;
		for (const [key, failures] of before ?? []) kept.set(key, failures);
	};
	const readOnce = (nowMs: number): Promise<void> => {
		reading ??= read(nowMs).catch((error: unknown) => {
			reading = null;
			throw error;
		});
		return reading;
	};
	const failuresOf = (key: string, nowMs: number): Failures => {
		const found = kept.get(key);
		if (!found || nowMs - found.lastMs >= forgetAfterMs) return { count: 0, lastMs: nowMs };
		if (found.lastMs <= nowMs) return found;
		// The clock has been set back: the wait begins anew, and does not last until the clock has caught up.
		const begunAnew = { ...found, lastMs: nowMs };
		kept.set(key, begunAnew);
		return begunAnew;
	};
	return {
		begin: async (account, address, nowMs) => {
			await readOnce(nowMs);
			const keys = keysOf(account, address);
			const waitMs = Math.max(
				...keys.map(({ key, free }) => {
					const { count, lastMs } = failuresOf(key, nowMs);
					return lastMs + waitAfterFailuresMs(count, free) - nowMs;
				})
			);
			if (waitMs > 0) return waitMs;
			const changed = keys.map(({ key }): Kept => {
				const { count } = failuresOf(key, nowMs);
				return [key, { count: count + 1, lastMs: nowMs }];
			});
			for (const [key, failures] of changed) {
				// Put back at the end, so that the first of the map is the oldest.
				kept.delete(key);
				kept.set(key, failures);
			}
			const gone: string[] = [];
			for (const key of kept.keys()) {
				if (kept.size <= mostKept) break;
				kept.delete(key);
				gone.push(key);
			}
			await store.write(changed, gone);
			return 0;
		},
		succeeded: async (account, address) => {
			const gone = account === null ? [] : [accountKey(account)];
			for (const key of gone) kept.delete(key);
			const ofAddress = addressKey(address);
			const failures = kept.get(ofAddress);
			if (!failures) return store.write([], gone);
			const left = { ...failures, count: Math.max(0, failures.count - 1) };
			kept.set(ofAddress, left);
			return store.write([[ofAddress, left]], gone);
		}
	};
};
