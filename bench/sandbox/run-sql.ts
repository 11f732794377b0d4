/** Runs queries on a database in memory. */
import { createClient, type Client } from '@libsql/client/sqlite3';
import { errorMessage } from '#core/errors.ts';
import type { SqlResult, SqlTask, SqlValue } from '#bench/graders/sandbox-tasks.ts';

/** Rows that are compared; a query with more is not what was asked for. */
const mostRows = 10_000;

/** Comments and brackets aside, what may come: nothing that could open a file. */
const isQuery = (sql: string): boolean =>
	/^(?:select|with|values)\b/iu.test(
		sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()+/u, '')
	);

/** Functions and tables of this SQLite that reach files; names in quotes and brackets hold these texts too. */
const reachesFiles = /readfile|writefile|fsdir|load_extension/iu;

const valueOf = (value: unknown): SqlValue => {
	if (value === null || typeof value === 'string') return value;
	if (typeof value === 'number') return value;
	if (typeof value === 'bigint') return Number(value);
	return value instanceof ArrayBuffer ? Buffer.from(value).toString('hex') : null;
};

const runQuery = async (client: Client, sql: string): Promise<SqlResult> => {
	if (!isQuery(sql)) return { error: 'not a query: it must begin with SELECT, WITH or VALUES' };
	const reached = reachesFiles.exec(sql)?.[0];
	if (reached !== undefined) return { error: `${reached} is not allowed` };
	try {
		const { rows, columns } = await client.execute(sql);
		if (rows.length > mostRows) return { error: `more than ${String(mostRows)} rows` };
		return { rows: rows.map((row) => columns.map((_, index) => valueOf(row[index]))) };
	} catch (error) {
		return { error: errorMessage(error) };
	}
};

/** The database of the last task: answers to one scenario come one after the other, and none of them can change it. */
let kept: { database: string; client: Client } | null = null;

const openDatabase = async (database: string): Promise<Client> => {
	if (kept?.database === database) return kept.client;
	kept?.client.close();
	kept = null;
	const client = createClient({ url: ':memory:' });
	try {
		await client.executeMultiple(database);
		// WITH … DELETE must not change what the next one sees.
		await client.execute('PRAGMA query_only = ON');
	} catch (error) {
		client.close();
		throw error;
	}
	kept = { database, client };
	return client;
};

/** Throws where the database itself cannot be made. */
export const runSql = async ({ database, queries }: SqlTask): Promise<SqlResult[]> => {
	const client = await openDatabase(database);
	const results: SqlResult[] = [];
	for (const query of queries) results.push(await runQuery(client, query));
	return results;
};
