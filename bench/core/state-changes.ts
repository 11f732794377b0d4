/** The state of a simulated world, and what has become of it: data that a grader can compare without running anything. */
import { z } from 'zod';
import type { JsonValue } from './json.ts';

const rowSchema = z.record(z.string(), z.json());

/** Tables of rows by their id. A table whose name begins with `_` is the world's own bookkeeping and is never compared. */
export const worldStateSchema = z.record(
	z.string(),
	z.record(z.string(), rowSchema, { error: 'expected a table: rows by their id' })
);

export type Row = Record<string, JsonValue>;
export type WorldState = Record<string, Record<string, Row>>;

/** What became of one table. */
export const tableChangesSchema = z.strictObject({
	/** New rows by their id. */
	created: z.record(z.string(), rowSchema).default({}),
	/** Fields that have another value now, by the id of their row; a field that is gone is null. */
	changed: z.record(z.string(), rowSchema).default({}),
	/** Ids of rows that are gone. */
	removed: z.array(z.string()).default([])
});

/** By table; tables in which nothing changed are left out. */
export const stateChangesSchema = z.record(z.string(), tableChangesSchema);

export type TableChanges = z.infer<typeof tableChangesSchema>;
export type StateChanges = z.infer<typeof stateChangesSchema>;

const withSortedKeys = (_: string, value: unknown): unknown =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
		: value;

/** Whether two values of JSON are equal; the order of keys does not count. */
export const isSameJson = (a: JsonValue | undefined, b: JsonValue | undefined): boolean =>
	a === b || JSON.stringify(a, withSortedKeys) === JSON.stringify(b, withSortedKeys);

const changedFields = (before: Row, after: Row): Row => {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return Object.fromEntries(
		names
			.filter((name) => !isSameJson(before[name], after[name]))
			.map((name) => [name, after[name] ?? null])
	);
};

const changesOfTable = (before: Record<string, Row>, after: Record<string, Row>): TableChanges => {
	const changes: TableChanges = { created: {}, changed: {}, removed: [] };
	for (const [id, row] of Object.entries(after)) {
		const earlier = Object.hasOwn(before, id) ? before[id] : undefined;
		if (!earlier) changes.created[id] = row;
		else {
			const fields = changedFields(earlier, row);
			if (Object.keys(fields).length > 0) changes.changed[id] = fields;
		}
	}
	changes.removed = Object.keys(before).filter((id) => !Object.hasOwn(after, id));
	return changes;
};

/** What is different in the second state. */
export const stateChanges = (before: WorldState, after: WorldState): StateChanges => {
	const tables = [...new Set([...Object.keys(before), ...Object.keys(after)])]
		.filter((table) => !table.startsWith('_'))
		.sort();
	return Object.fromEntries(
		tables
			.map((table) => [table, changesOfTable(before[table] ?? {}, after[table] ?? {})] as const)
			.filter(
				([, { created, changed, removed }]) =>
					Object.keys(created).length + Object.keys(changed).length + removed.length > 0
			)
	);
};
