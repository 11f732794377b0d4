/** Whatever else than the targets may have made a difference is said at every difference. */
import { expect, it } from 'vitest';
import { differenceDoubts } from '#lib/compare/difference-doubts.ts';
import {
	comparedQuality,
	comparedStage,
	stageComparison,
	validSummary
} from './support/comparisons.ts';

const quality = comparedQuality();

it('is nothing where both are valid, asked the same, as hard', () => {
	expect(differenceDoubts({ quality, stages: stageComparison() })).toStrictEqual([]);
	expect(differenceDoubts({ quality, stages: null })).toStrictEqual([]);
});

it('says that a difference may be the client’s, and every other invalid side', () => {
	const stage = (verdict: 'client-bound' | 'unsteady') => ({
		...comparedStage(0, 'closed ×2'),
		summary: validSummary({ validity: { verdict, reasons: [] } })
	});
	const stages = stageComparison({ a: stage('client-bound'), b: stage('unsteady') });
	expect(differenceDoubts({ quality, stages })).toStrictEqual([
		'A is client-bound: the difference may be the client’s, not the target’s',
		'B is unsteady: its latency drifted, so that no one figure describes it'
	]);
});

it('says that prompts or loads differ, but not of two loads of one cell: that is what is compared', () => {
	const stages = { ...stageComparison(), isSameLoad: false };
	expect(differenceDoubts({ quality: { state: 'other-items' }, stages })).toStrictEqual([
		'A and B were not asked the same items',
		'the loads differ, closed ×2 against closed ×2'
	]);
	expect(differenceDoubts({ quality: { state: 'same-cell' }, stages })).toStrictEqual([]);
});
