/** Sums up a stage whose process was killed, from the attempts that it had stored. */
import type { Price } from '#core/price.ts';
import { isOpenLoop } from '#core/load-rate.ts';
import type { Slo } from '#core/slo.ts';
import { msToS } from '#core/units.ts';
import type { MeasuredStage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import { gradesOfAttempts } from '#db/answers.server.ts';
import { attemptsOfStage, evidenceOfAttempts, type AttemptCursor } from '#db/attempts.server.ts';
import type { Database } from '#db/client.server.ts';
import { priceVersionOf } from '#bench/importers/price-book/price-version.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';

/** Attempts that are read at once. */
const pageSize = 500;

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

/** Null where it had stored nothing. Its verdict is `client-bound`: nobody can say that it was not. */
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
	let [begun, lastDueMs] = [0, 0];
	let after: AttemptCursor | null = null;
	do {
		const page = await attemptsOfStage(database, stage.id, { limit: pageSize, after });
		const ids = page.attempts.map(({ id }) => id);
		const evidence = await evidenceOfAttempts(database, ids);
		const grades = await gradesOfAttempts(database, ids);
		for (const attempt of page.attempts) {
			if (attempt.turn === 0) begun++;
			lastDueMs = Math.max(lastDueMs, attempt.dueMs);
			const kept = evidence.get(attempt.id);
			collector.add(
				{
					attempt,
					deltaMs: kept?.deltaMs ?? new Float64Array(0),
					isEmulated: isEmulated || kept?.headers['x-breakeven-emulated'] !== undefined,
					rateLimit: null
				},
				grades.get(attempt.id) ?? null
			);
		}
		after = page.next;
	} while (after !== null);
	const window = collector.window();
	if (!window) return null;
	const summary = collector.summarise({
		reports: [],
		offered: collector.ended,
		begun,
		zeroHrMs: null
	});
	const { verdict, reasons } = summary.validity;
	return {
		summary: {
			...summary,
			client: null,
			offeredPerS:
				isOpenLoop(stage.load) && lastDueMs > 0 ? collector.ended / msToS(lastDueMs) : null,
			validity: {
				verdict: verdict === 'error-bound' ? verdict : 'client-bound',
				reasons: [lostRecord, ...reasons]
			}
		},
		lastEndMs: window.toMs
	};
};
