/** What has moved since a decision: nothing where nothing has, and exactly what did. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionEvidenceSchema, type DecisionEvidence } from '#core/decision-record.ts';
import {
	changesSince,
	type DecisionChange,
	type EvidenceNow,
	type StoredVersion
} from '#bench/economics/decision/changes-since.ts';

const decidedAtUtc = '2026-11-20T09:30:00.000Z';

const evidence: DecisionEvidence = decisionEvidenceSchema.parse({
	verdict: { state: 'make', sentence: 'Make.', reason: 'Cheaper.', emulated: false },
	requestsPerMonth: '1000000',
	option: { id: 'own', title: 'own nodes', usdPerMonth: '9000' },
	rival: { id: 'api', title: 'API', usdPerMonth: '12000' },
	crossover: {
		permanentRequests: '800000',
		lowRequests: '700000',
		highRequests: '900000',
		reason: ''
	},
	runIds: ['run-1'],
	quoteIds: ['acme-q-1-v1'],
	prices: [
		{
			label: 'server price',
			value: '300000',
			unit: 'USD/node',
			source: 'Acme no. Q-1',
			asOf: '2026-11-01',
			version: null
		}
	],
	parameters: {
		'own.node.purchase': { value: '300000', unit: 'USD/node', source: 'Acme no. Q-1' },
		'own.kappa': { value: '2.5', unit: 'requests/s', source: 'run run-1' }
	},
	overrides: {}
});

const quote: StoredVersion = {
	id: 'acme-q-1-v1',
	vendor: 'Acme',
	number: 'Q-1',
	version: 1,
	validUntil: '2026-12-31'
};

const now = (changes: Partial<EvidenceNow> = {}): EvidenceNow => ({
	day: '2026-11-25',
	evidence,
	problem: null,
	numbers: {
		'own.node.purchase': { label: 'server price', about: { kind: 'quote', id: quote.id } },
		'own.kappa': { label: 'capacity', about: { kind: 'run', id: 'run-1' } }
	},
	quotes: [quote],
	runs: [{ id: 'run-1', startedAtUtc: '2026-11-10T08:00:00.000Z' }],
	...changes
});

const since = (changes: Partial<EvidenceNow>): DecisionChange[] =>
	changesSince(evidence, decidedAtUtc, now(changes));
const told = (changes: Partial<EvidenceNow>) =>
	since(changes).map(({ kind, what, was, now: is }) => [kind, what, was, is]);

const decimals = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(String);
const parameters = fc.dictionary(
	fc.stringMatching(/^[a-z]{1,8}$/u),
	fc.record({ value: decimals, unit: fc.constantFrom('USD/node', 'share'), source: fc.string() }),
	{ maxKeys: 12 }
);

describe('what has moved since a decision', () => {
	it('is nothing where nothing has', () => {
		fc.assert(
			fc.property(parameters, (some) => {
				const same = { ...evidence, parameters: some };
				const today = now({ evidence: structuredClone(same) });
				expect(changesSince(same, decidedAtUtc, today)).toEqual([]);
			})
		);
	});

	it('is exactly the number that has another value, by how much, and where it comes from', () => {
		fc.assert(
			fc.property(parameters, fc.nat(), decimals, (some, at, value) => {
				const ids = Object.keys(some);
				const id = ids[at % ids.length];
				fc.pre(id !== undefined && some[id]!.value !== value);
				const moved = { ...some, [id]: { ...some[id]!, value } };
				const was = { ...evidence, parameters: some };
				const today = now({ evidence: { ...evidence, parameters: moved } });
				const changes = changesSince(was, decidedAtUtc, today);
				expect(changes.map((change) => [change.was, change.now])).toEqual([
					[some[id]!.value, value]
				]);
			})
		);
	});

	it('does not take another way to write a number for another number', () => {
		const rewritten = {
			...evidence.parameters,
			'own.kappa': { value: '2.50', unit: 'requests/s', source: 'run run-1' }
		};
		expect(since({ evidence: { ...evidence, parameters: rewritten } })).toEqual([]);
	});

	it('names a price with the quote that moved it', () => {
		const dearer = {
			...evidence.parameters,
			'own.node.purchase': { value: '330000', unit: 'USD/node', source: 'Acme no. Q-1 v2' }
		};
		expect(since({ evidence: { ...evidence, parameters: dearer } })).toEqual([
			{
				kind: 'price',
				what: 'server price',
				was: '300000',
				now: '330000',
				unit: 'USD/node',
				changeShare: '0.1',
				about: { kind: 'quote', id: quote.id }
			}
		]);
	});

	it('puts the verdict and its option before everything else', () => {
		const other: DecisionEvidence = {
			...evidence,
			verdict: { ...evidence.verdict, state: 'buy' },
			option: evidence.rival,
			parameters: {
				...evidence.parameters,
				'own.kappa': { value: '2', unit: 'requests/s', source: 'run run-2' }
			}
		};
		expect(told({ evidence: other }).map(([kind]) => kind)).toEqual([
			'verdict',
			'option',
			'number'
		]);
	});

	it('is a newer version of a quote, and a quote that was deleted', () => {
		const newer = { ...quote, id: 'acme-q-1-v2', version: 2 };
		expect(since({ quotes: [newer, quote] })).toMatchObject([
			{ kind: 'quote-replaced', was: 'version 1', now: 'version 2', about: { id: 'acme-q-1-v2' } }
		]);
		expect(told({ quotes: [] })).toEqual([
			['quote-gone', 'quote acme-q-1-v1', 'stored', 'deleted']
		]);
	});

	it('follows a price of a quote to its newest version, and names one that is gone as it was called', () => {
		const price = (value: string) => ({ value, unit: 'USD/node', source: 'Acme no. Q-1' });
		const of = (id: string, value: string): DecisionEvidence => ({
			...evidence,
			parameters: { [`quote.${id}.purchase`]: price(value) }
		});
		const quotes = [{ ...quote, id: 'acme-q-1-v2', version: 2 }, quote];
		const changes = changesSince(
			of('acme-q-1-v1', '300000'),
			decidedAtUtc,
			now({ quotes, evidence: of('acme-q-1-v2', '310000') })
		);
		expect(changes.map(({ was, now: is }) => [was, is])).toEqual([
			['version 1', 'version 2'],
			['300000', '310000']
		]);
		const gone = changesSince(
			of('acme-q-1-v1', '300000'),
			decidedAtUtc,
			now({ evidence: { ...evidence, parameters: {} } })
		);
		expect(gone).toMatchObject([{ what: 'server price', was: '300000', now: null }]);
	});

	it('is a quote that has run out since, not one that had run out before', () => {
		expect(told({ day: '2027-01-01' })).toContainEqual([
			'quote-expired',
			'Acme no. Q-1',
			'valid',
			'expired on 2026-12-31'
		]);
		expect(told({ quotes: [{ ...quote, validUntil: '2026-11-19' }] })).toEqual([]);
		expect(told({ day: '2026-12-31' })).toEqual([]);
	});

	it('is evidence that has passed 90 days since, not what was older already', () => {
		const standing = [{ ...quote, validUntil: '2030-12-31' }];
		const aged = told({ day: '2027-02-09', quotes: standing });
		expect(aged.map(([kind, what]) => [kind, what])).toEqual([
			['evidence-old', 'run run-1'],
			['evidence-old', 'server price']
		]);
		const old = [{ id: 'run-1', startedAtUtc: '2026-01-01T08:00:00.000Z' }];
		expect(told({ runs: old })).toEqual([]);
	});

	it('is another run that is counted, and one that was deleted', () => {
		const evidenceNow = { ...evidence, runIds: ['run-2'] };
		expect(told({ evidence: evidenceNow })).toEqual([
			['run-replaced', 'the run that is counted', 'run-1', 'run-2']
		]);
		expect(told({ runs: [] })).toEqual([['run-gone', 'run run-1', 'stored', 'deleted']]);
	});

	it('says where today has no case, and why', () => {
		expect(told({ evidence: null, problem: 'there is no use case "x"' })).toEqual([
			['case-gone', 'the case of today', 'computed', 'there is no use case "x"']
		]);
	});
});
