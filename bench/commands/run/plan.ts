/** The plan of a run, as data: which cells, which requests, which stages, and what that may cost at worst. */
import type { Grade } from '#core/answer.ts';
import type { Config, Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { mostImageTokens } from '#core/image-tokens.ts';
import type { LoadShape } from '#core/load-shape.ts';
import type { MixLoad, RunLoad } from '#core/stage-load.ts';
import type { BilledPrice } from '#core/price.ts';
import type { Slo } from '#core/slo.ts';
import type { Target } from '#core/target.ts';
import {
	compareUsd,
	imagesCostUsd,
	sumUsd,
	timesUsd,
	worstAttemptCostUsd
} from '#bench/economics/prices/attempt-cost.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import { callImages } from '#bench/protocols/call-images.ts';
import type { Dialogue } from './dialogue.ts';
import { judgingCost, type JudgingCost, type PlannedJudging } from './judging-cost.ts';
import type { PlannedMix } from './plan-mixes.ts';
import type { PlannedSearch } from './plan-search.ts';
import type { ChatCall } from '#bench/protocols/protocol.ts';

/** One question of a cell: what is sent, and what becomes of the answer. */
export interface PlannedItem {
	/** Null in a load test without a scenario. */
	itemId: string | null;
	call: ChatCall;
	/** Null where nothing is graded. A promise where something has to be run for it. */
	grade: ((text: string) => Grade | Promise<Grade>) | null;
	/** Begins the conversation of which `call` is the first request; absent where the answer to it is all. */
	converse?: () => Dialogue;
	/** What the user says after the answers, in order; absent where that depends on the answers. */
	furtherMessages?: readonly string[];
}

/** What a conversation may take at most, for the plan. */
export interface PlannedConversation {
	maxTurns: number;
	/** All results of one turn together, bytes. */
	maxResultBytes: number;
	/** Mean turns of the solutions, message included; of users whose messages are known, the mean of those. */
	expectedTurns: number;
}

/** Targets that run a load in turns, block by block, in the order of their first turn. */
export interface PlannedTurns {
	blocks: number;
	targets: readonly string[];
}

/** One scenario on one target. */
export interface PlannedCell {
	scenarioId: string;
	scenarioVersion: number;
	scenarioHash: string;
	target: Target;
	/** Null where there is no objective. */
	slo: Slo | null;
	sloShare: number;
	/** Whether answers are graded as they arrive. */
	isGraded: boolean;
	/** Whether they are graded by judges, after measuring. */
	awaitsJudging?: boolean;
	/** Null where an item is one request. */
	conversation: PlannedConversation | null;
	/** In the order in which they are asked; every target of a scenario gets the same order. */
	items: PlannedItem[];
	loads: LoadShape[];
	/** Its shares of loads that other scenarios share, which follow when all cells have been measured; none where absent. */
	mixLoads?: MixLoad[];
	/** For each load, how targets take turns in it; null where they do not. Absent where they do in none. */
	turns?: readonly (PlannedTurns | null)[];
	/** The place of its scenario among those whose targets take turns: its cells are measured together. Absent where none of them do. */
	takesTurnsIn?: number;
	/** The search for the capacity that follows them; none where absent. */
	search?: PlannedSearch;
}

/** Every load of a cell that is known before, its shares of mixes included. */
export const allLoads = ({ loads, mixLoads = [] }: PlannedCell): RunLoad[] => [
	...loads,
	...mixLoads
];

export interface Plan {
	config: Config;
	limits: Limits;
	cells: PlannedCell[];
	/** What several cells are asked at the same time, when each has been measured alone; nothing where absent. */
	mixes?: PlannedMix[];
	/** What judges are asked once everything is measured; nothing where absent. */
	judging?: PlannedJudging[];
	/** Due moments of the loads that replay traces, where they have been read already. */
	replays?: ReadonlyMap<LoadShape, Float64Array>;
	/** What the user should know before it begins, one sentence each. */
	notes: string[];
}

export interface PlanCost {
	/** Requests of all stages on paid targets. */
	paidRequests: number;
	/** Upper bound of what they and the judges can cost, USD, decimal text. */
	worstUsd: string;
	/** The part of the judges; absent where nothing is judged. */
	judging?: JudgingCost;
}

/** A byte of JSON more than the texts of a request: names of fields, roles and the model. */
const envelopeBytes = 1_000;

/** Upper bound of the input tokens of a request: a token for each byte of text, and the dearest count of each image. */
const mostInputTokens = ({ call }: PlannedItem): number =>
	Buffer.byteLength(
		[
			call.system ?? '',
			...call.messages.map(({ content }) => content),
			call.tools ? JSON.stringify(call.tools) : '',
			call.responseFormat ? JSON.stringify(call.responseFormat) : '',
			JSON.stringify(call.extraBody)
		].join('')
	) +
	envelopeBytes +
	callImages(call).reduce((sum, image) => sum + mostImageTokens(image), 0);

/**
 * The same for every request that an item may take: a turn adds what the model said, which comes back as input (twice its tokens, as
 * it is written down another way), and what the tools answered or the user says next.
 */
const mostInputTokensByTurn = (
	item: PlannedItem,
	conversation: PlannedConversation | null
): number[] => {
	const first = mostInputTokens(item);
	if (!conversation) return [first];
	const { maxTurns, maxResultBytes } = conversation;
	const addedBytes =
		item.furtherMessages?.map((message) => Buffer.byteLength(message)) ??
		Array.from({ length: maxTurns - 1 }, () => maxResultBytes);
	const tokens = [first];
	for (const bytes of addedBytes) {
		tokens.push((tokens.at(-1) ?? 0) + 2 * item.call.maxOutputTokens + bytes + envelopeBytes);
	}
	return tokens;
};

/** Of one request; an embedding is no output that is billed. */
const mostOutputTokens = ({ call }: PlannedItem): number =>
	call.embedding ? 0 : call.maxOutputTokens;

/** The most that one item can cost, USD, decimal text: each of its requests, or all the images that it asks for, where they are billed. */
const worstOf = (
	item: PlannedItem,
	price: BilledPrice,
	conversation: PlannedConversation | null
): string => {
	const { image } = item.call;
	if (price.kind === 'per-token') {
		return sumUsd(
			mostInputTokensByTurn(item, conversation).map((inputTokens) =>
				worstAttemptCostUsd(inputTokens, mostOutputTokens(item), price)
			)
		);
	}
	const usd = image ? imagesCostUsd(image.n, image, price) : null;
	if (usd === null) throw new BenchError('E_INTERNAL', 'images were planned without their price');
	return usd;
};

/**
 * The most that a single request of a cell can cost, USD, decimal text, and how many it sends for one item at most; null where requests are not
 * billed one by one.
 */
export const dearestRequest = ({
	target,
	items,
	conversation
}: Pick<PlannedCell, 'target' | 'items' | 'conversation'>): {
	usd: string;
	turns: number;
} | null => {
	if (target.kind !== 'measured-api') return null;
	const { price } = target;
	const usd = items
		.map((item) =>
			price.kind === 'per-token'
				? worstAttemptCostUsd(
						Math.max(...mostInputTokensByTurn(item, conversation)),
						mostOutputTokens(item),
						price
					)
				: worstOf(item, price, conversation)
		)
		.reduce((most, each) => (compareUsd(each, most) > 0 ? each : most), '0');
	return { usd, turns: conversation?.maxTurns ?? 1 };
};

/**
 * The most that the request at each place of a load can cost, USD, decimal text, where each is an item of its own that is known before; null for any
 * other load.
 */
export const worstOfPlaces = (
	{ target, items, conversation }: Pick<PlannedCell, 'target' | 'items' | 'conversation'>,
	load: RunLoad
): string[] | null =>
	load.kind === 'trace' && load.use === 'requests' && target.kind === 'measured-api'
		? items.map((item) => worstOf(item, target.price, conversation))
		: null;

/**
 * The most that the plan can spend: for every request of a paid target its dearest possible cost. Throws E_CONFIG for a paid
 * stage whose number of requests is not bounded.
 */
export const worstCost = (plan: Plan): PlanCost => {
	const amounts: string[] = [];
	let paidRequests = 0;
	for (const cell of plan.cells) {
		const { target } = cell;
		if (target.kind !== 'measured-api') continue;
		const dearest = cell.items
			.map((item) => worstOf(item, target.price, cell.conversation))
			.reduce((most, each) => (compareUsd(each, most) > 0 ? each : most), '0');
		for (const load of allLoads(cell)) {
			// Each request of the trace is one item, so that their costs need not be taken as those of the dearest.
			const ofPlaces = worstOfPlaces(cell, load);
			if (ofPlaces) {
				paidRequests += ofPlaces.length;
				amounts.push(...ofPlaces);
				continue;
			}
			const requests = plannedRequests(load, plan.config.seed);
			if (requests === null) {
				throw new BenchError(
					'E_CONFIG',
					`target "${target.id}" costs money, but a closed loop of ${cell.scenarioId} is bounded by time only`,
					{ hint: 'Add "requests" to that load, so that the most it can cost is known.' }
				);
			}
			paidRequests += requests * (cell.conversation?.maxTurns ?? 1);
			amounts.push(timesUsd(dearest, requests));
		}
		// A search without a bound is one whose requests cost nothing.
		if (cell.search && Number.isFinite(cell.search.maxRequests)) {
			paidRequests += cell.search.maxRequests * (cell.conversation?.maxTurns ?? 1);
			amounts.push(timesUsd(dearest, cell.search.maxRequests));
		}
	}
	if (!plan.judging || plan.judging.length === 0) {
		return { paidRequests, worstUsd: sumUsd(amounts) };
	}
	const judging = judgingCost(plan.judging, plan.cells, plan.config.seed);
	return { paidRequests, worstUsd: sumUsd([...amounts, judging.worstUsd]), judging };
};

const judgesInWords = ({ judging }: PlanCost): string =>
	judging && compareUsd(judging.worstUsd, '0') > 0
		? ` and judges (${judging.worstUsd} USD of it)`
		: '';

/**
 * Throws E_CONFIG if there is no cap for paid targets, E_BUDGET if the worst case of the plan is above its cap; with `stopsAtCap` it is begun all the
 * same, and ends when the cap is reached.
 */
export const checkBudget = (plan: Plan, stopsAtCap = false): PlanCost => {
	const cost = worstCost(plan);
	if (compareUsd(cost.worstUsd, '0') === 0 && cost.paidRequests === 0) return cost;
	const { maxSpendUsd } = plan.config;
	if (maxSpendUsd === undefined) {
		throw new BenchError('E_CONFIG', 'a paid target or judge needs "maxSpendUsd"', {
			hint: `The worst case of this plan is ${cost.worstUsd} USD.`
		});
	}
	if (compareUsd(cost.worstUsd, maxSpendUsd) > 0 && !stopsAtCap) {
		throw new BenchError(
			'E_BUDGET',
			`at worst ${String(cost.paidRequests)} paid requests${judgesInWords(cost)} cost ${cost.worstUsd} USD, above the cap of ${maxSpendUsd} USD; nothing was sent`,
			{
				hint: 'Raise "maxSpendUsd" (or --max-spend), ask for fewer requests or items, or give --stop-at-cap: the run then begins, and ends at the cap.'
			}
		);
	}
	return cost;
};
