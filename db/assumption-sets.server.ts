/** Queries about named sets of assumptions: save, list and delete them. */
import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { AssumptionSetDraft } from '#core/assumption-set.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { assumptionSets } from './schema.ts';
import { parseStored } from './stored-json.ts';

export interface AssumptionSet extends AssumptionSetDraft {
	id: string;
	savedAtUtc: string;
}

const valuesSchema = z.record(z.string(), z.string());

/** The sets of a use case by name; empty for none. */
export const listAssumptionSets = async (
	database: Database,
	useCaseId: string
): Promise<AssumptionSet[]> => {
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(assumptionSets)
			.where(eq(assumptionSets.useCaseId, useCaseId))
			.orderBy(asc(assumptionSets.name))
	);
	return rows.map(({ valuesJson, ...plain }) => ({
		...plain,
		values: parseStored(valuesSchema, valuesJson, `values_json of assumption set ${plain.id}`)
	}));
};

/**
 * Saves a set and returns it. With `replace` a set of the same name is overwritten and keeps its id; without, it stays and
 * `E_USAGE` is thrown.
 */
export const saveAssumptionSet = async (
	database: Database,
	draft: AssumptionSetDraft,
	{ savedAtUtc, replace = false }: { savedAtUtc: string; replace?: boolean }
): Promise<AssumptionSet> => {
	const { values, ...plain } = draft;
	const content = { valuesJson: JSON.stringify(values), author: draft.author, savedAtUtc };
	const insert = database.orm
		.insert(assumptionSets)
		.values({ id: randomUUID(), ...plain, ...content });
	const name = [assumptionSets.useCaseId, assumptionSets.name];
	const [changed] = await database.write([
		replace
			? insert.onConflictDoUpdate({ target: name, set: content })
			: insert.onConflictDoNothing({ target: name })
	]);
	if (changed === 0) {
		throw new BenchError(
			'E_USAGE',
			`there is a set of assumptions "${draft.name}" for ${draft.useCaseId} already`,
			{ hint: 'Nothing was saved. Replace it, or choose another name.' }
		);
	}
	const [row] = await database.read(() =>
		database.orm
			.select({ id: assumptionSets.id })
			.from(assumptionSets)
			.where(
				and(eq(assumptionSets.useCaseId, draft.useCaseId), eq(assumptionSets.name, draft.name))
			)
	);
	if (!row) throw new BenchError('E_NOT_FOUND', `"${draft.name}" was deleted while it was saved`);
	return { ...draft, id: row.id, savedAtUtc };
};

/** Throws `E_NOT_FOUND` for an unknown id. */
export const deleteAssumptionSet = async (database: Database, id: string): Promise<void> => {
	const [changed] = await database.write([
		database.orm.delete(assumptionSets).where(eq(assumptionSets.id, id))
	]);
	if (changed === 0) {
		throw new BenchError('E_NOT_FOUND', `there is no set of assumptions "${id}"`, {
			hint: 'Somebody may have deleted it; load the page again.'
		});
	}
};
