/** Builds every option of a spec: references resolved, rework added, what cannot be computed told with its reason. */
import type { FullCostSpec, HybridOptionSpec, OptionSpec } from '#core/cost-spec.ts';
import { buildBuy, type ContractTerms } from '#bench/economics/build/build-buy.ts';
import { buildBurst, burstProblem, type BurstSides } from '#bench/economics/build/build-burst.ts';
import { buildOwned, buildRented } from '#bench/economics/build/build-make.ts';
import { otherLines } from '#bench/economics/build/other-lines.ts';
import type { SharedInputs } from '#bench/economics/build/shared.ts';
import type { PairedCounts, UnavailableOption } from '#bench/economics/case/cost-case.ts';
import type { HybridFrontier } from '#bench/economics/hybrid/frontier-points.ts';
import type { CostLine } from '#bench/economics/option/cost-line.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { sumOfLines } from '#bench/economics/option/option-curve.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { reworkLines } from '#bench/economics/rework/rework-lines.ts';
import { referencedCell, type ResolveContext } from './case-sources.ts';
import { hostedOffers } from './hosted-offers.ts';
import { storedQuotesOf } from './named-quotes.ts';
import { resolveBuy } from './resolve-buy.ts';
import { resolveHybrid, type ResolvedHybrid } from './resolve-hybrid.ts';
import { resolveOwned, resolveRented } from './resolve-make.ts';
import { acceptShareOf, measuredBy } from './resolve-quality.ts';
import {
	emulatedRemedy,
	plainEmulatedRemedy,
	ready,
	unavailable,
	type Resolved
} from './resolved.ts';

interface BuiltOption {
	/** Without rework. */
	option: CostOption;
	/** What a hybrid was resolved to; null for all others. */
	hybrid: ResolvedHybrid | null;
	/** What a burst was joined from; null for all others. */
	burst: BurstSides | null;
	/** The contract that a bought option stands on; null for all others. */
	contract: ContractTerms | null;
}

/** One option without rework, its references resolved. Hybrids are built from the others afterwards. */
const buildPlain = async (
	option: Exclude<OptionSpec, HybridOptionSpec>,
	shared: SharedInputs,
	context: ResolveContext
): Promise<Resolved<BuiltOption>> => {
	switch (option.kind) {
		case 'buy':
		case 'hosted': {
			const found = await resolveBuy(option, context);
			return found.state === 'ready'
				? ready(
						{
							option: buildBuy(option, found.value, shared),
							hybrid: null,
							burst: null,
							contract: found.value.contract
						},
						found.notes
					)
				: found;
		}
		case 'make-owned': {
			const found = await resolveOwned(option, context);
			return found.state === 'ready'
				? ready(
						{
							option: buildOwned(option, found.value, shared),
							hybrid: null,
							burst: null,
							contract: null
						},
						found.notes
					)
				: found;
		}
		case 'make-rented': {
			const found = await resolveRented(option, context);
			return found.state === 'ready'
				? ready(
						{
							option: buildRented(option, found.value, shared),
							hybrid: null,
							burst: null,
							contract: null
						},
						found.notes
					)
				: found;
		}
	}
};

const buildBurstOption = (
	spec: HybridOptionSpec,
	sides: { local: CostOption; api: CostOption; lines: CostLine[] },
	shared: SharedInputs
): Resolved<BuiltOption> => {
	const problem = burstProblem(sides);
	if (problem !== null || !shared.levels) {
		return unavailable(
			problem ?? 'the hours of the week are not known',
			'Give it sides that can be joined, and demand.profile.'
		);
	}
	const burst: BurstSides = {
		...sides,
		id: spec.id,
		title: spec.title ?? spec.id,
		levels: shared.levels({ minBilledHours: 0, startupHours: 0 })
	};
	const option = buildBurst(burst, shared.requestsPerMonth);
	return ready({ option, hybrid: null, burst, contract: null });
};

const buildHybrid = async (
	spec: HybridOptionSpec,
	built: ReadonlyMap<string, CostOption>,
	shared: SharedInputs,
	context: ResolveContext
): Promise<Resolved<BuiltOption>> => {
	const [local, api] = [built.get(spec.local), built.get(spec.api)];
	if (!local || !api) {
		const missing = local ? spec.api : spec.local;
		return unavailable(
			`its part "${missing}" cannot be computed`,
			`Give what "${missing}" lacks; see there.`
		);
	}
	const lines = otherLines(spec.other, spec.id, shared.horizonMonths);
	if (spec.mode === 'burst') {
		return buildBurstOption(spec, { local, api, lines }, shared);
	}
	const found = await resolveHybrid(spec, api, context);
	if (found.state === 'unavailable') return found;
	const { apiShare, lines: differences } = found.value;
	const option: CostOption = {
		id: spec.id,
		title: spec.title ?? spec.id,
		kind: 'hybrid',
		emulated: local.emulated || api.emulated,
		lines: [...differences, ...lines],
		fleet: null,
		metered: null,
		purchase: null,
		blend: { mode: spec.mode, local, api, apiShare }
	};
	return ready({ option, hybrid: found.value, burst: null, contract: null }, found.notes);
};

/** Rework of one option; null where a person's cost was given but nobody knows how often the option is right. */
const reworkOf = (acceptShare: Parameter | null, shared: SharedInputs): CostLine[] | null => {
	const { checkUsd, humanUsd, errorUsd, unnoticedShare } = shared;
	if (!checkUsd && !humanUsd && !errorUsd) return [];
	if (!acceptShare) return null;
	return reworkLines({ checkUsd, humanUsd, errorUsd, unnoticedShare, acceptShare });
};

export interface BuiltOptions {
	ready: {
		spec: OptionSpec;
		option: CostOption;
		acceptShare: Parameter | null;
		/** A measured hybrid against its API; null for all others. */
		paired: PairedCounts | null;
		/** Of a measured hybrid; null for all others. */
		frontier: HybridFrontier | null;
		/** What a burst was joined from; null for all others. */
		burst: BurstSides | null;
		/** The contract of a bought option; null for all others. */
		contract: ContractTerms | null;
	}[];
	unavailable: UnavailableOption[];
	notes: string[];
}

/** Whether an option, or a side of it, was measured on an endpoint without a model. */
const isEmulated = async (spec: OptionSpec, context: ResolveContext): Promise<boolean> => {
	if (spec.kind === 'hybrid') {
		const sides = context.spec.options.filter(({ id }) => id === spec.local || id === spec.api);
		const marks = sides
			.filter(({ kind }) => kind !== 'hybrid')
			.map((side) => isEmulated(side, context));
		return (await Promise.all(marks)).some(Boolean);
	}
	const reference = measuredBy(spec);
	return reference !== null && (await referencedCell(context, reference)).cell.emulated;
};

/** What was judged on an endpoint without a model is emulated as well, whatever its cost was typed to be. */
const markEmulated = async (
	option: CostOption,
	spec: OptionSpec,
	context: ResolveContext
): Promise<CostOption> =>
	!option.emulated && (await isEmulated(spec, context)) ? { ...option, emulated: true } : option;

const buildAll = async (
	options: readonly OptionSpec[],
	shared: SharedInputs,
	context: ResolveContext,
	includeEmulated: boolean
): Promise<BuiltOptions> => {
	const built: BuiltOptions = { ready: [], unavailable: [], notes: [] };
	const plain = new Map<string, CostOption>();
	const isHybrid = ({ kind }: OptionSpec): boolean => kind === 'hybrid';
	const inOrder = [...options.filter((option) => !isHybrid(option)), ...options.filter(isHybrid)];
	for (const each of inOrder) {
		const leaveOut = async (
			why: Pick<UnavailableOption, 'reason' | 'remedy' | 'plainRemedy'>
		): Promise<void> => {
			const { id, title = id, kind } = each;
			const emulated = await isEmulated(each, context);
			const quoteIds = await storedQuotesOf(each, context.sources);
			built.unavailable.push({
				...{ id, title, kind, emulated, ...why },
				...(quoteIds.length === 0 ? {} : { quoteIds })
			});
		};
		// Whatever else is wrong with it: no other run of an endpoint without a model would let it count.
		const leaveOutEmulated = (): Promise<void> =>
			leaveOut({
				reason: 'its figures come from an endpoint without a model (EMULATED)',
				remedy: emulatedRemedy,
				plainRemedy: plainEmulatedRemedy
			});
		if (!includeEmulated && (await isEmulated(each, context))) {
			await leaveOutEmulated();
			continue;
		}
		const found =
			each.kind === 'hybrid'
				? await buildHybrid(each, plain, shared, context)
				: await buildPlain(each, shared, context);
		if (found.state === 'unavailable') {
			const { reason, remedy, plainRemedy } = found;
			await leaveOut({ reason, remedy, ...(plainRemedy === undefined ? {} : { plainRemedy }) });
			continue;
		}
		built.notes.push(...found.notes);
		const { hybrid, burst, contract } = found.value;
		const option = await markEmulated(found.value.option, each, context);
		if (option.emulated && !includeEmulated) {
			await leaveOutEmulated();
			continue;
		}
		plain.set(option.id, option);
		const acceptShare = (await acceptShareOf(each, context)) ?? hybrid?.acceptShare ?? null;
		const rework = reworkOf(acceptShare, shared);
		if (!rework) {
			await leaveOut({
				reason: 'nobody knows how often its answers are right, and wrong ones cost something here',
				remedy: 'Measure it with bench run, or give "acceptShare".',
				plainRemedy: 'Measure it, or say which share of its answers is right.'
			});
			continue;
		}
		built.ready.push({
			spec: each,
			option: { ...option, lines: [...option.lines, ...rework] },
			acceptShare,
			paired: hybrid?.paired ?? null,
			frontier: hybrid?.frontier ?? null,
			burst,
			contract
		});
	}
	return built;
};

/** Most hosts that are offered beside one option: the cheapest. */
const mostHosts = 2;

/** The cheapest hosts of the models that the options run. What a host lacks is told, and no reason to leave out anything else. */
const withHosts = async (
	built: BuiltOptions,
	shared: SharedInputs,
	context: ResolveContext,
	includeEmulated: boolean
): Promise<BuiltOptions> => {
	const { offers, notes } = await hostedOffers(context.spec, context);
	built.notes.push(...notes);
	for (const { options } of offers) {
		const hosts = await buildAll(options, shared, context, includeEmulated);
		const usd = ({ option }: BuiltOptions['ready'][number]) =>
			sumOfLines(option.metered?.lines ?? [], 'request');
		hosts.ready.sort((a, b) => usd(a).cmp(usd(b)));
		built.ready.push(...hosts.ready.slice(0, mostHosts));
		const dearer = hosts.ready.slice(mostHosts).map(({ option }) => optionTitle(option));
		if (dearer.length > 0) built.notes.push(`dearer hosts are not shown: ${dearer.join(', ')}`);
		built.notes.push(
			...hosts.notes,
			...hosts.unavailable.map((each) => `${optionTitle(each)} is not offered: ${each.reason}`)
		);
	}
	return built;
};

/** All options of a spec, and the hosts of the models that they run. */
export const buildOptions = async (
	spec: FullCostSpec,
	shared: SharedInputs,
	context: ResolveContext,
	includeEmulated: boolean
): Promise<BuiltOptions> =>
	withHosts(
		await buildAll(spec.options, shared, context, includeEmulated),
		shared,
		context,
		includeEmulated
	);
