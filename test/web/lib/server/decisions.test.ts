/** Decisions that rest on a confidential quote: what readers learn of them who may not see it. */
import { describe, expect, test } from 'vitest';
import type { DecisionEvidence } from '#core/decision-record.ts';
import { insertQuote, markConfidential } from '#db/quotes.server.ts';
import { decisionEvidence } from '#bench/economics/decision/decision-evidence.ts';
import type { AnsweredCase } from '#lib/server/answered-cases.ts';
import type { Api } from '#lib/server/api/index.ts';
import {
	ask,
	caseOf,
	decisionsOf,
	openQuotedDesk,
	quoteOf,
	useCaseId
} from './support/quoted-desk.ts';

/** What the page of the use case records, with values that were typed into it. */
const evidenceWith = async (
	api: Api,
	overrides: Record<string, string> = {}
): Promise<DecisionEvidence> => {
	const typed = Object.entries(overrides).map(([id, value]) => [`o.${id}`, value]);
	const { text } = await ask(api, `${caseOf}/answer?${String(new URLSearchParams(typed))}`);
	const { costCase, changedCase, decision } = JSON.parse(text) as AnsweredCase;
	return decisionEvidence(changedCase ?? costCase, decision, { given: costCase, overrides });
};

const decisionOn = (evidence: DecisionEvidence, optionId: string | null = null) => ({
	...{ useCaseId, choice: optionId === null ? 'defer' : 'make', optionId },
	...{ decidedBy: 'Jo of procurement', note: '', evidence, supersedesId: null as string | null }
});

const recorded = async (api: Api, decision: object): Promise<string> => {
	const { status, text } = await ask(api, '/api/decisions', decision);
	expect(status, text).toBe(201);
	return (JSON.parse(text) as { id: string }).id;
};

const quotedRent = 'northlake.rent.quotedUsdPerHour';

describe('a decision that is hidden with its confidential quote', () => {
	test('may have been made with another value typed in place of the quoted price', async () => {
		const { database, whole, open, ids } = await openQuotedDesk();
		await markConfidential(database, quoteOf('gpu-cloud-northlake'), true);
		const evidence = await evidenceWith(whole, { [quotedRent]: '17' });
		expect(evidence.parameters[quotedRent]?.source).toContain('typed here; was 26.3');
		expect(evidence.quoteIds).toContain(ids['gpu-cloud-northlake']);
		await recorded(whole, decisionOn(evidence, 'northlake'));
		expect(await decisionsOf(whole)).toHaveLength(1);
		for (const path of [
			'/api/decisions',
			`/api/decisions?useCase=${useCaseId}`,
			'/api/portfolio'
		]) {
			const { text } = await ask(open, path);
			expect(text, path).not.toMatch(/northlake|26\.3|Jo of procurement/iu);
		}
	});

	test('may tell in its reason why the option of the quote was left out', async () => {
		const { database, whole, open } = await openQuotedDesk();
		const ids: string[] = [];
		for (const name of ['server-meridian', 'gpu-cloud-northlake']) {
			const { id } = await insertQuote(
				database,
				{ ...quoteOf(name), version: 9, quotedOn: '2026-01-10', validUntil: '2026-02-10' },
				{
					...{ fileName: 'expired.yaml', fileHash: name, enteredBy: 'Ines' },
					importedAtUtc: '2026-11-20T10:00:00.000Z'
				}
			);
			ids.push(id);
		}
		const northlake = ids[1] ?? '';
		await markConfidential(database, quoteOf('gpu-cloud-northlake'), true);
		const { quoteIds, ...evidence } = await evidenceWith(whole);
		expect(evidence.verdict.reason).toContain(`quote ${northlake} expired on 2026-02-10`);
		expect(quoteIds).toContain(northlake);
		const first = await recorded(whole, decisionOn({ ...evidence, quoteIds }));
		expect(await decisionsOf(open)).toEqual([]);
		// As one that was recorded without it.
		const others = quoteIds.filter((id) => id !== northlake);
		await recorded(whole, {
			...decisionOn({ ...evidence, quoteIds: others }),
			supersedesId: first
		});
		expect(await decisionsOf(open)).toEqual([]);
		expect(await decisionsOf(whole)).toHaveLength(2);
	});

	test('is hidden though its list of quotes does not name it, where a source or a number does', async () => {
		const { database, whole, open, ids } = await openQuotedDesk();
		const { quoteIds, ...evidence } = await evidenceWith(whole, { [quotedRent]: '17' });
		const northlake = ids['gpu-cloud-northlake'];
		const others = quoteIds.filter((id) => id !== northlake);
		await recorded(whole, decisionOn({ ...evidence, quoteIds: others }));
		expect(await decisionsOf(open)).toHaveLength(1);
		await markConfidential(database, quoteOf('gpu-cloud-northlake'), true);
		expect(await decisionsOf(open)).toEqual([]);
		expect(await decisionsOf(whole)).toHaveLength(1);
	});

	test('cannot be signed or replaced, and of a second one only that one stands is told', async () => {
		const { database, whole, open } = await openQuotedDesk();
		const first = await recorded(open, decisionOn(await evidenceWith(open)));
		const hidden = await recorded(whole, {
			...decisionOn(await evidenceWith(whole), 'own'),
			supersedesId: first
		});
		await markConfidential(database, quoteOf('gpu-cloud-northlake'), true);
		const seen = decisionOn(await evidenceWith(open));
		const told = async (path: string, body: object) => {
			const { status, text } = await ask(open, path, body);
			expect(text).not.toMatch(/Jo of|make|2\d{3}-\d\d-\d\d/u);
			return [status, (JSON.parse(text) as { error: { message: string; hint: string } }).error];
		};
		const finance = { person: 'Kim', role: 'finance' };
		const unknown = {
			code: 'E_NOT_FOUND',
			message: `there is no decision "${hidden}"`
		};
		expect(await told(`/api/decisions/${hidden}/sign-offs`, finance)).toMatchObject([404, unknown]);
		expect(await told('/api/decisions', { ...seen, supersedesId: hidden })).toMatchObject([
			404,
			unknown
		]);
		expect(await told('/api/decisions', seen)).toMatchObject([
			400,
			{
				message: 'a decision about contract-questions that you may not see stands',
				hint: expect.stringContaining('Ask procurement or an admin') as string
			}
		]);
		expect(await decisionsOf(whole)).toMatchObject([{ id: hidden, signOffs: [] }, { id: first }]);
	});

	test('does not tell its id as what took the place of another, or was replaced by it', async () => {
		const { database, whole, open } = await openQuotedDesk();
		await markConfidential(database, quoteOf('gpu-cloud-northlake'), true);
		const first = await recorded(open, decisionOn(await evidenceWith(open)));
		const hidden = await recorded(whole, {
			...decisionOn(await evidenceWith(whole)),
			supersedesId: first
		});
		expect(await decisionsOf(open)).toMatchObject([
			{ id: first, state: 'superseded', stands: false, supersededBy: null }
		]);
		const signed = await ask(open, `/api/decisions/${first}/sign-offs`, {
			...{ person: 'Kim', role: 'finance' }
		});
		expect(signed.text).toContain('was superseded by one that you may not see');
		expect(signed.text).not.toContain(hidden);
		const last = await recorded(whole, {
			...decisionOn(await evidenceWith(open)),
			supersedesId: hidden
		});
		expect(await decisionsOf(open)).toMatchObject([
			{ id: last, state: 'stands', supersedesId: null },
			{ id: first, supersededBy: null }
		]);
		expect((await decisionsOf(whole)).map(({ supersededBy }) => supersededBy)).toEqual([
			null,
			last,
			hidden
		]);
	});
});

describe('a decision is recorded on evidence that is there', () => {
	test('and is refused with the name of the field where its use case, a quote or a run is not', async () => {
		const { whole, open } = await openQuotedDesk();
		const evidence = await evidenceWith(open);
		const sound = decisionOn(evidence);
		const wrong = [
			['useCaseId: there is no use case "not-there"', { ...sound, useCaseId: 'not-there' }],
			[
				'evidence.quoteIds: there is no quote "not-there-v1"',
				decisionOn({ ...evidence, quoteIds: [...evidence.quoteIds, 'not-there-v1'] })
			],
			[
				'evidence.runIds: there is no run "not-there"',
				decisionOn({ ...evidence, runIds: ['not-there'] })
			]
		] as const;
		for (const api of [whole, open]) {
			for (const [message, decision] of wrong) {
				const { status, text } = await ask(api, '/api/decisions', decision);
				expect(status, text).toBe(400);
				expect(JSON.parse(text)).toMatchObject({ error: { code: 'E_USAGE', message } });
			}
		}
		expect(await decisionsOf(whole)).toEqual([]);
		await recorded(open, sound);
	});

	test('which is there for who records it: of a hidden quote no more is told than of one that is not stored', async () => {
		const { database, whole, open, ids } = await openQuotedDesk();
		const evidence = await evidenceWith(whole, { [quotedRent]: '17' });
		await markConfidential(database, quoteOf('gpu-cloud-northlake'), true);
		const northlake = ids['gpu-cloud-northlake'] ?? '';
		const refused = async (decision: object): Promise<string> => {
			const { status, text } = await ask(open, '/api/decisions', decision);
			expect(status, text).toBe(400);
			return (JSON.parse(text) as { error: { message: string } }).error.message;
		};
		expect(await refused(decisionOn(evidence))).toBe(
			`evidence.quoteIds: there is no quote "${northlake}"`
		);
		// Nor by a source alone, by which it would be hidden from who recorded it.
		const quoteIds = evidence.quoteIds.filter((id) => id !== northlake);
		expect(await refused(decisionOn({ ...evidence, quoteIds }))).toBe(
			'evidence: there is no quote of a name in its numbers, sources or reason'
		);
		await recorded(whole, decisionOn(evidence));
	});
});
