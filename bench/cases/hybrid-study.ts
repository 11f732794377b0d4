/**
 * What the answers of both sides of a hybrid to the same items say: its items, and the threshold that is chosen on one half of them
 * and reported on the other.
 */
import type { GateName, HybridOptionSpec, OptionSpec } from '#core/cost-spec.ts';
import type { MeasuredCell, PairedAnswer } from '#core/measured.ts';
import { createRandom } from '#core/random.ts';
import { totalInputTokens } from '#core/usage.ts';
import { pairedAnswers } from '#db/paired-answers.server.ts';
import { chooseThreshold, type ThresholdStudy } from '#bench/economics/hybrid/choose-threshold.ts';
import type { HybridSettings } from '#bench/economics/hybrid/frontier.ts';
import { shortnessScore } from '#bench/economics/hybrid/gate-score.ts';
import {
	pairItems,
	type MaybeResult,
	type PairedItem,
	type PairedItems
} from '#bench/economics/hybrid/paired-item.ts';
import { referencedCell, type CaseRun, type ResolveContext } from './case-sources.ts';
import { measuredBy } from './resolve-quality.ts';
import { ready, unavailable, type Resolved } from './resolved.ts';

export interface HybridStudy {
	local: { cell: MeasuredCell; run: CaseRun };
	api: { cell: MeasuredCell; run: CaseRun };
	/** Items that both sides answered; an answer of the own model costs nothing here, its fleet is counted by itself. */
	items: PairedItem[];
	leftOut: PairedItems['leftOut'];
	settings: HybridSettings;
	study: ThresholdStudy;
}

const scoreOf = (gate: GateName, local: PairedAnswer): number | null => {
	const { usage } = local;
	if (!usage) return null;
	const tokens = gate === 'short-requests' ? totalInputTokens(usage) : usage.outputTokens;
	return tokens === null ? null : shortnessScore(tokens);
};

/** `no answer of the API (2), not asked of the own model (1)` */
export const leftOutReasons = (leftOut: PairedItems['leftOut']): string =>
	[...new Set(leftOut.map(({ reason }) => reason))]
		.map(
			(reason) => `${reason} (${String(leftOut.filter((each) => each.reason === reason).length)})`
		)
		.join(', ');

/** The study of a hybrid whose threshold is measured; unavailable where its sides name no run. */
export const studyHybrid = async (
	option: HybridOptionSpec,
	{ gate, withinShare }: NonNullable<HybridOptionSpec['threshold']>,
	context: Pick<ResolveContext, 'spec' | 'sources'>
): Promise<Resolved<HybridStudy>> => {
	const specOf = (id: string): OptionSpec | undefined =>
		context.spec.options.find((each) => each.id === id);
	const [localSpec, apiSpec] = [specOf(option.local), specOf(option.api)];
	const references = [localSpec, apiSpec].map((each) => each && measuredBy(each));
	const [ofLocal, ofApi] = references;
	if (!ofLocal || !ofApi) {
		return unavailable(
			'its threshold is to be measured, but its two sides name no run',
			'Give both sides a "run" (or capacity from a run) that measured the same items, or type "apiShare".'
		);
	}
	const local = await referencedCell(context, ofLocal);
	const bought = await referencedCell(context, ofApi);
	const rows = await pairedAnswers(
		await context.sources.database(),
		local.cell.cell.id,
		bought.cell.cell.id
	);
	const results = (side: 'a' | 'b'): MaybeResult[] =>
		rows.flatMap((row) => {
			const answer = row[side];
			if (!answer) return [];
			// One more answer of a node that runs anyway costs next to nothing; the fleet is counted by itself.
			const usd = side === 'a' ? '0' : answer.costUsd;
			return [{ itemId: row.itemId, right: answer.passed, usd }];
		});
	const scores = new Map(
		rows.flatMap(({ itemId, a }) => {
			const score = a && scoreOf(gate, a);
			return score === null ? [] : [[itemId, score] as const];
		})
	);
	const { items, leftOut } = pairItems(results('a'), results('b'), scores);
	const settings: HybridSettings = { kind: option.mode === 'cascade' ? 'cascade' : 'router' };
	const study = chooseThreshold({
		items,
		settings,
		goal: { kind: 'near-api', deltaShare: withinShare },
		split: { random: createRandom(context.spec.seed, `${option.id} halves`) },
		random: createRandom(context.spec.seed, `${option.id} resamples`)
	});
	return ready({ local, api: bought, items, leftOut, settings, study });
};
