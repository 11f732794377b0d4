/** What a database lacks, while another process is at work on the same file. */
import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import {
	defaultMigrationsFolder,
	pendingMigrations,
	readMigrations
} from '#db/migrations.server.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const committed = readMigrations(defaultMigrationsFolder);

test('A new file that another process brings up to date between any two looks is ours, not that of another program.', async () => {
	for (const looksBefore of [0, 1, 2]) {
		const path = temporaryPath();
		const client = createClient({ url: `file:${path}` });
		let looks = 0;
		const pending = await pendingMigrations(
			async (statement) => {
				const result = await client.execute(statement);
				if (looks++ === looksBefore) await openTemporary(path);
				return result;
			},
			path,
			committed
		);
		// Those that were missing at the first look; the transaction that applies them looks again.
		expect(pending).toHaveLength(committed.length);
		expect(
			await pendingMigrations((statement) => client.execute(statement), path, committed)
		).toHaveLength(looksBefore === 0 ? 0 : committed.length);
		client.close();
	}
});
