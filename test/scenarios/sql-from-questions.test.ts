import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { sqlReferenceSchema } from '#core/grader-spec/program.ts';
import type { LoadedScenario } from '#core/scenario.ts';

const load = () => loadScenario('scenarios/sql-from-questions', { checkReference });
const databaseOf = ({ scenario }: LoadedScenario): string =>
	scenario.grader.kind === 'sql-result' ? scenario.grader.database : '';
/** Runs queries on one database: they only read. Numbers are cut to the digits that the grader compares. */
const run = async (database: string, queries: string[]) => {
	const client = createClient({ url: ':memory:' });
	try {
		await client.executeMultiple(database);
		const results = [];
		for (const query of queries) {
			const { rows, columns } = await client.execute(query);
			results.push(
				rows.map((row) =>
					columns.map((_, index) => {
						const value = row[index] ?? null;
						return typeof value === 'number' ? Number(value.toPrecision(10)) : value;
					})
				)
			);
		}
		return results;
	} finally {
		client.close();
	}
};

describe('the questions of sql-from-questions', () => {
	it('show the tables of the database in the prompt as they are made', async () => {
		const loaded = await load();
		const [schema = ''] = databaseOf(loaded).split('\n\n');
		expect(schema.match(/CREATE TABLE/gu)?.length).toBe(12);
		expect(loaded.scenario.prompt.system).toContain(schema.trim());
	});

	it('have answers with something in every column, of no more rows than a person reads', async () => {
		const loaded = await load();
		const references = loaded.items.map(({ reference }) => sqlReferenceSchema.parse(reference));
		const results = await run(
			databaseOf(loaded),
			references.map(({ sql }) => sql)
		);
		for (const [index, rows] of results.entries()) {
			const question = loaded.items[index]?.input['question'];
			expect(rows.length, question).toBeGreaterThan(0);
			expect(rows.length, question).toBeLessThan(60);
			for (const column of rows[0]?.keys() ?? []) {
				expect(
					rows.some((row) => row[column] !== null),
					question
				).toBe(true);
			}
		}
	});

	it('come with slips that run, and that all give other rows', async () => {
		const loaded = await load();
		const queries = loaded.items.map(({ reference }) => sqlReferenceSchema.parse(reference));
		const results = await run(
			databaseOf(loaded),
			queries.flatMap(({ sql, wrong }) => [sql, ...wrong])
		);
		for (const { sql, ordered, wrong } of queries) {
			const [right = '', ...slips] = results.splice(0, 1 + wrong.length).map((rows) => {
				const lines = rows.map((row) => JSON.stringify(row));
				return (ordered ? lines : lines.sort()).join('\n');
			});
			expect(slips, sql).not.toContain(right);
		}
	});

	it('do not look at the clock', async () => {
		const loaded = await load();
		const texts = [databaseOf(loaded), ...loaded.items.map((i) => JSON.stringify(i.reference))];
		for (const text of texts) expect(text).not.toMatch(/'now'|current_(?:date|time)/iu);
	});
});
