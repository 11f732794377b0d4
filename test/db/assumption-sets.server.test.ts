import { expect, test } from 'vitest';
import {
	deleteAssumptionSet,
	listAssumptionSets,
	saveAssumptionSet
} from '#db/assumption-sets.server.ts';
import { assumptionSetDraftSchema, type AssumptionSetDraft } from '#core/assumption-set.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const draft = (changes: Partial<AssumptionSetDraft> = {}): AssumptionSetDraft => ({
	useCaseId: 'support-triage',
	name: 'cheap power',
	values: { 'energy.usdPerKwh': '0.08', volume: '30000000', scale: 'log' },
	author: 'Ines',
	...changes
});

const at = (day: number) => ({ savedAtUtc: `2026-11-${day}T10:00:00.000Z` });

test('Sets come back as they were saved, by name, those of one use case.', async () => {
	const database = await openTemporary(temporaryPath());
	const cheap = await saveAssumptionSet(database, draft(), at(20));
	const base = await saveAssumptionSet(database, draft({ name: 'base', author: null }), at(21));
	await saveAssumptionSet(database, draft({ useCaseId: 'invoice-extraction' }), at(21));
	expect(cheap).toEqual({ id: cheap.id, ...draft(), ...at(20) });
	expect(await listAssumptionSets(database, 'support-triage')).toEqual([base, cheap]);
	expect(await listAssumptionSets(database, 'unknown')).toEqual([]);
});

test('A name that is taken is refused, unless the set is to be replaced; it keeps its id then.', async () => {
	const database = await openTemporary(temporaryPath());
	const { id } = await saveAssumptionSet(database, draft(), at(20));
	const changed = draft({ values: { volume: '1' }, author: 'Jo' });
	await expect(saveAssumptionSet(database, changed, at(21))).rejects.toMatchObject({
		code: 'E_USAGE',
		message: 'there is a set of assumptions "cheap power" for support-triage already'
	});
	expect(await listAssumptionSets(database, 'support-triage')).toMatchObject([draft()]);
	const replaced = await saveAssumptionSet(database, changed, { ...at(21), replace: true });
	expect(replaced).toEqual({ id, ...changed, ...at(21) });
	expect(await listAssumptionSets(database, 'support-triage')).toEqual([replaced]);
});

test('A set is deleted by its id, once.', async () => {
	const database = await openTemporary(temporaryPath());
	const { id } = await saveAssumptionSet(database, draft(), at(20));
	await deleteAssumptionSet(database, id);
	expect(await listAssumptionSets(database, 'support-triage')).toEqual([]);
	await expect(deleteAssumptionSet(database, id)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('Only text under a name fits into a set.', () => {
	const problems = (values: unknown): number =>
		assumptionSetDraftSchema.safeParse({ ...draft(), values }).error?.issues.length ?? 0;
	expect(problems({ a: '1', b: '' })).toBe(0);
	for (const bad of [{ a: 1 }, { '': 'x' }, { a: 'x'.repeat(2_001) }, ['x'], null]) {
		expect(problems(bad)).toBeGreaterThan(0);
	}
	const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`p${i}`, '1']));
	expect(problems(many)).toBe(1);
	expect(assumptionSetDraftSchema.safeParse(draft({ name: '  ' })).success).toBe(false);
});
