/** What every request shares: settings, the database, and the use cases computed from it. One for each process. */
import { existsSync } from 'node:fs';
import { openDatabase, type Database } from '#db/client.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { BenchError } from '#core/errors.ts';
import { createAnsweredCases, type AnsweredCases } from './answered-cases.ts';
import { createUseCases, type UseCases } from './use-cases.ts';
import type { Settings } from './settings.ts';

export interface Site {
	settings: Settings;
	/** Opens the database when it is first needed. Throws E_NOT_FOUND while a file does not exist yet. */
	database: () => Promise<Database>;
	useCases: UseCases;
	answeredCases: AnsweredCases;
	close: () => Promise<void>;
}

export const createSite = (settings: Settings): Site => {
	const location = parseDatabaseUrl(settings.database);
	let opened: Promise<Database> | null = null;
	const open = async (): Promise<Database> => {
		if (location.kind === 'file' && !existsSync(location.path)) {
			throw new BenchError('E_NOT_FOUND', `there is no database ${location.name} yet`, {
				hint: 'Measure something first: npm run demo needs no account and no GPU; npx bench run measures your own endpoints.'
			});
		}
		const { databaseToken } = settings;
		return openDatabase(settings.database, {
			...(databaseToken === null ? {} : { authToken: databaseToken })
		});
	};
	const database = (): Promise<Database> => {
		// A failed opening is tried again: the file may appear while the site runs.
		opened ??= open().catch((error: unknown) => {
			opened = null;
			throw error;
		});
		return opened;
	};
	const useCases = createUseCases(settings, database);
	return {
		settings,
		database,
		useCases,
		answeredCases: createAnsweredCases(useCases),
		close: async () => {
			await (await opened)?.close();
		}
	};
};
