/**
 * What a log says of each system prompt in it: a system prompt is the nearest thing to a use case that a log names. Rare ones are put together
 * where there are too many.
 */
import type { LoggedPrompt } from './trace-request.ts';
import { GrowingNumbers } from './growing-numbers.ts';
import { RequestClusters } from './request-clusters.ts';

/** Why a request is no item; it counts as demand all the same. */
export type LeftOutReason =
	'failed' | 'content not logged' | 'not text alone' | 'no answer in text' | 'too long';

/** A request that may become an item. */
export interface SampledRequest {
	form: string;
	characters: number;
	prompt: LoggedPrompt;
	answer: string;
}

export interface PromptUse {
	/** The first text of it; empty where there is no system prompt. Null: not known, or of several. */
	system: string | null;
	/** Whether texts that differ in their numbers alone, such as dates, were taken for the same. */
	varies: boolean;
	requests: number;
	/** Starts, milliseconds since 1970. */
	times: GrowingNumbers;
	inputTokens: GrowingNumbers;
	outputTokens: GrowingNumbers;
	/** Over the requests that say how much was read from a cache. */
	cache: { requests: number; inputTokens: number; cachedTokens: number };
	/** US dollars, over the requests that say so. */
	cost: { requests: number; usd: number };
	models: Map<string, number>;
	leftOut: Map<LeftOutReason, number>;
	clusters: RequestClusters<SampledRequest>;
}

const mostPrompts = 64;

const emptyUse = (system: string | null): PromptUse => ({
	system,
	varies: false,
	requests: 0,
	times: new GrowingNumbers(),
	inputTokens: new GrowingNumbers(),
	outputTokens: new GrowingNumbers(),
	cache: { requests: 0, inputTokens: 0, cachedTokens: 0 },
	cost: { requests: 0, usd: 0 },
	models: new Map(),
	leftOut: new Map(),
	clusters: new RequestClusters()
});

const addCounts = <K>(to: Map<K, number>, from: ReadonlyMap<K, number>): void => {
	for (const [key, count] of from) to.set(key, (to.get(key) ?? 0) + count);
};

const addUse = (to: PromptUse, from: PromptUse, most: number): void => {
	to.varies ||= from.varies;
	to.requests += from.requests;
	to.times.addAll(from.times);
	to.inputTokens.addAll(from.inputTokens);
	to.outputTokens.addAll(from.outputTokens);
	to.cache.requests += from.cache.requests;
	to.cache.inputTokens += from.cache.inputTokens;
	to.cache.cachedTokens += from.cache.cachedTokens;
	to.cost.requests += from.cost.requests;
	to.cost.usd += from.cost.usd;
	addCounts(to.models, from.models);
	addCounts(to.leftOut, from.leftOut);
	to.clusters.merge(from.clusters, most);
};

/** What texts that differ in numbers and spaces alone have in common. */
const keyOf = (system: string): string =>
	system
		.replaceAll(/\p{N}+/gu, '0')
		.replaceAll(/\s+/gu, ' ')
		.trim();

export class PromptUses {
	#byKey = new Map<string, PromptUse>();
	/** Rare ones, together. */
	readonly others = emptyUse(null);
	/** Requests whose content was not logged. */
	readonly unknown = emptyUse(null);

	/** The use that a request belongs to. */
	of(prompt: LoggedPrompt | null, most: number): PromptUse {
		if (!prompt) return this.unknown;
		const key = keyOf(prompt.system);
		let use = this.#byKey.get(key);
		if (!use) {
			if (this.#byKey.size >= mostPrompts) this.#giveUpRarest(most);
			use = emptyUse(prompt.system);
			this.#byKey.set(key, use);
		}
		use.varies ||= use.system !== prompt.system;
		return use;
	}

	#giveUpRarest(most: number): void {
		const rarest = [...this.#byKey].sort(([, a], [, b]) => a.requests - b.requests);
		for (const [key, use] of rarest.slice(0, mostPrompts / 2)) {
			this.#byKey.delete(key);
			addUse(this.others, use, most);
		}
	}

	/** Those that are told apart, the most frequent first. */
	ranked(): PromptUse[] {
		return [...this.#byKey.values()].sort((a, b) => b.requests - a.requests);
	}

	/** Leaves at most `most` in each sample; the characters that are still held. */
	cut(most: number): number {
		return [...this.#byKey.values(), this.others].reduce(
			(sum, { clusters }) => sum + clusters.cut(most),
			0
		);
	}

	/** All requests together. */
	all(most: number): PromptUse {
		const together = emptyUse(null);
		for (const use of [...this.ranked(), this.others, this.unknown]) addUse(together, use, most);
		return together;
	}

	/** One use, with the requests whose content was not logged where there is no other that they may be of. */
	withUnknown(use: PromptUse, most: number): PromptUse {
		if (this.#byKey.size > 1 || this.others.requests > 0) return use;
		addUse(use, this.unknown, most);
		return use;
	}
}
