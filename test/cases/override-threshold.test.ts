/** The slider of a hybrid's threshold: share, quality, cost and pairs of the case follow what the same items measured there. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { fullCostSpecSchema } from '#core/cost-spec.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { evaluateWith } from '#bench/cases/evaluate-spec.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { decide } from '#bench/economics/case/decide.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { overrideCase } from '#bench/economics/case/overrides.ts';
import { buyOption, makeOption, openDesk, typedSpec } from '../commands/support/cost-desk.ts';
import {
	boughtTarget,
	storeMeasuredRun,
	unpricedTarget
} from '../commands/support/measured-run.ts';

/** Of 40 items the first 30 are short. Neighbours have equal tokens, so that both halves get the same. */
const isShort = (item: number): boolean => item < 30;
const tokensOf = (item: number): number => (isShort(item) ? 100 : 2_000) + Math.floor(item / 2);

const ofRun = (target: string) => ({
	run: { run: '01RUN', target },
	acceptShare: undefined
});

/** Own nodes are right on short items, the API always; short items cost 0.001 USD there, long ones 0.005, 0.002 on average. */
const measuredCase = async (hybrid: Record<string, unknown> = {}): Promise<CostCase> => {
	const { databaseUrl } = openDesk();
	const levels = [{ offeredPerS: 4, sloMetShare: 1 }];
	const answered = (item: number) => ({
		inputTokens: tokensOf(item),
		outputTokens: tokensOf(item)
	});
	await storeMeasuredRun(databaseUrl, {
		id: '01RUN',
		useCase: 'letters',
		items: 40,
		targets: [
			{
				target: unpricedTarget,
				levels,
				right: 0,
				answer: (item) => ({ right: isShort(item), ...answered(item) })
			},
			{
				target: boughtTarget,
				levels,
				right: 0,
				answer: (item) => ({ right: true, costUsd: isShort(item) ? '0.001' : '0.005' })
			}
		]
	});
	const spec = fullCostSpecSchema.parse(
		JSON.parse(
			JSON.stringify(
				typedSpec({
					demand: { requestsPerMonth: 1_000_000, peakToAverage: 2 },
					offerHosts: false,
					options: [
						makeOption(ofRun('ours')),
						buyOption(ofRun('api')),
						{
							...{ id: 'mix', kind: 'hybrid', mode: 'router', local: 'own', api: 'api' },
							threshold: { gate: 'short-requests', withinShare: 0 },
							...hybrid
						}
					],
					quality: { humanUsd: 0.1, errorUsd: 0, unnoticedShare: 0 },
					draws: 100
				})
			)
		)
	);
	const opened: Database[] = [];
	onTestFinished(async () => {
		for (const database of opened) await database.close();
	});
	const { costCase } = await evaluateWith(
		() => Promise.resolve({ spec, specName: 'spec', unavailable: [] }),
		{ at: '2026-11-20' },
		async () => {
			const database = await openDatabase(databaseUrl);
			opened.push(database);
			return database;
		}
	);
	return costCase;
};

const mixOf = (costCase: CostCase) => {
	const mix = evaluateCase(costCase).options.find(({ option }) => option.id === 'mix');
	if (!mix?.option.blend) throw new Error('there is no hybrid');
	const usd = (begins: string): number =>
		mix.today.lines
			.filter(({ id }) => id.startsWith(begins))
			.reduce((sum, { usdPerMonth }) => sum + Number(usdPerMonth), 0);
	return {
		apiShare: mix.option.blend.apiShare,
		acceptShare: costCase.quality['mix']?.acceptShare,
		serviceUsd: Number(mix.today.serviceUsdPerMonth),
		reworkUsd: usd('rework-')
	};
};

describe('the threshold of a measured hybrid', () => {
	it('comes with the case: every threshold, in order, with what was chosen', async () => {
		const { frontiers } = await measuredCase();
		const { points, chosenThreshold, metrics } = frontiers['mix']!;
		expect(Object.keys(frontiers)).toEqual(['mix']);
		// Twenty distinct lengths: nineteen thresholds between them, and both ends.
		expect(points).toHaveLength(21);
		expect(points[0]).toMatchObject({ rule: { kind: 'all-local' }, apiShare: 0, quality: 0.75 });
		expect(points.at(-1)).toMatchObject({ rule: { kind: 'all-api' }, apiShare: 1, quality: 1 });
		const thresholds = points.map(({ threshold }) => Number(threshold));
		expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
		expect(chosenThreshold).toBe('-114');
		expect(points.map(({ threshold }) => threshold)).toContain('-114');
		// A quarter of the calls closes the whole gap: half of it at an eighth, and 1 − 1/8 of the area.
		expect(metrics.cpt50).toBeCloseTo(0.125, 12);
		expect(metrics.apgr).toBeCloseTo(0.875, 12);
	});

	it('is the case itself where it is the one that was chosen', async () => {
		const costCase = await measuredCase();
		expect(overrideCase(costCase, {}, { mix: '-114' })).toEqual({
			costCase,
			refused: [],
			notes: []
		});
	});

	it('moves the share, the cost of what is sent, the share right, its rework and the pairs', async () => {
		const costCase = await measuredCase();
		// Four of the ten long items are longer than 2,017 tokens: a tenth at 0.005 USD, and the other six are wrong.
		const { costCase: half, notes } = overrideCase(costCase, {}, { mix: '-2017' });
		const moved = mixOf(half);
		expect([moved.apiShare.value, moved.acceptShare?.value]).toEqual(['0.1', '0.85']);
		expect(moved.serviceUsd).toBeCloseTo(730 + 100_000 * 0.005, 6);
		expect(moved.reworkUsd).toBeCloseTo(1_000_000 * 0.15 * 0.1, 6);
		expect(half.paired['mix|api']).toEqual({
			bothRight: 34,
			onlyMake: 0,
			onlyBuy: 6,
			bothWrong: 0
		});
		expect(moved.apiShare).toMatchObject({ basis: 'measured', spread: { kind: 'normal' } });
		expect(moved.apiShare.source).toContain(
			'threshold chosen here, to the API below a score of -2017'
		);
		expect(notes.join()).toContain('looking at all items');
		expect(half.notes).toEqual([...costCase.notes, ...notes]);
		expect(decide(half, 'quick').gates['mix']?.state).not.toBe(
			decide(costCase, 'quick').gates['mix']?.state
		);
	});

	it('goes to both ends, and to the nearest one that was measured', async () => {
		const costCase = await measuredCase();
		const at = (threshold: string) =>
			mixOf(overrideCase(costCase, {}, { mix: threshold }).costCase);
		expect(at('-999999')).toMatchObject({ serviceUsd: 730, acceptShare: { value: '0.75' } });
		expect(at('0').serviceUsd).toBeCloseTo(730 + 2_000, 6);
		expect(at('0').apiShare.value).toBe('1');
		expect(at('-2016.9')).toEqual(at('-2017'));
		// From everything to the own model, where nothing is sent, back again.
		const there = overrideCase(costCase, {}, { mix: '-999999' }).costCase;
		expect(mixOf(overrideCase(there, {}, { mix: '-2017' }).costCase).serviceUsd).toBeCloseTo(
			at('-2017').serviceUsd,
			9
		);
	});

	it('lets a typed share of right answers stand, and typed values go over it', async () => {
		const typed = await measuredCase({ acceptShare: 0.8 });
		expect(mixOf(overrideCase(typed, {}, { mix: '-2017' }).costCase)).toMatchObject({
			apiShare: { value: '0.1' },
			acceptShare: { value: '0.8' }
		});
		const costCase = await measuredCase();
		const both = overrideCase(costCase, { 'mix.apiShare': '0.5' }, { mix: '-2017' });
		expect(mixOf(both.costCase)).toMatchObject({
			apiShare: { value: '0.5', basis: 'user' },
			acceptShare: { value: '0.85' }
		});
		expect(both.notes.join()).toContain('its threshold moves all of them');
	});

	it('is refused where nothing was measured, or is no number', async () => {
		const costCase = await measuredCase();
		const found = overrideCase(costCase, {}, { own: '-5', mix: 'short' });
		expect(found.costCase).toBe(costCase);
		expect(found.refused).toEqual([
			{ id: 'own', value: '-5', reason: expect.stringContaining('no hybrid') as string },
			{ id: 'mix', value: 'short', reason: expect.stringContaining('plain decimal') as string }
		]);
	});
});
