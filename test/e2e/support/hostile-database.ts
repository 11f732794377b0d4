/** A copy of the database of the site in which every text that a page can show is hostile, with a use case, prices and a cost spec that are so too. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stringify, parse } from 'yaml';
import { readMeasuredScenario } from '#bench/importers/measured-scenario.ts';
import { addAuditEntry } from '#db/audit-log.server.ts';
import { addAccount } from '#db/accounts.server.ts';
import { saveReview } from '#db/answer-reviews.server.ts';
import { saveAssumptionSet } from '#db/assumption-sets.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { recordDecision, signDecision } from '#db/decisions.server.ts';
import { addGuestLink } from '#db/guest-links.server.ts';
import { invite } from '#db/invitations.server.ts';
import { insertJudgements } from '#db/judgements.server.ts';
import { textOf } from '#db/sql-value.ts';
import { sampleDecision } from '../../db/support/sample-decision.ts';
import { judgement } from '../../db/support/sample-judgements.ts';
import { signedIn } from '../../db/support/signed-in.ts';
import { hostileAddress, hostileText, longLine, shortHostileText } from './hostile-texts.ts';

export interface HostileDatabase extends Disposable {
	/** `file:` URL. */
	url: string;
	/** Cost spec and price file, for `bench serve`. */
	spec: string;
	prices: string;
	/** Cookie of an admin. */
	session: { name: string; value: string };
	/** Secrets that lead to the pages of a guest link and of an invitation. */
	guest: string;
	invitation: string;
}

/** Columns whose text is shown as it is, by table. */
const shown: Record<string, readonly string[]> = {
	runs: ['name', 'state_reason', 'host_name'],
	cells: ['reported_model', 'base_url'],
	attempts: ['error_code', 'error_message'],
	answers: ['text'],
	answer_reviews: ['reviewer', 'comment'],
	judgements: ['judge_id', 'judge_model', 'problem', 'verdict', 'reasons', 'raw_text'],
	judge_calibrations: ['judge_id', 'label_source'],
	telemetry_series: ['name', 'unit'],
	quotes: ['vendor', 'file_name', 'entered_by'],
	assumption_sets: ['name', 'author'],
	decisions: ['option_id', 'decided_by', 'note'],
	decision_sign_offs: ['person', 'role'],
	accounts: ['name'],
	guest_links: ['note', 'made_by']
};

/** Columns of text that nobody writes words into: ids, hashes, states from a list, moments, decimals. */
const plain =
	/(?:^|_)(?:id|hash|utc|on|until|state|kind|verdict|outcome|version|order|usd|absence|reason|protocol|thumb|choice|currency|number|subject|source|role|scope|connection|issuer)$/u;

/** Tables of which no page shows anything, and the log, whose rows nobody may change. */
const unseen = new Set(['bills', 'bill_charges', 'write_batches', 'audit_log']);

const freeKeys =
	/^(?:title|name|model|label|source|note|notes|number|vendor|message|reason|sentence|description|contact|person|enteredBy|predicted|how|cpuModel|osRelease|platform|modelName|unit|sku|summary|location|text|headline|content-type|date|server)$/u;

/** Words, as opposed to an id, a day, a decimal or an address. */
const isWords = (text: string): boolean => /\s/u.test(text.trim());

/** Fields of offers with a limit of some letters. */
const shortKeys = /^(?:vendor|number)$/u;

/** The value with hostile words behind all words in it, but for some keys. */
const hostileValue = (value: unknown, except: RegExp = /^$/u, key = ''): unknown => {
	if (typeof value === 'string') {
		if (except.test(key)) return value;
		if (shortKeys.test(key)) return value + shortHostileText;
		return isWords(value) || freeKeys.test(key) ? value + hostileText : value;
	}
	if (Array.isArray(value)) return value.map((each) => hostileValue(each, except, key));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, each]) => [name, hostileValue(each, except, name)])
	);
};

/** Offers have units of a list, and the cost spec names some by their number. */
const keptKeys: Record<string, RegExp> = { quotes: /^(?:unit|number)$/u };

/** What the copy holds beside what the site has: one of everything that people write. */
const addWritten = async (
	url: string
): Promise<Omit<HostileDatabase, 'url' | 'spec' | 'prices' | typeof Symbol.dispose>> => {
	const database = await openDatabase(url);
	const atUtc = new Date().toISOString();
	const laterUtc = new Date(Date.now() + 86_400_000).toISOString();
	try {
		const [run] = await database.readSql('SELECT id FROM runs ORDER BY started_at_utc DESC');
		const runId = textOf(run?.['id']);
		const attempts = await database.readSql(
			'SELECT attempt_id AS id FROM answers ORDER BY 1 LIMIT 8'
		);
		for (const { id } of attempts) {
			const attemptId = textOf(id);
			await saveReview(database, {
				...{ attemptId, reviewer: 'Ada', thumb: 'up', comment: 'a comment' },
				reviewedAtUtc: atUtc
			});
			await insertJudgements(database, [judgement({ runId, attemptId })]);
		}
		const { id } = await recordDecision(
			database,
			sampleDecision({ useCaseId: 'contract-questions', note: 'a note' }),
			{ decidedAtUtc: atUtc, supersedesId: null }
		);
		await signDecision(database, id, { person: 'Ines', role: 'board', signedAtUtc: atUtc });
		await saveAssumptionSet(
			database,
			{ useCaseId: 'contract-questions', name: 'winter', values: {}, author: 'Ines' },
			{ savedAtUtc: atUtc }
		);
		for (let i = 0; i < 3; i++) {
			await addAuditEntry(database, {
				...{ who: hostileText, accountId: null, action: `GET /${hostileText}`, atUtc },
				...{ address: hostileText, outcome: 'done' }
			});
		}
		const guest = await addGuestLink(database, {
			...{ useCaseId: 'contract-questions', note: 'the board', madeBy: 'Ines' },
			...{ createdAtUtc: atUtc, expiresAtUtc: laterUtc }
		});
		const admin = await addAccount(database, { name: 'ines', role: 'admin' }, atUtc);
		const invited = await addAccount(database, { name: 'bo', role: 'viewer' }, atUtc);
		return {
			session: { name: 'bench_session', value: await signedIn(database, admin.id, atUtc) },
			guest: guest.secret,
			invitation: (await invite(database, invited.id, atUtc)).secret
		};
	} finally {
		await database.close();
	}
};

/** Makes the texts of every column hostile. Throws for a column that neither list knows: whoever adds one says what it holds. */
const makeHostile = (database: DatabaseSync): void => {
	const tables = database
		.prepare(
			"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'"
		)
		.all()
		.map(({ name }) => String(name))
		.filter((name) => !unseen.has(name));
	for (const table of tables) {
		const columns = database.prepare('SELECT name, type FROM pragma_table_info(?)').all(table);
		for (const { name, type } of columns) {
			const column = String(name);
			if (String(type).toLowerCase() !== 'text') continue;
			if (column.endsWith('_json')) {
				const rows = database
					.prepare(
						`SELECT rowid AS row, ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`
					)
					.all();
				const change = database.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`);
				for (const { row, value } of rows) {
					change.run(
						JSON.stringify(hostileValue(JSON.parse(String(value)), keptKeys[table])),
						Number(row)
					);
				}
			} else if (shown[table]?.includes(column)) {
				// A column of text keeps neither NUL nor half a character.
				const text = shortKeys.test(column) ? shortHostileText : hostileText;
				database
					.prepare(`UPDATE ${table} SET ${column} = ${column} || ?`)
					.run(text.replaceAll('\0', '').toWellFormed());
			} else if (!plain.test(column)) {
				throw new Error(`${table}.${column}: say in hostile-database.ts whether it holds words`);
			}
		}
	}
	const [first, second] = database
		.prepare('SELECT id FROM attempts ORDER BY stage_id, ordinal LIMIT 2')
		.all()
		.map(({ id }) => String(id));
	database.prepare('UPDATE answers SET text = ? WHERE attempt_id = ?').run(longLine, first ?? '');
	database
		.prepare(
			"UPDATE attempts SET outcome = 'error', error_code = ?, error_message = ? WHERE id = ?"
		)
		.run('http', longLine, second ?? '');
	database.prepare('UPDATE judgements SET raw_text = ? WHERE id = 1').run(longLine);
};

/** A scenario of the run with hostile prompts, so that pages find the texts of its items. */
const hostileScenario = async (folder: string, database: DatabaseSync): Promise<void> => {
	const own = join(folder, 'support-triage');
	cpSync('scenarios/support-triage', own, { recursive: true });
	const file = join(own, 'scenario.yaml');
	const scenario = parse(readFileSync(file, 'utf8')) as { prompt: { system: string } };
	scenario.prompt.system += hostileText.replaceAll(/\{\{|\}\}/gu, '{');
	writeFileSync(file, stringify(scenario));
	const items = join(own, 'items.jsonl');
	const lines = readFileSync(items, 'utf8').trimEnd().split('\n');
	writeFileSync(
		items,
		lines
			.map((line) => {
				const item = JSON.parse(line) as { input: unknown };
				return `${JSON.stringify({ ...item, input: hostileValue(item.input) })}\n`;
			})
			.join('')
	);
	const read = await readMeasuredScenario(own);
	if (!read) throw new Error('the hostile scenario cannot be read');
	database
		.prepare("UPDATE cells SET scenario_hash = ? WHERE scenario_id = 'support-triage'")
		.run(read.hash);
	const rows = database.prepare('SELECT rowid AS row, config_json AS value FROM runs').all();
	for (const { row, value } of rows) {
		const config = JSON.parse(String(value)) as { scenarios: { use: string }[] };
		for (const each of config.scenarios) {
			if (each.use === 'support-triage') each.use = own;
		}
		database
			.prepare('UPDATE runs SET config_json = ? WHERE rowid = ?')
			.run(JSON.stringify(config), Number(row));
	}
};

const hostileYaml = (from: string, to: string): void => {
	writeFileSync(to, stringify(hostileValue(parse(readFileSync(from, 'utf8')))));
};

/** `siteDatabase` is the `file:` URL of what is copied; it is left as it is. */
export const hostileDatabase = async (siteDatabase: string): Promise<HostileDatabase> => {
	const folder = mkdtempSync(join(tmpdir(), 'bench-hostile-'));
	const path = join(folder, 'hostile.db');
	const source = new DatabaseSync(siteDatabase.replace(/^file:/u, ''), { readOnly: true });
	source.prepare('VACUUM INTO ?').run(path);
	source.close();
	const url = `file:${path}`;
	const written = await addWritten(url);
	const database = new DatabaseSync(path);
	database.exec('BEGIN');
	makeHostile(database);
	await hostileScenario(folder, database);
	database.exec('COMMIT');
	database.close();
	const spec = join(folder, 'contract-questions.yaml');
	hostileYaml('scenarios/costs/quoted.yaml', spec);
	const prices = join(folder, 'prices.yaml');
	writeFileSync(
		prices,
		stringify({
			entries: [
				{
					...{ providerId: 'openai', modelId: 'gpt-5.4', terms: 'negotiated' },
					...{ title: `GPT${hostileText}`, inputUsdPerMtok: 1, outputUsdPerMtok: 2 },
					...{ sourceUrl: hostileAddress, asOf: '2026-11-20', enteredBy: `Bo${hostileText}` },
					note: `a note${hostileText}`
				}
			]
		})
	);
	return {
		...{ url, spec, prices, ...written },
		[Symbol.dispose]: () => {
			rmSync(folder, { recursive: true, force: true });
		}
	};
};
