/** The portfolio as the API answers it: every use case with its figures, or with its problem, and all of them together. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { noDataKeys } from '#db/data-key.ts';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDecision } from '#db/decisions.server.ts';
import { createApi } from '#lib/server/api/index.ts';
import type {
	ComputedEntry,
	FailedEntry,
	PortfolioAnswer
} from '#lib/server/portfolio/portfolio-schema.ts';
import { createSite, type Site } from '#lib/server/site.ts';
import { createWorkplace } from '../../../../commands/support/bench-process.ts';
import { buyOption, makeOption, typedSpec } from '../../../../commands/support/cost-desk.ts';

let workplace: ReturnType<typeof createWorkplace>;
let site: Site;
const faults: unknown[] = [];

beforeEach(() => {
	workplace = createWorkplace();
	faults.length = 0;
	mkdirSync(workplace.file('specs'));
	site = createSite({
		database: workplace.databaseUrl,
		databaseToken: null,
		dataKeys: noDataKeys,
		specs: [workplace.file('specs')],
		prices: [],
		includeEmulated: false,
		accessToken: null,
		accessTokenRole: 'viewer',
		accountsOnly: false,
		oidc: null,
		hosts: null,
		log: 'faults',
		publicHealth: false
	});
});

afterEach(async () => {
	await site.close();
	workplace[Symbol.dispose]();
});

const write = (name: string, content: unknown): void => {
	writeFileSync(join(workplace.file('specs'), `${name}.json`), JSON.stringify(content));
};

const api = () => createApi(site, { log: (_, error) => faults.push(error) });

const portfolio = async (query = ''): Promise<PortfolioAnswer> => {
	const response = await api().request(`/api/portfolio${query}`);
	expect(response.status).toBe(200);
	return (await response.json()) as PortfolioAnswer;
};

const computedOf = ({ entries }: PortfolioAnswer): ComputedEntry[] =>
	entries.filter((entry) => entry.state === 'computed');

const spec = (useCase: string, changes: Record<string, unknown> = {}) =>
	typedSpec({ useCase, title: `The ${useCase}`, offerHosts: false, ...changes });

describe('the portfolio', () => {
	it('is empty where nothing was written down and there is no database yet', async () => {
		const answer = await portfolio();
		expect(answer).toMatchObject({ entries: [], broken: [] });
		expect(answer.totals.bought).toStrictEqual({ usdPerMonth: '0', useCases: 0 });
	});

	it('has the use case with most money at stake first', async () => {
		write('a', spec('letters'));
		write('b', spec('mails', { demand: { requestsPerMonth: 30_000_000, peakToAverage: 2 } }));
		const [first, second] = computedOf(await portfolio());
		expect([first?.id, second?.id]).toStrictEqual(['mails', 'letters']);
		expect(Math.abs(Number(first?.money?.usdPerYear))).toBeGreaterThan(
			Math.abs(Number(second?.money?.usdPerYear))
		);
	});

	it('reckons a year of money as twelve months of the difference', async () => {
		// 3 nodes of $730 against 3 M requests of $0.002: $3,810 a month.
		write('a', spec('letters'));
		const [entry] = computedOf(await portfolio());
		expect(entry?.money?.usdPerYear).toBe(String(12 * (6_000 - 3 * 730)));
		expect(entry?.crossover).toMatchObject({ outcome: 'crosses', winnerAbove: 'make' });
	});

	it('says that nothing was measured, and how many numbers are our defaults', async () => {
		write('a', spec('letters'));
		const [entry] = computedOf(await portfolio());
		expect(entry?.evidence).toMatchObject({ grade: 'typed', runIds: [], newestRunUtc: null });
		expect(entry?.evidence.assumedNumbers).toBeGreaterThan(0);
		expect(entry?.evidence.assumedNumbers).toBeLessThan(entry?.evidence.numbers ?? 0);
		expect(entry?.quality?.state).toBe('no-data');
	});

	it('names what would change the decision', async () => {
		write('a', spec('letters'));
		const [entry] = computedOf(await portfolio());
		expect(entry?.wouldChange[0]).toMatch(
			/^Buying becomes the cheaper one if the .+; today it is /u
		);
	});

	it('shows a use case that cannot be computed with its problem', async () => {
		const missing = { run: { run: 'r-1', target: 'gpu' } };
		write(
			'a',
			spec('letters', { options: [makeOption(), buyOption({ ...missing, price: undefined })] })
		);
		const { entries, totals } = await portfolio();
		const [entry] = entries as [FailedEntry];
		expect(entry).toMatchObject({ state: 'failed', id: 'letters', error: { code: 'E_NOT_FOUND' } });
		expect(entry.error.hint).toContain('npx bench run --demo');
		expect(totals.useCases).toBe(0);
		expect(faults).toStrictEqual([]);
	});

	it('lists the problems of a spec that cannot be used', async () => {
		write('a', { useCase: 'letters', options: [] });
		const { broken } = await portfolio();
		expect(broken[0]?.file).toContain('a.json');
		expect(broken[0]?.problems.join('\n')).toContain('options');
	});

	it('adds up what is bought, and leaves out of all sums where nothing is compared', async () => {
		write('a', spec('letters'));
		write('b', spec('mails'));
		write('c', spec('notes', { options: [makeOption()] }));
		const { totals } = await portfolio();
		expect(totals.bought).toStrictEqual({ usdPerMonth: '12000', useCases: 2 });
		expect(totals.undecided).toBe(2);
		expect(totals.withoutVerdict).toBe(2);
		expect(totals.notes).toStrictEqual([
			'The notes is not in the sums: nothing is compared in it.'
		]);
	});

	it('puts use cases on the same nodes where they can share, and says of the others why not', async () => {
		write('a', spec('letters'));
		write('b', spec('mails'));
		const dear = makeOption({ rent: { onDemandUsdPerHour: 9 } });
		write('c', spec('notes', { options: [buyOption(), dear] }));
		const { sharing } = await portfolio();
		const [group] = sharing.groups;
		expect(group?.uses.map(({ id }) => id)).toStrictEqual(['letters', 'mails']);
		expect(Number(group?.sharedUsdPerMonth) + Number(group?.savingUsdPerMonth)).toBeCloseTo(
			Number(group?.separateUsdPerMonth),
			6
		);
		expect(sharing.alone).toHaveLength(1);
		expect(sharing.alone[0]?.reason).toContain('"notes" and "letters" cannot share nodes');
	});

	it('follows a change of a spec at once', async () => {
		write('a', spec('letters'));
		const app = api();
		const ask = async () => (await (await app.request('/api/portfolio')).json()) as PortfolioAnswer;
		expect((await ask()).entries).toHaveLength(1);
		write('b', spec('mails'));
		expect((await ask()).entries).toHaveLength(2);
	});

	it('refuses a choice about emulated endpoints that it does not know', async () => {
		expect((await api().request('/api/portfolio?emulated=maybe')).status).toBe(400);
	});
});

describe('a decision in the portfolio', () => {
	it('counts as decided, and tells what has moved since', async () => {
		write('a', spec('letters'));
		await site.createDatabase();
		const today = await site.decisions.caseToday('letters', {}, false);
		await recordDecision(
			await site.database(),
			{
				useCaseId: 'letters',
				choice: 'make',
				optionId: 'own',
				decidedBy: 'R. Okafor',
				note: '',
				evidence: today.evidence
			},
			{ decidedAtUtc: '2026-11-20T10:00:00.000Z', supersedesId: null }
		);
		const before = await portfolio();
		expect(before.totals.undecided).toBe(0);
		expect(before.totals.decided.usdPerMonth).toBe(String(3 * 730));
		expect(computedOf(before)[0]?.decision).toMatchObject({
			choice: 'make',
			decidedBy: 'R. Okafor',
			changes: []
		});
		write(
			'a',
			spec('letters', { options: [buyOption({ price: { usdPerRequest: 0.0001 } }), makeOption()] })
		);
		const [after] = computedOf(await portfolio());
		expect(after?.decision?.changes.join('\n')).toMatch(/0\.002.*→.*0\.0001/u);
	});
});
