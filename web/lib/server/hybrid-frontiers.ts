/** What the hybrids of a use case would answer and cost at every threshold, from the items that both sides answered. */
import type { FullCostSpec, HybridOptionSpec } from '#core/cost-spec.ts';
import { createCaseSources } from '#bench/cases/case-sources.ts';
import { leftOutReasons, studyHybrid, type HybridStudy } from '#bench/cases/hybrid-study.ts';
import { hybridFrontier } from '#bench/economics/hybrid/frontier.ts';
import type { Database } from '#db/client.server.ts';
import type { HybridFrontierData } from '../charts/hybrid-frontier-table.ts';
import { formatShare } from '../format.ts';

const titleOf = ({ options }: FullCostSpec, id: string): string =>
	options.find((option) => option.id === id)?.title ?? id;

const chosenOf = ({ study }: HybridStudy): HybridFrontierData['chosen'] => {
	if (study.state !== 'chosen') return null;
	const { rule, heldOut } = study;
	return {
		threshold: rule.kind === 'threshold' ? rule.threshold : null,
		apiShare: heldOut.apiShare,
		quality: heldOut.quality,
		items: heldOut.n
	};
};

const frontierOf = async (
	option: HybridOptionSpec,
	spec: FullCostSpec,
	sources: ReturnType<typeof createCaseSources>
): Promise<HybridFrontierData> => {
	const named = {
		optionId: option.id,
		title: option.title ?? option.id,
		local: titleOf(spec, option.local),
		api: titleOf(spec, option.api)
	};
	const nothing = (reason: string): HybridFrontierData => ({
		...named,
		emulated: false,
		gate: null,
		points: [],
		chosen: null,
		reason
	});
	const { threshold, apiShare } = option;
	if (!threshold) {
		const share = apiShare ? ` (${formatShare(apiShare.value)})` : '';
		return nothing(
			option.mode === 'burst'
				? 'Its API takes what the own nodes cannot, so it has no threshold.'
				: `Its share to the API was typed in${share}, so there is no threshold to look at.`
		);
	}
	const found = await studyHybrid(option, threshold, { spec, sources });
	if (found.state === 'unavailable') return nothing(`${found.reason}. ${found.remedy}`);
	const { local, api, items, leftOut, settings, study } = found.value;
	const left =
		leftOut.length === 0
			? ''
			: ` ${String(leftOut.length)} items are left out: ${leftOutReasons(leftOut)}.`;
	return {
		...named,
		emulated: local.cell.emulated || api.cell.emulated,
		gate: threshold.gate,
		points: hybridFrontier(items, settings),
		chosen: chosenOf(found.value),
		reason: `${study.reason}${left}`,
		sources: [...new Set([local.run.id, api.run.id])].map((id) => `run ${id}`)
	};
};

/** One for each hybrid of the spec, in its order; empty where there is none. */
export const hybridFrontiers = async (
	spec: FullCostSpec,
	database: () => Promise<Database>,
	{ includeEmulated }: { includeEmulated: boolean }
): Promise<HybridFrontierData[]> => {
	const hybrids = spec.options.filter((option) => option.kind === 'hybrid');
	const sources = createCaseSources(includeEmulated ? { includeEmulated: true } : {}, database);
	const found: HybridFrontierData[] = [];
	for (const option of hybrids) found.push(await frontierOf(option, spec, sources));
	return found;
};
