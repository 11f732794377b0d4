/** `bench compare` over real databases: which cells it takes, what it says, and how it refuses. */
import { describe, expect, it } from 'vitest';
import { targetSchema } from '#core/target.ts';
import { temporaryPath } from '../db/support/temporary-database.ts';
import { storeMeasuredRun, type MeasuredTarget } from './support/measured-run.ts';
import { callCommand } from './support/recorded-context.ts';

interface Compared {
	scenario: string;
	n: number;
	a: number;
	b: number;
	difference: number;
	ciLow: number;
	ciHigh: number;
	mcnemar: { b01: number; b10: number; exactP: number };
	nonInferiority: { deltaPoints: number; shown: boolean };
	holmP: number;
	flipped: { itemId: string; a: boolean; b: boolean }[];
	cells: { a: { run: string }; b: { run: string } };
}

const targetOf = (id: string, rightItems: (item: number) => boolean | null): MeasuredTarget => ({
	target: targetSchema.parse({
		kind: 'self-hosted',
		id,
		protocol: 'openai-chat',
		baseUrl: 'http://127.0.0.1:8000/v1',
		model: id
	}),
	levels: [{ offeredPerS: null, sloMetShare: 1 }],
	right: 0,
	answer: (item) => ({ right: rightItems(item), costUsd: '0.002' })
});

const compare = async (db: string, ...args: string[]) =>
	callCommand('compare', [...args, '--db', db]);
const compared = async (db: string, ...args: string[]): Promise<Compared[]> => {
	const { stdout, error } = await compare(db, ...args, '--json');
	if (error) throw error;
	return JSON.parse(stdout) as Compared[];
};

describe('bench compare', () => {
	const store = async (): Promise<string> => {
		const db = `file:${temporaryPath()}`;
		// Of 40 items: both right on 20, only ours on 2, only theirs on 9, none on 9.
		const own = targetOf('own', (item) => item < 22);
		const api = targetOf('api', (item) => item < 20 || item >= 31);
		await storeMeasuredRun(db, { id: 'r1', useCase: 'mails', targets: [own, api], items: 40 });
		await storeMeasuredRun(db, {
			id: 'r2',
			useCase: 'invoices',
			targets: [own, targetOf('api', (item) => item < 22)],
			items: 40
		});
		return db;
	};

	it('writes a saving with its sign before the currency', async () => {
		const db = `file:${temporaryPath()}`;
		const cheap = {
			...targetOf('own', () => true),
			answer: () => ({ right: true, costUsd: '0.001' })
		};
		const targets = [cheap, targetOf('api', () => true)];
		await storeMeasuredRun(db, { id: 'r1', useCase: 'mails', targets, items: 40 });
		const { stdout } = await compare(db, 'own', 'api');
		expect(stdout.replaceAll(/\s+/gu, ' ')).toContain(
			'An answer costs $0.00100 with A and $0.00200 with B; A − B is −$0.00100 (95 % −$0.00100 to −$0.00100).'
		);
	});

	it('marks a cost that rests on token counts which contradict each other, and says of how many answers', async () => {
		const db = `file:${temporaryPath()}`;
		const doubtful = {
			...targetOf('api', () => true),
			answer: (item: number) => ({ right: true, costUsd: '0.002', isInconsistent: item < 3 })
		};
		const targets = [targetOf('own', () => true), doubtful, targetOf('third', () => true)];
		await storeMeasuredRun(db, { id: 'r1', useCase: 'mails', targets, items: 40 });
		const words = async (...names: string[]): Promise<string> =>
			(await compare(db, ...names)).stdout.replaceAll(/\s+/gu, ' ');
		const two = await words('own', 'api');
		expect(two).toContain('An answer costs $0.00200 with A and $0.00200† with B;');
		const doubt = '† B: 3 answers whose usage does not add up: what they cost is doubtful.';
		expect(two).toContain(doubt);
		const three = await words('own', 'api', 'third');
		expect(three).toContain(doubt);
		expect(three.match(/\$2\.00†/gu)).toHaveLength(2);
		expect(await compared(db, 'own', 'api')).toMatchObject([
			{ requestCosts: { a: { inconsistentUsage: 0 }, b: { inconsistentUsage: 3 } } }
		]);
		const [several] = (await compared(db, 'own', 'api', 'third')) as unknown as {
			targets: { inconsistentUsage: number }[];
		}[];
		expect(several?.targets.map(({ inconsistentUsage }) => inconsistentUsage)).toEqual([0, 3, 0]);
		expect(await words('own', 'third')).not.toContain('†');
	});

	it('gives paired figures for every scenario that both were measured on', async () => {
		const found = await compared(await store(), 'own', 'api');
		expect(found.map(({ scenario }) => scenario)).toEqual(['invoices', 'mails']);
		const [invoices, mails] = found;
		expect(mails).toMatchObject({
			n: 40,
			a: 0.55,
			b: 0.725,
			mcnemar: { b01: 9, b10: 2 },
			nonInferiority: { deltaPoints: 2, shown: false }
		});
		expect(mails!.difference).toBeCloseTo(-0.175, 12);
		expect(mails!.ciLow).toBeLessThan(-0.175);
		expect(mails!.ciHigh).toBeGreaterThan(-0.175);
		// 2 · (1 + 11 + 55) / 2¹¹, and twice that for two scenarios.
		expect(mails!.mcnemar.exactP).toBeCloseTo(0.0654296875, 12);
		expect(mails!.holmP).toBeCloseTo(2 * 0.0654296875, 12);
		expect(mails!.flipped).toHaveLength(11);
		expect(invoices).toMatchObject({ difference: 0, mcnemar: { exactP: 1 }, flipped: [] });
	});

	it('gives the same again, and words for a reader', async () => {
		const db = await store();
		expect(await compared(db, 'own', 'api')).toEqual(await compared(db, 'own', 'api'));
		const { stdout } = await compare(db, 'own', 'api', '--scenario', 'mails');
		expect(stdout).toContain('A − B, points (95 %)');
		expect(stdout).toContain('Right less often by 17.5 points on 40 items');
		expect(stdout).not.toContain('invoices');
	});

	it('takes the newest run of both, or the run that is named', async () => {
		const db = await store();
		await storeMeasuredRun(db, {
			id: 'r3',
			useCase: 'mails',
			targets: [targetOf('own', () => true), targetOf('api', (item) => (item === 0 ? null : true))],
			startedAtUtc: '2026-11-24T10:00:00.000Z',
			items: 40
		});
		const [newest] = await compared(db, 'own', 'api', '--scenario', 'mails');
		expect(newest).toMatchObject({
			n: 39,
			a: 1,
			b: 1,
			cells: { a: { run: 'r3' }, b: { run: 'r3' } }
		});
		const [named] = await compared(db, 'own@r1', 'own@r3', '--scenario', 'mails');
		expect(named).toMatchObject({ n: 40, a: 0.55, b: 1 });
	});

	it('exits with 3 where it is required that A is not worse, and that is not shown', async () => {
		const db = await store();
		const { error, stdout } = await compare(db, 'own', 'api', '--require', '--json');
		expect(error).toMatchObject({ code: 'E_THRESHOLD', exitCode: 3 });
		expect(JSON.parse(stdout)).toHaveLength(2);
		const loose = await compare(db, 'api', 'own', '--require', '--delta', '30');
		expect(loose.error).toBeNull();
	});

	it('says what is wrong with what it was asked', async () => {
		const db = await store();
		const refused = async (...args: string[]) => (await compare(db, ...args)).error;
		expect(await refused('own', 'own')).toMatchObject({ code: 'E_USAGE' });
		expect(await refused('own', 'ap')).toMatchObject({
			code: 'E_NOT_FOUND',
			hint: expect.stringMatching(
				/^Did you mean "api"\? Targets in this database: .*own/u
			) as string
		});
		expect(await refused('own', 'api@r9')).toMatchObject({
			message: 'nothing was measured on a target "api" in a run that begins with "r9"'
		});
		expect(await refused('own', 'api', '--scenario', 'nope')).toMatchObject({
			code: 'E_NOT_FOUND',
			hint: 'Scenarios that they were measured on: invoices, mails.'
		});
		expect(await refused('own', 'api', '--delta', '0')).toMatchObject({
			message: expect.stringContaining('expected points above 0') as string
		});
	});
});
