/** What every request shares: settings, the database, and the use cases computed from it. One for each process. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { openDatabase, type Database } from '#db/client.server.ts';
import { hidingConfidential } from '#db/quotes.server.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { BenchError } from '#core/errors.ts';
import { createReaders, type Readers } from './access/identify.ts';
import {
	createLoginThrottle,
	loginFailuresIn,
	type LoginThrottle
} from './access/login-throttle.ts';
import { createFlowCookies, type FlowCookies } from './access/oidc/flow-cookie.ts';
import { createOidcProvider, type OidcProvider } from './access/oidc/provider.ts';
import { createAnsweredCases, type AnsweredCases } from './answered-cases.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { createBooks, type Books } from './books.ts';
import { createRunWatcher, type RunWatcher } from './run-watcher.ts';
import { createUseCases, type UseCases } from './use-cases.ts';
import type { Settings } from './settings.ts';

export interface Site {
	settings: Settings;
	/** Opens the database when it is first needed. Throws E_NOT_FOUND while a file does not exist yet. */
	database: () => Promise<Database>;
	/** The same, but makes the file where there is none: for the first thing that is stored. */
	createDatabase: () => Promise<Database>;
	readers: Readers;
	loginThrottle: LoginThrottle;
	/** Signs people in by an identity provider; null where none is set up. */
	oidc: OidcProvider | null;
	flowCookies: FlowCookies;
	/** Whether the database is open: a file that is gone after that was not yet to come. */
	hasOpened: () => boolean;
	useCases: UseCases;
	answeredCases: AnsweredCases;
	decisions: Decisions;
	books: Books;
	runWatcher: RunWatcher;
	close: () => Promise<void>;
}

/**
 * The site as readers see it who may not see confidential quotes: another set of everything that is computed, over a database in which
 * there are none. What it shares with the whole one holds no figure.
 */
export const openSiteOf = (whole: Site): Site => {
	const { settings } = whole;
	const database = async (): Promise<Database> => hidingConfidential(await whole.database());
	const useCases = createUseCases(settings, database);
	return {
		...whole,
		database,
		createDatabase: async () => hidingConfidential(await whole.createDatabase()),
		useCases,
		answeredCases: createAnsweredCases(useCases),
		decisions: createDecisions(settings, useCases, database)
	};
};

export interface SiteOptions {
	/** Called after each time that the database was locked and will be tried again. */
	onBusy?: () => void;
}

export const createSite = (settings: Settings, { onBusy }: SiteOptions = {}): Site => {
	const location = parseDatabaseUrl(settings.database);
	let opened: Promise<Database> | null = null;
	let hasOpened = false;
	const open = async (create: boolean): Promise<Database> => {
		if (!create && location.kind === 'file' && !existsSync(location.path)) {
			throw new BenchError('E_NOT_FOUND', `there is no database ${location.name} yet`, {
				hint: 'Measure something first: npx bench run --demo needs no account and no GPU; npx bench run measures your own endpoints.'
			});
		}
		const { databaseToken, dataKeys } = settings;
		const database = await openDatabase(settings.database, {
			dataKeys,
			...(databaseToken === null ? {} : { authToken: databaseToken }),
			...(onBusy ? { onBusy } : {})
		});
		hasOpened = true;
		return database;
	};
	const openOnce = (create: boolean): Promise<Database> => {
		// A failed opening is tried again: the file may appear while the site runs.
		opened ??= open(create).catch((error: unknown) => {
			opened = null;
			throw error;
		});
		return opened;
	};
	const database = (): Promise<Database> => openOnce(false);
	const useCases = createUseCases(settings, database);
	const runWatcher = createRunWatcher(database);
	return {
		settings,
		database,
		createDatabase: async () => {
			await opened?.catch(() => null);
			return openOnce(true);
		},
		readers: createReaders(settings, database),
		loginThrottle: createLoginThrottle(loginFailuresIn(database)),
		oidc: settings.oidc && createOidcProvider(settings.oidc),
		flowCookies: createFlowCookies(randomBytes(32)),
		hasOpened: () => hasOpened,
		useCases,
		answeredCases: createAnsweredCases(useCases),
		decisions: createDecisions(settings, useCases, database),
		books: createBooks(settings),
		runWatcher,
		close: async () => {
			runWatcher.close();
			await (await opened)?.close();
		}
	};
};
