/** Figures of a stored stage once more: of its attempts from their kept streams, and of the whole from its attempts. Writes nothing. */
import type { Attempt } from '#core/attempt.ts';
import { changedFigures, type ChangedFigure } from '#core/changed-figures.ts';
import { toDecimal, type Decimal } from '#core/decimal.ts';
import type { Cell, MeasuredStage } from '#core/run.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { Slo } from '#core/slo.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Distribution } from '#core/statistics/distribution.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { Target } from '#core/target.ts';
import { withGrades } from '#bench/cases/regrade-run.ts';
import type { CombinedGrade } from '#bench/graders/judge/combine-judgements.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { isSameMs, readKeptAttempt } from '#bench/load/read-kept-attempt.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import { gaveUpOf } from '#bench/load/validity.ts';
import type { Protocol } from '#bench/protocols/protocol.ts';
import { capabilitiesOf } from '#bench/protocols/target-capabilities.ts';
import { energyPerWork } from '#bench/telemetry/summarise-energy.ts';
import { answersOfStage } from '#db/answers.server.ts';
import type { Database } from '#db/client.server.ts';
import { shutWords } from '#db/kept-texts.server.ts';
import {
	columnsOfSummary,
	stageColumns,
	type RecomputedAttempt,
	type RecomputedFigures,
	type StageColumns
} from '#db/recomputed.server.ts';
import { lostSummary } from '../run/recover-stage.ts';
import { priceIn } from '../run/open-stage.ts';
import { lesserLoadReason, lesserLoadValidity, saturatedValidity } from '../run/stage-ends.ts';
import { storedAttempts } from '../run/stored-attempts.ts';

/** What a stage was held to when it was measured. */
export interface Objective {
	/** Null where there was none. */
	slo: Slo | null;
	sloShare: number;
	isGraded: boolean;
	converses: boolean;
	/** Null of a load test, which has none. */
	loaded: LoadedScenario | null;
}

export interface StageToRecompute {
	cell: Cell & { target: Target };
	stage: MeasuredStage;
	protocol: Protocol;
	objective: Objective;
	/** As the config has it; `auto` where undefined. */
	warmUp: WarmUpRule | undefined;
}

export interface ChangedAttempt {
	attemptId: string;
	changes: ChangedFigure[];
}

export interface RecomputedStage {
	attempts: number;
	/** Attempts whose stream was kept, and was read again. */
	read: number;
	changedAttempts: ChangedAttempt[];
	/** Of the stage as a whole. */
	changes: ChangedFigure[];
	/** What is to be put in place; null where nothing differs. */
	figures: RecomputedFigures | null;
}

const isStreamed = ({ cell: { target }, stage: { load } }: StageToRecompute): boolean =>
	target.parameters.stream &&
	capabilitiesOf(target).streams &&
	(load.kind !== 'batch' || load.stream);

/** Values beyond which gaps between deltas were counted in buckets, whose percentiles are right to a thousandth. */
const exactGaps = 1_000_000;
const bucketShare = 0.002;

/** Gaps of the kept moments; what was summed up while the stage ran stays where it is the same as far as these tell. */
const sameGaps = (stored: Distribution, again: Distribution): Distribution => {
	const isSame = (a: number | null, b: number | null): boolean =>
		isSameMs(a, b) ||
		(again.n > exactGaps &&
			a !== null &&
			b !== null &&
			Math.abs(a - b) <= bucketShare * Math.max(a, b));
	const kept = <Name extends string>(
		names: readonly Name[],
		before: Record<Name, number | null>,
		now: Record<Name, number | null>
	): Record<Name, number | null> =>
		Object.fromEntries(
			names.map((name) => [name, isSame(before[name], now[name]) ? before[name] : now[name]])
		) as Record<Name, number | null>;
	if (stored.n !== again.n) return again;
	return {
		...again,
		...kept(['mean', 'p50', 'p90', 'p95', 'p99', 'max'], stored, again),
		upper:
			stored.upper === null || again.upper === null
				? again.upper
				: kept(['p50', 'p90', 'p95', 'p99'], stored.upper, again.upper)
	};
};

const figuresOf = <Name extends keyof StageSummary>(
	summary: StageSummary,
	names: readonly Name[]
): Pick<StageSummary, Name> =>
	Object.fromEntries(names.map((name) => [name, summary[name]])) as Pick<StageSummary, Name>;

/** What was read beside the requests, and what was decided while the stage ran: it is in no attempt, and stays. */
const asMeasured = [
	...(['offeredPerS', 'rateLimit', 'gateway', 'interleaving', 'saturation'] as const),
	...(['capacitySearch', 'sequential', 'engine', 'host', 'noiseFloor'] as const)
];

/** Messages that are encrypted and cannot be read are not counted anew. */
const failuresOf = (
	stored: StageSummary['failures'],
	again: StageSummary['failures']
): StageSummary['failures'] => {
	const shut: readonly string[] = Object.values(shutWords);
	return [...stored, ...again].some(({ message }) => shut.includes(message)) ? stored : again;
};

/** Where work or grades have changed, joules are divided by those of now. */
const energyOf = (stored: StageSummary, again: StageSummary): StageSummary['energy'] => {
	const { energy } = stored;
	const isSame =
		stored.outputTokens === again.outputTokens &&
		stored.completed === again.completed &&
		stored.passRate?.share === again.passRate?.share;
	if (energy === null || isSame) return energy;
	const rightShare = again.passRate?.share ?? null;
	const { outputTokens, completed, windowS } = again;
	const acceptedAnswers = rightShare === null ? null : completed * rightShare;
	return {
		...energy,
		...energyPerWork({ ...energy, lengthS: windowS ?? 0 }, { outputTokens, acceptedAnswers })
	};
};

const gradeFields = ['passRate', 'goodputPerS', 'goodputUngraded', 'goodputBasis'] as const;

/**
 * The figures that rest on grades. `bench regrade` takes of several answers to an item the one that ended first, a run the one that it read first: what
 * is stored may be either.
 */
const gradedAgain = async (
	database: Database,
	{ stage, cell, objective }: StageToRecompute,
	{ stored, again, attempts }: { stored: StageSummary; again: StageSummary; attempts: Attempt[] }
): Promise<Partial<StageSummary>> => {
	const { loaded, isGraded } = objective;
	const byRun = figuresOf(again, gradeFields);
	if (loaded === null || changedFigures(figuresOf(stored, gradeFields), byRun).length === 0)
		return byRun;
	const answers = new Map(
		(await answersOfStage(database, stage.id)).map((answer) => [answer.attemptId, answer])
	);
	const verdictOf = ({ id }: Attempt): CombinedGrade | null => {
		const answer = answers.get(id);
		if (answer?.grade) return { grade: answer.grade };
		const reason = answer?.ungradedReason;
		return reason === undefined ? null : { grade: null, reason };
	};
	const inOrder = attempts.toSorted((a, b) => a.ordinal - b.ordinal || (a.id < b.id ? -1 : 1));
	const byRegrading = figuresOf(
		withGrades(again, inOrder, verdictOf, { cell, loaded }),
		gradeFields
	);
	const isOfRegrading = changedFigures(figuresOf(stored, gradeFields), byRegrading).length === 0;
	// Where judges grade, a run grades nothing while it measures.
	return isOfRegrading || !isGraded ? byRegrading : byRun;
};

/** What attempts cost in all is summed up batch by batch, each rounded to a millionth of a millionth of a dollar. */
const spentOf = (columns: StageColumns | null, spentUsd: Decimal, attempts: number): string => {
	const offUsd = toDecimal(columns?.spentUsd ?? 0)
		.minus(spentUsd)
		.abs();
	return columns && offUsd.lte(toDecimal(1e-12).times(attempts))
		? columns.spentUsd
		: spentUsd.toFixed();
};

/** As JSON holds it. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Null where the stage has no figures or no attempts. Throws E_AUTH where bodies are encrypted and the key is not there. */
export const recomputeStage = async (
	database: Database,
	asked: StageToRecompute
): Promise<RecomputedStage | null> => {
	const { cell, stage, protocol, objective, warmUp } = asked;
	const { summary: stored, load } = stage;
	if (stored === null) return null;
	const { slo, sloShare, isGraded, converses } = objective;
	const price = priceIn(load, cell.target);
	const priceVersion = price && priceVersionOf(price);
	const collector = new StageCollector({
		...{ load, sloShare, price, priceVersion, isGraded, converses, warmUp },
		slo: load.kind === 'batch' ? null : slo
	});
	const stream = isStreamed(asked);
	const counted = { begun: 0, lastDueMs: 0 };
	const attempts: Attempt[] = [];
	const changed: (RecomputedAttempt & ChangedAttempt)[] = [];
	let [count, read, hasDeltas] = [0, 0, true];
	let spentUsd = toDecimal(0);
	for await (const { attempt: before, kept, grade } of storedAttempts(database, stage.id)) {
		const again = kept && readKeptAttempt(before, kept, { protocol, stream, price, priceVersion });
		const after = again?.attempt ?? before;
		if (again) read++;
		if (!kept) hasDeltas = false;
		const changes = changedFigures(plain(before), plain(after));
		if (changes.length > 0 || again?.hasOtherDeltas) {
			const deltaMs = again?.hasOtherDeltas ? again.deltaMs : null;
			changed.push({ before, after, deltaMs, attemptId: before.id, changes });
		}
		spentUsd = spentUsd.plus(after.costUsd ?? 0);
		if (after.turn === 0) counted.begun++;
		counted.lastDueMs = Math.max(counted.lastDueMs, after.dueMs);
		count++;
		// Of a load test, which may be millions of requests, nobody needs them again.
		if (objective.loaded !== null) attempts.push(after);
		collector.add(
			{
				attempt: after,
				deltaMs: again?.deltaMs ?? kept?.deltaMs ?? new Float64Array(0),
				isEmulated: kept?.headers['x-breakeven-emulated'] !== undefined,
				rateLimit: null
			},
			grade
		);
	}
	if (count === 0) return null;
	const { client } = stored;
	const dropped = client?.droppedSends ?? 0;
	const summed =
		client === null
			? lostSummary(collector, load, counted)
			: collector.summariseAgain(
					{ offered: count + dropped, begun: counted.begun + dropped },
					{ client, gaveUp: gaveUpOf(stored.validity) }
				);
	const again = { ...summed, ...figuresOf(stored, asMeasured) };
	const saturated = stored.saturation
		? saturatedValidity(summed.validity, stored.saturation)
		: summed.validity;
	const lesser = lesserLoadReason(stored.validity);
	const summary: StageSummary = plain({
		...again,
		...(await gradedAgain(database, asked, { stored, again, attempts })),
		validity: lesser === null ? saturated : lesserLoadValidity(saturated, lesser),
		// Of a stage that was summed up after its process had been killed the kind of its target says it as well.
		emulated: summed.emulated || (client === null && cell.target.kind === 'emulated'),
		failures: failuresOf(stored.failures, summed.failures),
		// Without the moments of deltas nothing is known of the gaps between them.
		itlMs: hasDeltas ? sameGaps(stored.itlMs, summed.itlMs) : stored.itlMs
	});
	summary.energy = energyOf(stored, summary);
	const columns = await stageColumns(database, stage.id);
	const beside = { attemptCount: count, spentUsd: spentOf(columns, spentUsd, count) };
	const changes = [
		...changedFigures(plain(stored), summary),
		...changedFigures(columns, columnsOfSummary(summary, beside)).map((change) => ({
			...change,
			figure: `column ${change.figure}`
		}))
	];
	return {
		attempts: count,
		read,
		changedAttempts: changed.map(({ attemptId, changes }) => ({ attemptId, changes })),
		changes,
		figures:
			changes.length + changed.length === 0
				? null
				: { stageId: stage.id, attempts: changed, summary, ...beside }
	};
};
