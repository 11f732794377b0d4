/** Whether the site can do its work: it answers, and its database can be read. */
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseDatabaseUrl } from '#db/database-url.ts';
import type { Site } from './site.ts';

export interface Health {
	status: 'ok' | 'failing';
	/** `absent`: a file that is yet to come, which the site says how to make; `unreadable` covers one that was readable before. */
	database: 'ok' | 'absent' | 'unreadable';
}

/** A database that is locked for so long counts as one that cannot be read, ms. */
const longestWaitMs = 5_000;

const canRead = async ({ database }: Site): Promise<boolean> => {
	try {
		await (await database()).readSql('SELECT 1 FROM runs LIMIT 1');
		return true;
	} catch {
		// What exactly is wrong, pages say and the log has.
		return false;
	}
};

/** Looks at it now. `waitMs` is how long a database may take. */
export const healthOf = async (site: Site, { waitMs = longestWaitMs } = {}): Promise<Health> => {
	const location = parseDatabaseUrl(site.settings.database);
	if (location.kind === 'file' && !existsSync(location.path)) {
		return site.hasOpened()
			? { status: 'failing', database: 'unreadable' }
			: { status: 'ok', database: 'absent' };
	}
	const tooLate = new AbortController();
	const isReadable = await Promise.race([
		canRead(site),
		wait(waitMs, false, { signal: tooLate.signal }).catch(() => false)
	]);
	tooLate.abort();
	return isReadable
		? { status: 'ok', database: 'ok' }
		: { status: 'failing', database: 'unreadable' };
};
