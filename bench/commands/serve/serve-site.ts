/** Serves the built site until it is stopped. */
import { existsSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { delimiter, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BenchError, errorMessage, exitCodes } from '#core/errors.ts';
import type { OidcSettings } from '#core/access/oidc.ts';
import type { GivenRole } from '#core/access/role.ts';
import { siteProcess } from '#bench/operation/site-process.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { hasAccounts } from '#db/accounts.server.ts';
import { dataKeyHint } from '#db/data-key.ts';
import { dataKeyMark } from '#db/data-key-mark.server.ts';
import type { CommandContext } from '../context.ts';
import { dataKeysOf } from '../data-keys.ts';
import { checkNamedDatabase } from '../existing-database.ts';
import { openCommandDatabase, type CommonOptions } from '../options.ts';
import { addressHeaderOf } from './address-header.ts';
import { buildSite, builtHandler } from './build-site.ts';
import {
	checkKeptOut,
	hostsOf,
	isAlone,
	isOfUntoldProxy,
	named,
	untoldProxyText,
	type Reach
} from './reach.ts';
import { createSiteServer } from './site-server.ts';
import { oidcAsText, oidcOfEnvironment } from './oidc-of-environment.ts';
import { gracefulServer } from './stop-gracefully.ts';

export interface ServeOptions extends CommonOptions {
	port: number;
	host: string;
	allowHost?: string[];
	/** Role of whoever shows the token of the site. */
	tokenRole: GivenRole;
	spec?: string[];
	prices?: string[];
	includeEmulated?: true;
	behindHttps?: true;
	log?: string;
	publicHealth?: true;
	rebuild?: true;
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const shortestToken = 16;

/** The token that a reader may show in place of signing in; null without one. Throws E_USAGE for one that could be guessed. */
const tokenOf = ({ env }: CommandContext): string | null => {
	const token = env['BENCH_SERVE_TOKEN'];
	if (token === undefined || token === '') return null;
	if (token.length >= shortestToken) return token;
	throw new BenchError('E_USAGE', 'the token in BENCH_SERVE_TOKEN is too short', {
		hint: `Take ${String(shortestToken)} characters or more: openssl rand -hex 16`
	});
};

/**
 * Opens the database once, so that a file that is none is told here and not on every page, and tells whether it has accounts. The
 * default one may be yet to come; throws `E_NOT_FOUND` for another that is not there.
 */
const checkDatabase = async (
	options: ServeOptions,
	context: CommandContext
): Promise<{ hasAccounts: boolean }> => {
	const { db } = options;
	checkNamedDatabase(
		options,
		`Give its path with --db, or make it with a first run: bench run --demo --db ${db}`
	);
	const location = parseDatabaseUrl(db);
	if (location.kind === 'file' && !existsSync(location.path)) {
		context.note(`there is no database ${location.name} yet; the site shows how to make one`);
		return { hasAccounts: false };
	}
	const database = await openCommandDatabase(db, context);
	try {
		const mark = await dataKeyMark(database);
		if (mark && !database.texts.hasKey(mark.keyId)) {
			context.note(
				`the texts of ${database.name} are encrypted with a key that is not given (id ${mark.keyId}): pages say so in their place. ${dataKeyHint}`
			);
		}
		return { hasAccounts: await hasAccounts(database) };
	} finally {
		await database.close();
	}
};

const listen = (server: Server, { host, port }: ServeOptions): Promise<number> =>
	new Promise((resolvePort, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const hint =
				error.code === 'EADDRINUSE'
					? 'Something listens there already. Take another port with --port, or 0 for any that is free.'
					: 'Take another address with --host, or another port with --port.';
			reject(
				new BenchError(
					'E_USAGE',
					`cannot listen on ${named(host)}:${String(port)}: ${errorMessage(error)}`,
					{ hint, cause: error }
				)
			);
		});
		server.listen(port, host, () => {
			const address = server.address();
			resolvePort(typeof address === 'object' && address ? address.port : port);
		});
	});

const pathList = (paths: readonly string[] | undefined): string =>
	(paths ?? []).map((path) => resolve(path)).join(delimiter);

/** What the site reads; see web/lib/server/settings.ts. */
const tellSite = (
	options: ServeOptions,
	{
		token,
		oidc,
		port,
		dataKey,
		reach
	}: {
		token: string | null;
		oidc: OidcSettings | null;
		port: number;
		dataKey: Buffer | null;
		reach: Reach;
	}
): void => {
	const settings: Record<string, string | null> = {
		BENCH_SITE_DB: options.db,
		BENCH_SITE_SPECS: pathList(options.spec),
		BENCH_SITE_PRICES: pathList(options.prices),
		BENCH_SITE_INCLUDE_EMULATED: options.includeEmulated ? '1' : '0',
		BENCH_SITE_TOKEN: token,
		// Also where a command wrote it, which is asked once.
		BENCH_DATA_KEY: dataKey && dataKey.toString('hex'),
		BENCH_SITE_TOKEN_ROLE: options.tokenRole,
		BENCH_SITE_OIDC: oidc && oidcAsText(oidc),
		BENCH_SITE_ACCOUNTS_ONLY: token === null && !(isAlone(reach) && oidc === null) ? '1' : '0',
		BENCH_SITE_LOG: options.log ?? 'faults',
		BENCH_SITE_PUBLIC_HEALTH: options.publicHealth ? '1' : '0',
		BENCH_SITE_HOSTS: hostsOf(options, port).join(','),
		// Quotes are uploaded; 5 MB is the limit for their files.
		BENCH_WEB_BODY_SIZE_LIMIT: '5M',
		BENCH_WEB_PROTOCOL_HEADER: 'x-bench-protocol'
	};
	for (const [name, value] of Object.entries(settings)) {
		if (value !== null) process.env[name] = value;
	}
};

/** How long requests that are being answered may still take when the process is told to stop, ms. */
const graceMs = 10_000;

/** Whoever stops services sends SIGTERM, and takes any code but 0 for a failure; a shell wants to know of Ctrl-C. */
const exitCodeOf = ({ interrupts }: CommandContext): number => {
	const code = interrupts.exitCode();
	return code === null || code === exitCodes.terminated ? exitCodes.ok : code;
};

/** Resolves at the first signal; the second one ends the process at once, as there is then nothing that handles it. */
const untilStopped = (context: CommandContext): Promise<void> =>
	new Promise((stopped) => {
		const { release } = context.interrupts.handle({
			first: () => {
				release();
				stopped();
			},
			again: () => undefined
		});
	});

/** Builds where need be, listens, prints the address, and ends at Ctrl-C or SIGTERM. */
export const serveSite = async (options: ServeOptions, context: CommandContext): Promise<void> => {
	const token = tokenOf(context);
	const { current: dataKey } = await dataKeysOf(context.env);
	const oidc = await oidcOfEnvironment(context.env);
	const { hasAccounts: isKnown } = await checkDatabase(options, context);
	const isBehindHttps = options.behindHttps ?? false;
	const isAsked = token !== null || oidc !== null || isKnown;
	const addressHeader = addressHeaderOf(context.env);
	const reach: Reach = { ...options, addressHeader: addressHeader.name };
	checkKeptOut(reach, { isAsked, note: context.note });
	await buildSite({ force: options.rebuild ?? false, note: context.note });
	let handler: Handler | null = null;
	const graceful = gracefulServer((request, response) => {
		// Whatever a client claims: only who starts the site knows what stands before it.
		request.headers['x-bench-protocol'] = isBehindHttps ? 'https' : 'http';
		addressHeader.fill(request);
		if (!isBehindHttps && isOfUntoldProxy(request)) {
			response.writeHead(403, { 'content-type': 'text/plain' }).end(untoldProxyText);
			return;
		}
		handler?.(request, response, () => {
			response.writeHead(404).end();
		});
	});
	const server = createSiteServer(graceful.listener);
	const port = await listen(server, options);
	tellSite(options, { token, oidc, port, dataKey, reach });
	try {
		({ handler } = (await import(pathToFileURL(builtHandler).href)) as { handler: Handler });
	} catch (error) {
		// Else the process would go on listening, and answer nobody.
		server.close();
		throw error;
	}
	const url = `http://${named(options.host)}:${String(port)}`;
	context.print(
		options.json
			? JSON.stringify({ url, port, database: options.db })
			: `${url}\n  database ${options.db}; stop with Ctrl-C`
	);
	await untilStopped(context);
	siteProcess.stop();
	await graceful.stop(server, graceMs);
	await siteProcess.close();
	context.setExitCode(exitCodeOf(context));
};
