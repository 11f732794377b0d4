/** What a log says of the traffic, in the form that is printed and stored. */
import { describe, type Distribution } from '#core/statistics/distribution.ts';
import {
	demandOfTrace,
	type CoveredTime,
	type TraceDemand
} from '#bench/economics/demand/trace-demand.ts';
import type { ChosenUse } from './choose-use.ts';
import type { PromptUse } from './prompt-uses.ts';
import type { ReadTrace } from './trace-tally.ts';

export interface PromptFacts {
	/** By frequency, from 1. */
	number: number;
	requests: number;
	/** Of the requests whose content was logged, 0 to 1. */
	share: number;
	/** Characters of the system prompt; 0 where there is none. */
	characters: number;
}

export interface TraceFacts {
	formats: string[];
	/** Of the scenario: with its system prompt, and in the covered time. Failed ones count, as they were asked. */
	requests: number;
	/** In the files, duplicates not counted. */
	requestsInFiles: number;
	failed: number;
	otherRecords: number;
	duplicates: number;
	/** Requests without an id, whose duplicates would not be noticed. */
	withoutId: number;
	outOfOrder: number;
	/** Out of the time that was asked for. */
	outside: number;
	skipped: number;
	/** How many times were written in which form. */
	timesWritten: Record<string, number>;
	period: { from: string; to: string; days: number };
	requestsPerMonth: TraceDemand['requestsPerMonth'];
	peakToAverage: TraceDemand['peakToAverage'];
	arrivals: TraceDemand['arrivals'];
	tokens: {
		/** Per request, those that say so. */
		input: Distribution;
		output: Distribution;
		/** Of all input tokens those read from a cache, over the requests that say; null where none does. */
		cachedShare: number | null;
		cachedSaidBy: number;
	};
	/** As logged, US dollars; null where it was not. */
	cost: { requests: number; usd: number } | null;
	models: { model: string; requests: number }[];
	/** The most frequent ones. */
	systemPrompts: PromptFacts[];
	/** Which of them the scenario has; null: each item its own, or there is none. */
	systemPrompt: number | null;
	/** Requests of the scenario that could be no item, by reason. */
	leftOut: Record<string, number>;
}

const shownPrompts = 10;
const shownModels = 5;

/** Before a use is chosen, which may put them together. */
export const promptFacts = ({ uses }: ReadTrace): PromptFacts[] => {
	const ranked = uses.ranked();
	const known = ranked.reduce((sum, { requests }) => sum + requests, uses.others.requests);
	return ranked.slice(0, shownPrompts).map(({ requests, system }, index) => ({
		number: index + 1,
		requests,
		share: requests / known,
		characters: system?.length ?? 0
	}));
};

const modelsOf = ({ models }: PromptUse): TraceFacts['models'] =>
	[...models]
		.map(([model, requests]) => ({ model, requests }))
		.sort((a, b) => b.requests - a.requests || a.model.localeCompare(b.model, 'en'))
		.slice(0, shownModels);

/** Null where no time passes between the requests of the chosen use. */
export const traceFacts = (
	read: ReadTrace,
	{ use, number }: ChosenUse,
	systemPrompts: PromptFacts[],
	covered: CoveredTime
): TraceFacts | null => {
	const demand = demandOfTrace(use.times.sorted(), covered);
	if (!demand) return null;
	const { cache, cost } = use;
	return {
		formats: read.formats,
		requests: demand.requests,
		requestsInFiles: read.requests,
		failed: use.leftOut.get('failed') ?? 0,
		otherRecords: read.others,
		duplicates: read.duplicates,
		outOfOrder: read.outOfOrder,
		outside: read.outside,
		withoutId: read.withoutId,
		skipped: read.skipped,
		timesWritten: Object.fromEntries(read.timeForms),
		period: {
			from: new Date(demand.fromMs).toISOString(),
			to: new Date(demand.toMs).toISOString(),
			days: demand.days
		},
		requestsPerMonth: demand.requestsPerMonth,
		peakToAverage: demand.peakToAverage,
		arrivals: demand.arrivals,
		tokens: {
			input: describe(use.inputTokens.sorted()),
			output: describe(use.outputTokens.sorted()),
			cachedShare: cache.inputTokens === 0 ? null : cache.cachedTokens / cache.inputTokens,
			cachedSaidBy: cache.requests
		},
		cost: cost.requests === 0 ? null : { ...cost },
		models: modelsOf(use),
		systemPrompts,
		systemPrompt: number,
		leftOut: Object.fromEntries(use.leftOut)
	};
};
