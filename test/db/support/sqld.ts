/** A libSQL server that ends with the test. */
import { onTestFinished } from 'vitest';
import { startSqld, type SqldServer } from './sqld-process.ts';
import { temporaryFolder } from './temporary-database.ts';

export const serveSqld = async (options: { wantsToken?: boolean } = {}): Promise<SqldServer> => {
	const server = await startSqld(temporaryFolder(), options);
	onTestFinished(() => server.kill());
	return server;
};
