/** Sums up a stage whose process was killed, from the attempts that it had stored. */
import type { Price } from '#core/price.ts';
import { isOpenLoop } from '#core/load-rate.ts';
import type { Slo } from '#core/slo.ts';
import { msToS } from '#core/units.ts';
import type { MeasuredStage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { RunLoad } from '#core/stage-load.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { Database } from '#db/client.server.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import { storedAttempts } from './stored-attempts.ts';

export interface RecoverOptions {
	stage: MeasuredStage;
	slo: Slo | null;
	sloShare: number;
	price: Price | null;
	isGraded: boolean;
	converses: boolean;
	warmUp: WarmUpRule | undefined;
	isEmulated: boolean;
}

const lostRecord =
	'the process was killed while it measured, and with it what the client knew of itself: whether it kept up cannot be said';

/** Attempts of a stage as they are counted: those that began something, and the last due moment of all, ms. */
export interface CountedAttempts {
	begun: number;
	lastDueMs: number;
}

/** What is said of a stage of which nobody knows what the client did. Its verdict is `client-bound`: nobody can say that it was not. */
export const lostSummary = (
	collector: StageCollector,
	load: RunLoad,
	{ begun, lastDueMs }: CountedAttempts
): StageSummary => {
	const offered = collector.ended;
	const summary = collector.summarise({ reports: [], offered, begun, zeroHrMs: null });
	const { verdict, reasons } = summary.validity;
	return {
		...summary,
		client: null,
		offeredPerS: isOpenLoop(load) && lastDueMs > 0 ? offered / msToS(lastDueMs) : null,
		validity: {
			verdict: verdict === 'error-bound' ? verdict : 'client-bound',
			reasons: [lostRecord, ...reasons]
		}
	};
};

/** Null where it had stored nothing. */
export const recoverSummary = async (
	database: Database,
	{ stage, price, isEmulated, ...options }: RecoverOptions
): Promise<{ summary: StageSummary; lastEndMs: number } | null> => {
	const collector = new StageCollector({
		...options,
		load: stage.load,
		slo: stage.load.kind === 'batch' ? null : options.slo,
		price,
		priceVersion: price && priceVersionOf(price)
	});
	const counted = { begun: 0, lastDueMs: 0 };
	for await (const { attempt, kept, grade } of storedAttempts(database, stage.id)) {
		if (attempt.turn === 0) counted.begun++;
		counted.lastDueMs = Math.max(counted.lastDueMs, attempt.dueMs);
		collector.add(
			{
				attempt,
				deltaMs: kept?.deltaMs ?? new Float64Array(0),
				isEmulated: isEmulated || kept?.headers['x-breakeven-emulated'] !== undefined,
				rateLimit: null
			},
			grade
		);
	}
	const window = collector.window();
	if (!window) return null;
	return { summary: lostSummary(collector, stage.load, counted), lastEndMs: window.toMs };
};
