/** What the runs of the large database measure: which scenarios on which targets at which loads, and how often they ask. */
import type { LoadShape } from '#core/load-shape.ts';
import { createRandom, type RandomSource } from '#core/random.ts';
import type { RunState } from '#core/run-state.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { targetMixtures, type DatabaseTarget } from './targets.ts';

export interface PlannedStage {
	load: LoadShape;
	requests: number;
	/** Offered rate / what the target serves within the objective. */
	utilisation: number;
}

export interface PlannedCell {
	loaded: LoadedScenario;
	target: DatabaseTarget;
	stages: PlannedStage[];
}

export interface PlannedRun {
	/** 0 is the newest. */
	age: number;
	state: RunState;
	targets: DatabaseTarget[];
	scenarios: LoadedScenario[];
	/** Where each scenario lies; absent where all are the project's own. */
	folders?: string[];
	cells: PlannedCell[];
}

/** A load level before it is known how many requests it gets. */
interface Level {
	kind: 'closed' | 'poisson';
	/** Users of a closed loop. */
	concurrency: number;
	ratePerS: number;
	utilisation: number;
	weight: number;
}

const openLevel = (kappaPerS: number, utilisation: number): Level => ({
	kind: 'poisson',
	concurrency: 0,
	ratePerS: Number((kappaPerS * utilisation).toPrecision(3)),
	utilisation,
	weight: 1
});

const levelsOf = ({ behaviour }: DatabaseTarget, scenarioId: string, age: number): Level[] => {
	const kappaPerS = behaviour.kappaPerS?.[scenarioId];
	const closed = { kind: 'closed', ratePerS: 0, utilisation: 0.6, weight: 1 } as const;
	if (kappaPerS === undefined) {
		return [
			{ ...closed, concurrency: 32, utilisation: 0.3 },
			{ ...openLevel(28, 1), utilisation: 0.3 }
		];
	}
	const utilisations = [0.6, 0.85, 0.97, 1.15, ...(age % 12 === 4 ? [1.5] : [])];
	return [
		{ ...closed, concurrency: 16 },
		...utilisations.map((each) => openLevel(kappaPerS, each))
	];
};

/** Few runs end otherwise than complete; those that are `running` were killed. */
const stateOf = (age: number): RunState => {
	if (age % 37 === 3) return 'running';
	if (age % 29 === 5) return 'failed';
	return age % 23 === 7 ? 'interrupted' : 'complete';
};

/** exp of a normal draw with this standard deviation (Box–Muller). */
export const logNormal = (random: RandomSource, logSd: number): number =>
	Math.exp(logSd * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

const loadOf = (level: Level, requests: number): LoadShape =>
	level.kind === 'closed'
		? { kind: 'closed', concurrency: level.concurrency, requests }
		: { kind: 'poisson', ratePerS: level.ratePerS, durationS: requests / level.ratePerS };

/** Whole numbers in proportion to the weights that add up to `total`; each at least 1. */
const apportion = (weights: readonly number[], total: number): number[] => {
	const sum = weights.reduce((a, b) => a + b, 0);
	let [taken, before] = [0, 0];
	return weights.map((weight, index) => {
		taken += weight;
		const until = Math.max(
			before + 1,
			Math.min(Math.round((taken / sum) * total), total - (weights.length - 1 - index))
		);
		const part = until - before;
		before = until;
		return part;
	});
};

/** Plans of all runs, the oldest first; their requests add up to `attempts`. */
export const planRuns = (
	scenarios: readonly LoadedScenario[],
	{ runs, attempts, seed }: { runs: number; attempts: number; seed: number }
): PlannedRun[] => {
	const random = createRandom(seed, 'plans');
	const drafts = Array.from({ length: runs }, (_, index) => {
		const age = runs - 1 - index;
		const targets = [...(targetMixtures[age % targetMixtures.length] ?? [])];
		const measured = age % 3 === 2 ? scenarios.slice(age % 2, (age % 2) + 1) : [...scenarios];
		// One run is ten times as large as the others, and one stage in it larger still.
		const size = logNormal(random, 0.5) * (age === 1 ? 10 : 1);
		const cells = measured.flatMap((loaded) =>
			targets.map((target) => ({
				loaded,
				target,
				levels: levelsOf(target, loaded.scenario.id, age).map((level, ordinal) => ({
					...level,
					weight: size * (0.7 + 0.6 * random()) * (age === 1 && ordinal === 1 ? 3 : 1)
				}))
			}))
		);
		return { age, state: stateOf(age), targets, scenarios: [...measured], cells };
	});
	const weights = drafts.flatMap(({ cells }) =>
		cells.flatMap(({ levels }) => levels.map(({ weight }) => weight))
	);
	const requests = apportion(weights, attempts).values();
	return drafts.map(({ cells, ...plain }) => ({
		...plain,
		cells: cells.map(({ levels, ...cell }) => ({
			...cell,
			stages: levels.map((level) => {
				const count = requests.next().value ?? 1;
				return { load: loadOf(level, count), requests: count, utilisation: level.utilisation };
			})
		}))
	}));
};
