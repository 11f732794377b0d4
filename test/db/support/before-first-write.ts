/** A database to which something else is done after it was read, and before it is first written to: two requests that meet, in an order that the test says. */
import type { Database } from '#db/client.server.ts';

/** `change` goes past what is returned, so that it does not wait for itself. */
export const beforeFirstWrite = (database: Database, change: () => Promise<unknown>): Database => {
	let isFirst = true;
	return {
		...database,
		write: async (statements) => {
			if (isFirst) {
				isFirst = false;
				await change();
			}
			return database.write(statements);
		}
	};
};
