/** Whole comparisons for tests to change what they are about. */
import type {
	ComparedCell,
	ComparedQuality,
	ComparedStage,
	Comparison,
	StageComparison
} from '#lib/compare/comparison.ts';
import { qualityGate } from '#bench/economics/verdict/quality-gate.ts';
import type { StageSummary } from '#core/stage.ts';
import { mcNemarExactP, pairedDifference } from '#core/statistics/paired-difference.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { sampleSummary } from '../../../../db/support/samples.ts';

export const validSummary = (changes: Partial<StageSummary> = {}): StageSummary => ({
	...sampleSummary(),
	validity: { verdict: 'valid', reasons: [] },
	...changes
});

export const comparedStage = (
	ordinal: number,
	load: string,
	summary: StageSummary | null = validSummary()
): ComparedStage => ({ name: `0/${String(ordinal)}`, ordinal, load, state: 'complete', summary });

export const comparedCell = (changes: Partial<ComparedCell> = {}): ComparedCell => ({
	ref: 'one:0',
	runId: 'one',
	runName: 'first run',
	runState: 'complete',
	startedAtUtc: '2026-11-20T10:00:00.000Z',
	scenarioId: 'ticket-triage',
	target: 'open model',
	kind: 'self-hosted',
	emulated: false,
	stages: [comparedStage(0, 'closed ×2')],
	right: wilsonInterval(80, 100),
	...changes
});

export const stageComparison = (changes: Partial<StageComparison> = {}): StageComparison => {
	const stage = { ...comparedStage(0, 'closed ×2'), summary: validSummary() };
	const cost = {
		usdPerAnswer: '0.001',
		usdPerAcceptedAnswer: '0.00125',
		basis: 'per-token',
		monthly: null
	} as const;
	return {
		a: stage,
		b: stage,
		isSameLoad: true,
		measured: null,
		latencies: [],
		costs: { a: cost, b: { ...cost, usdPerAnswer: '0.004', usdPerAcceptedAnswer: '0.005' } },
		requestsPerMonth: null,
		...changes
	};
};

/** 100 items are right on both, 20 wrong on both. */
export const comparedQuality = (
	onlyA = 0,
	onlyB = 0
): Extract<ComparedQuality, { state: 'compared' }> => {
	const [bothRight, bothWrong] = [100, 20];
	const n = bothRight + onlyA + onlyB + bothWrong;
	return {
		state: 'compared',
		counts: { bothRight, onlyA, onlyB, bothWrong, unpaired: 0 },
		itemsOfA: n,
		itemsOfB: n,
		rightOfA: wilsonInterval(bothRight + onlyA, n),
		rightOfB: wilsonInterval(bothRight + onlyB, n),
		difference: pairedDifference({ onlyFirst: onlyA, onlySecond: onlyB, n }),
		held: null,
		mcNemarP: mcNemarExactP(onlyA, onlyB),
		gateOfB: qualityGate({ bothRight, onlyLocal: onlyB, onlyApi: onlyA, bothWrong }),
		gateOfA: qualityGate({ bothRight, onlyLocal: onlyA, onlyApi: onlyB, bothWrong })
	};
};

export const comparison = (changes: Partial<Comparison> = {}): Comparison => ({
	a: comparedCell(),
	b: comparedCell({ ref: 'one:1', target: 'frontier API', kind: 'measured-api' }),
	warnings: [],
	setup: { differences: [], sameCount: 30 },
	quality: { state: 'other-items' },
	judged: [],
	pairs: [],
	stages: stageComparison(),
	...changes
});
