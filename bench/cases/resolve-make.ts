/** What an option on own or rented nodes refers to: capacity from a run, prices from quotes or the measured target. */
import type {
	MakeOptionSpec,
	OwnedOptionSpec,
	RentedOptionSpec
} from '#core/cost-spec/make-option.ts';
import { toDecimal } from '#core/decimal.ts';
import type { MakeReferences } from '#bench/economics/build/build-make.ts';
import { typed } from '#bench/economics/build/shared.ts';
import {
	kappaParameter,
	measureCapacity,
	renderCapacityMethod
} from '#bench/economics/capacity/capacity.ts';
import { capacityStageOf } from '#bench/economics/capacity/capacity-stage.ts';
import type { Evidence } from '#bench/economics/option/evidence.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';
import { referencedCell, runEvidence, type ResolveContext } from './case-sources.ts';
import { quotedColocation, quotedNode, quotedRent } from './resolve-quote.ts';
import { resolveTuning } from './resolve-tuning.ts';
import { ready, type Resolved } from './resolved.ts';

interface ResolvedCapacity {
	kappaPerS: Parameter;
	emulated: boolean;
	/** USD an hour of one node as the target of the run is paid; null where it is not paid by the hour. */
	targetUsdPerHour: Parameter | null;
}

const capacityIdentity = (option: MakeOptionSpec) => ({
	id: `${option.id}.kappaPerS`,
	label: 'requests that one node serves within the objective'
});

/** The hourly price of the measured target, for one of its nodes. */
const targetRent = (
	option: MakeOptionSpec,
	price: { usdPerHour: string; source: string; checkedOn: string },
	nodes: number,
	evidence: Evidence
): Parameter =>
	fixedParameter(toDecimal(price.usdPerHour).div(nodes).toFixed(), {
		id: `${option.id}.rent.onDemandUsdPerHour`,
		label: 'node, as the measured target is paid',
		unit: 'USD/node-hour',
		basis: 'user',
		source: price.source,
		asOf: price.checkedOn,
		evidence
	});

const resolveCapacity = async (
	option: MakeOptionSpec,
	context: ResolveContext
): Promise<Resolved<ResolvedCapacity>> => {
	const { capacity } = option;
	if ('requestsPerSPerNode' in capacity) {
		const kappaPerS = typed(capacity.requestsPerSPerNode, {
			...capacityIdentity(option),
			unit: 'requests/s per node'
		});
		return ready({ kappaPerS, emulated: false, targetUsdPerHour: null });
	}
	const { cell, run } = await referencedCell(context, capacity);
	const measured = measureCapacity(
		cell.stages
			.map((stage) => capacityStageOf(stage, { nodes: capacity.nodes, sloShare: context.sloShare }))
			.filter((stage) => stage !== null)
	);
	if (measured.state === 'refused') {
		return {
			state: 'unavailable',
			reason: measured.reason,
			remedy: `Run ${measured.runThatWould}.`,
			plainRemedy: measured.inWords
		};
	}
	if (measured.state === 'none') {
		return {
			state: 'unavailable',
			reason: `it cannot serve this objective: ${measured.reason}`,
			remedy: 'Give the scenario a looser objective, or measure a faster server or a smaller model.'
		};
	}
	const decisive = measured.stages
		.filter(({ role }) => role === 'passing' || role === 'failing' || role === 'overloaded')
		.map(({ stageId }) => stageId);
	return ready(
		{
			kappaPerS: kappaParameter(measured, {
				...capacityIdentity(option),
				source: `run ${run.id}, target ${capacity.target}: ${renderCapacityMethod(measured)}`,
				asOf: run.startedAtUtc.slice(0, 10),
				evidence: runEvidence(run, cell, decisive)
			}),
			emulated: cell.emulated,
			targetUsdPerHour:
				cell.price?.kind === 'per-hour'
					? targetRent(option, cell.price, capacity.nodes, runEvidence(run, cell))
					: null
		},
		measured.notes.map((note) => `${option.id}: ${note}`)
	);
};

/** Resolves what an owned option refers to. */
export const resolveOwned = async (
	option: OwnedOptionSpec,
	context: ResolveContext
): Promise<Resolved<MakeReferences>> => {
	const capacity = await resolveCapacity(option, context);
	if (capacity.state === 'unavailable') return capacity;
	const tuning = await resolveTuning(option, context);
	if (tuning.state === 'unavailable') return tuning;
	const node =
		option.node.quote === undefined ? null : await quotedNode(option.node.quote, option, context);
	if (node?.state === 'unavailable') return node;
	const siteQuote = option.site?.kind === 'colocation' ? option.site.quote : undefined;
	const colocation =
		siteQuote === undefined ? null : await quotedColocation(siteQuote, option, context);
	if (colocation?.state === 'unavailable') return colocation;
	return ready(
		{
			kappaPerS: capacity.value.kappaPerS,
			emulated: capacity.value.emulated,
			quotes: { node: node && node.value, colocation: colocation && colocation.value },
			rentUsdPerHour: { onDemand: null, reserved: null },
			tuningUsd: tuning.value
		},
		[...capacity.notes, ...tuning.notes, ...(node?.notes ?? []), ...(colocation?.notes ?? [])]
	);
};

/** Resolves what a rented option refers to. */
export const resolveRented = async (
	option: RentedOptionSpec,
	context: ResolveContext
): Promise<Resolved<MakeReferences>> => {
	const capacity = await resolveCapacity(option, context);
	if (capacity.state === 'unavailable') return capacity;
	const tuning = await resolveTuning(option, context);
	if (tuning.state === 'unavailable') return tuning;
	const quoteId = option.rent?.quote;
	const quote = quoteId === undefined ? null : await quotedRent(quoteId, option, context);
	if (quote?.state === 'unavailable') return quote;
	const { targetUsdPerHour, ...rest } = capacity.value;
	const isTyped = option.rent?.onDemandUsdPerHour ?? option.rent?.reservedUsdPerHour;
	if (!isTyped && !quote && !targetUsdPerHour) {
		return {
			state: 'unavailable',
			reason: 'nobody says what an hour of a node costs',
			remedy: 'Add "rent" to the option, or a price per hour to the target that was measured.'
		};
	}
	return ready(
		{
			...rest,
			quotes: { node: null, colocation: null },
			rentUsdPerHour: quote ? quote.value : { onDemand: targetUsdPerHour, reserved: null },
			tuningUsd: tuning.value
		},
		[...capacity.notes, ...tuning.notes, ...(quote?.notes ?? [])]
	);
};
