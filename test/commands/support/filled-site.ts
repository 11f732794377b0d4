/** `bench serve` over a database with an account and something of everything that can be changed, asked over plain sockets. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { fileURLToPath } from 'node:url';
import { buildSite } from '#bench/commands/serve/build-site.ts';
import { readQuoteFile } from '#bench/importers/quotes/read-quote-file.ts';
import { addAccount } from '#db/accounts.server.ts';
import { saveAssumptionSet } from '#db/assumption-sets.server.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { recordDecision } from '#db/decisions.server.ts';
import { addGuestLink } from '#db/guest-links.server.ts';
import { acceptInvitation, invite } from '#db/invitations.server.ts';
import { hashPassword } from '#db/password-hash.server.ts';
import { insertQuote } from '#db/quotes.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleDecision } from '../../db/support/sample-decision.ts';
import { sampleRecord, storeRunWithStage } from '../../db/support/samples.ts';
import { signedIn } from '../../db/support/signed-in.ts';
import { createWorkplace, type RunningBench } from './bench-process.ts';
import { serveSite } from './served-site.ts';

export interface Answered {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
}

export interface Asked {
	method?: string;
	/** Sent as they are, `host` and `origin` too, which `fetch` keeps for itself. */
	headers?: Record<string, string>;
	body?: string | Buffer;
	/** From which address of this machine, such as `127.0.0.9`. */
	localAddress?: string;
}

/** Asks over a connection of its own. */
export const askSite = (url: string, path: string, asked: Asked = {}): Promise<Answered> =>
	new Promise((resolve, reject) => {
		const { method = 'GET', headers = {}, body, localAddress } = asked;
		const target = new URL(url);
		const request = httpRequest(
			{
				host: target.hostname,
				port: target.port,
				method,
				...(localAddress === undefined ? {} : { localAddress }),
				// As it is: a URL would tidy it up.
				path,
				headers: {
					...headers,
					// node:http says nothing of the length for a DELETE.
					...(body === undefined || 'transfer-encoding' in headers
						? {}
						: { 'content-length': String(Buffer.byteLength(body)) })
				}
			},
			(response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', reject);
				response.on('end', () => {
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						text: Buffer.concat(chunks).toString()
					});
				});
			}
		);
		request.on('error', reject);
		request.end(body);
	});

/** Ids and secrets of what is stored. */
export interface StoredThings {
	accountId: string;
	/** Of `bo`, who is invited and has not come yet. */
	otherAccountId: string;
	/** Of the account `ines`. */
	password: string;
	attemptId: string;
	quoteId: string;
	decisionId: string;
	assumptionSetId: string;
	guestLinkId: string;
	guestSecret: string;
	/** An invitation that nobody has used yet. */
	invitation: string;
}

export interface ServedSite extends AsyncDisposable {
	url: string;
	things: StoredThings;
	/** The cookie of a further session of the account, as a browser sends it. */
	newSession: () => Promise<string>;
	database: Database;
	ask: (path: string, asked?: Asked) => Promise<Answered>;
	running: RunningBench;
}

const fill = async (database: Database): Promise<StoredThings> => {
	const atUtc = new Date().toISOString();
	const inADay = new Date(Date.now() + 86_400_000).toISOString();
	const password = 'ines lantern gravel otter';
	const account = await addAccount(database, { name: 'ines', role: 'admin' }, atUtc);
	const own = await invite(database, account.id, atUtc);
	await acceptInvitation(database, own.secret, await hashPassword(password), atUtc);
	const other = await addAccount(database, { name: 'bo', role: 'viewer' }, atUtc);
	const attemptId = '20261120T100000-aaaa/0/0/1';
	const { stageId, cellId } = await storeRunWithStage(database, '20261120T100000-aaaa');
	const writer = createWriter(database);
	await writer.enqueueAttempt(sampleRecord(attemptId, stageId, cellId, 0));
	await writer.close();
	const file = fileURLToPath(
		new URL('../../../scenarios/quotes/server-meridian.yaml', import.meta.url)
	);
	const read = await readQuoteFile(file);
	if (read.state !== 'read') throw new Error(`${file} is not a whole quote`);
	const quote = await insertQuote(database, read.quote, {
		...{ fileName: read.fileName, fileHash: read.fileHash, enteredBy: 'ines' },
		importedAtUtc: atUtc,
		confidential: false
	});
	const decision = await recordDecision(database, sampleDecision({ optionId: null }), {
		decidedAtUtc: atUtc,
		supersedesId: null
	});
	const set = await saveAssumptionSet(
		database,
		{ useCaseId: 'support-triage', name: 'winter', values: {}, author: 'ines' },
		{ savedAtUtc: atUtc }
	);
	const guest = await addGuestLink(database, {
		...{ useCaseId: 'support-triage', note: 'the board', madeBy: 'ines' },
		...{ createdAtUtc: atUtc, expiresAtUtc: inADay }
	});
	return {
		...{ accountId: account.id, otherAccountId: other.id, password, attemptId, quoteId: quote.id },
		...{ decisionId: decision.id, assumptionSetId: set.id },
		...{ guestLinkId: guest.id, guestSecret: guest.secret },
		invitation: (await invite(database, other.id, atUtc)).secret
	};
};

/** Starts the site; `args` go to `bench serve`. */
export const serveFilledSite = async (args: readonly string[] = []): Promise<ServedSite> => {
	await buildSite({ force: false, note: () => undefined });
	const workplace = createWorkplace();
	const database = await openDatabase(workplace.databaseUrl);
	const things = await fill(database);
	const spec = fileURLToPath(new URL('../../../scenarios/costs/quoted.yaml', import.meta.url));
	const { url, bench: running } = await serveSite(
		['--spec', spec, '--db', workplace.databaseUrl, ...args],
		{ workplace }
	);
	const name = args.includes('--behind-https') ? '__Host-bench_session' : 'bench_session';
	return {
		...{ url, things, database, running },
		ask: (path, asked) => askSite(url, path, asked),
		newSession: async () =>
			`${name}=${await signedIn(database, things.accountId, new Date().toISOString())}`,
		[Symbol.asyncDispose]: async () => {
			await database.close();
			running.child.kill('SIGINT');
			await running.ended;
			workplace[Symbol.dispose]();
		}
	};
};
