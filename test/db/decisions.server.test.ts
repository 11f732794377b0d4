import { expect, test } from 'vitest';
import { decisionDraftSchema } from '#core/decision-record.ts';
import {
	findDecision,
	listDecisions,
	recordDecision,
	signDecision,
	standingDecision
} from '#db/decisions.server.ts';
import { sampleDecision as draft } from './support/sample-decision.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const on = (day: number, supersedesId: string | null = null) => ({
	decidedAtUtc: `2026-11-${day}T10:00:00.000Z`,
	supersedesId
});

test('A decision comes back as it was recorded, with the evidence of its day.', async () => {
	const database = await openTemporary(temporaryPath());
	const decision = await recordDecision(database, draft(), on(20));
	expect(decision).toEqual({
		...draft(),
		...on(20),
		id: decision.id,
		stands: true,
		supersededBy: null,
		signOffs: []
	});
	expect(await findDecision(database, decision.id)).toEqual(decision);
	expect(await standingDecision(database, 'support-triage')).toEqual(decision);
	expect(await standingDecision(database, 'invoice-extraction')).toBeNull();
	await expect(findDecision(database, 'x')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('A later decision supersedes the one that stands; both stay, the newest first.', async () => {
	const database = await openTemporary(temporaryPath());
	const first = await recordDecision(database, draft(), on(20));
	const second = await recordDecision(database, draft({ choice: 'make' }), on(21, first.id));
	const other = await recordDecision(database, draft({ useCaseId: 'invoices' }), on(19));
	expect(await listDecisions(database, { useCaseId: 'support-triage' })).toEqual([
		second,
		{ ...first, stands: false, supersededBy: second.id }
	]);
	expect((await listDecisions(database)).map(({ id }) => id)).toEqual([
		second.id,
		first.id,
		other.id
	]);
	const standing = await listDecisions(database, { standingOnly: true });
	expect(standing.map(({ id }) => id)).toEqual([second.id, other.id]);
});

test('A decision that does not name the one that stands is refused and nothing is recorded.', async () => {
	const database = await openTemporary(temporaryPath());
	const first = await recordDecision(database, draft(), on(20));
	const taken = {
		code: 'E_USAGE',
		message: 'Ines decided about support-triage on 2026-11-20: buy'
	};
	await expect(recordDecision(database, draft(), on(21))).rejects.toMatchObject(taken);
	await expect(recordDecision(database, draft(), on(21, 'other'))).rejects.toMatchObject(taken);
	const unknown = recordDecision(database, draft({ useCaseId: 'invoices' }), on(21, first.id));
	await expect(unknown).rejects.toMatchObject({ code: 'E_USAGE' });
	expect(await listDecisions(database)).toEqual([first]);
});

test('Of decisions recorded at the same time through two connections one is kept, first or later.', async () => {
	const path = temporaryPath();
	const [one, two] = [await openTemporary(path), await openTemporary(path)];
	const race = async (supersedesId: string | null): Promise<string> => {
		const both = await Promise.allSettled(
			[one, two].map((database) => recordDecision(database, draft(), on(20, supersedesId)))
		);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const refused = both.find((result) => result.status === 'rejected');
		expect(refused).toMatchObject({ reason: { code: 'E_USAGE' } });
		return (await standingDecision(one, 'support-triage'))!.id;
	};
	await race(await race(null));
	expect(await listDecisions(one)).toHaveLength(2);
});

test('Each person signs a decision once, and only while it stands.', async () => {
	const database = await openTemporary(temporaryPath());
	const { id } = await recordDecision(database, draft(), on(20));
	const ines = { person: 'Ines', role: 'procurement', signedAtUtc: '2026-11-21T10:00:00.000Z' };
	const jo = { person: 'Jo', role: 'finance', signedAtUtc: '2026-11-20T11:00:00.000Z' };
	await signDecision(database, id, ines);
	await signDecision(database, id, jo);
	await expect(signDecision(database, id, { ...jo, role: 'board' })).rejects.toMatchObject({
		code: 'E_USAGE',
		message: 'Jo has signed this decision already'
	});
	expect((await findDecision(database, id)).signOffs).toEqual([jo, ines]);
	const { id: later } = await recordDecision(database, draft(), on(22, id));
	await expect(signDecision(database, id, { ...jo, person: 'Kim' })).rejects.toMatchObject({
		message: `decision ${id} was superseded by ${later}`
	});
	await expect(signDecision(database, 'x', jo)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('A draft with anything else than plain decimals as amounts is refused.', () => {
	const withVolume = (requestsPerMonth: unknown) =>
		decisionDraftSchema.safeParse({
			...draft(),
			evidence: { ...draft().evidence, requestsPerMonth }
		}).success;
	expect(withVolume('-1.5')).toBe(true);
	for (const bad of ['1e6', '', '1,000', 4, null]) expect(withVolume(bad)).toBe(false);
	expect(decisionDraftSchema.safeParse({ ...draft(), extra: 1 }).success).toBe(false);
});
