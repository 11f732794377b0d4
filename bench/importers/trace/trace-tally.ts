/** What is counted and kept of the requests of a log, one after another. */
import { createHash } from 'node:crypto';
import { createRandom, type RandomSource } from '#core/random.ts';
import {
	PromptUses,
	type LeftOutReason,
	type PromptUse,
	type SampledRequest
} from './prompt-uses.ts';
import { shapeOf } from './request-shape.ts';
import type { TraceFormatName } from './trace-formats.ts';
import type { TraceRequest } from './trace-request.ts';
import type { TimeForm } from './written-time.ts';

/** Characters of sampled requests that are held at a time. */
const heldCharacters = 64_000_000;
/** A request with more is no item. */
const mostCharacters = 400_000;

export interface ReadTrace {
	/** Formats of the files, each once. */
	formats: TraceFormatName[];
	uses: PromptUses;
	/** Requests, duplicates not counted. */
	requests: number;
	failed: number;
	/** Records of something else than a request to a model. */
	others: number;
	/** Records with the id and the time of an earlier one; counted once. */
	duplicates: number;
	/** Requests without an id, whose duplicates would not be noticed. */
	withoutId: number;
	/** Requests that are earlier than the one before; the order of a log does not matter. */
	outOfOrder: number;
	/** Broken records that were left out, by leave of the user. */
	skipped: number;
	/** Requests out of the covered time. */
	outside: number;
	/** How the times were written. */
	timeForms: Map<TimeForm, number>;
	/** Most of each sample that is still kept, for want of memory fewer than wanted. */
	kept: number;
}

export interface Tally extends ReadTrace {
	random: RandomSource;
	/** Puts the kind of each identifier in its place. */
	mask: (text: string) => string;
	seen: Set<string>;
	lastMs: number;
	/** Characters of the sample since it was last counted, an upper bound. */
	characters: number;
}

export const emptyTally = (items: number, seed: number, mask: (text: string) => string): Tally => ({
	formats: [],
	uses: new PromptUses(),
	requests: 0,
	failed: 0,
	others: 0,
	duplicates: 0,
	withoutId: 0,
	outOfOrder: 0,
	outside: 0,
	skipped: 0,
	timeForms: new Map(),
	kept: items,
	random: createRandom(seed, 'sample of a trace'),
	mask,
	seen: new Set(),
	lastMs: -Infinity,
	characters: 0
});

/** 48 bits, so that a million ids take little memory and hardly ever meet by chance. */
const shortHash = (text: string): string =>
	createHash('sha256').update(text).digest('base64').slice(0, 8);

/** Most ids that a set can hold. */
const mostIds = 16_000_000;

/** Whether the same record was there before; remembers it. */
export const isDuplicate = (tally: Tally, id: string | null, ms: number): boolean => {
	if (id === null || tally.seen.size >= mostIds) {
		tally.withoutId++;
		return false;
	}
	const key = shortHash(`${id}\n${String(ms)}`);
	if (tally.seen.has(key)) return true;
	tally.seen.add(key);
	return false;
};

const charactersOf = ({ prompt, answer }: TraceRequest): number =>
	(prompt?.system.length ?? 0) +
	(prompt?.turns ?? []).reduce((sum, { text }) => sum + text.length, 0) +
	(answer?.length ?? 0);

const whyLeftOut = (request: TraceRequest): LeftOutReason | null => {
	const { prompt, answer, isFailed } = request;
	if (isFailed) return 'failed';
	if (!prompt) return 'content not logged';
	if (!prompt.isPlain) return 'not text alone';
	if (answer === null || answer.trim() === '') return 'no answer in text';
	return charactersOf(request) > mostCharacters ? 'too long' : null;
};

export const countIn = <K>(counts: Map<K, number>, key: K): void => {
	counts.set(key, (counts.get(key) ?? 0) + 1);
};

const addTokens = (use: PromptUse, request: TraceRequest): void => {
	const { inputTokens, outputTokens, cachedInputTokens, costUsd, model } = request;
	if (inputTokens !== null) use.inputTokens.add(inputTokens);
	if (outputTokens !== null) use.outputTokens.add(outputTokens);
	if (inputTokens !== null && cachedInputTokens !== null) {
		use.cache.requests++;
		use.cache.inputTokens += inputTokens;
		use.cache.cachedTokens += Math.min(cachedInputTokens, inputTokens);
	}
	if (costUsd !== null) {
		use.cost.requests++;
		use.cost.usd += costUsd;
	}
	if (model !== null) countIn(use.models, model);
};

/** Keeps fewer of each sample where they take too much memory. */
const spareMemory = (tally: Tally): void => {
	if (tally.characters <= heldCharacters) return;
	tally.characters = tally.uses.cut(tally.kept);
	while (tally.characters > heldCharacters / 2 && tally.kept > 1) {
		tally.kept = Math.floor(tally.kept / 2);
		tally.characters = tally.uses.cut(tally.kept);
	}
};

/** Counts a request that began at `ms`. */
export const count = (tally: Tally, request: TraceRequest, ms: number): void => {
	tally.requests++;
	if (ms < tally.lastMs) tally.outOfOrder++;
	tally.lastMs = ms;
	if (request.isFailed) tally.failed++;
	const { prompt, answer } = request;
	const use = tally.uses.of(prompt, tally.kept);
	use.requests++;
	use.times.add(ms);
	addTokens(use, request);
	const reason = whyLeftOut(request);
	if (reason !== null) countIn(use.leftOut, reason);
	const priority = tally.random();
	if (!prompt) return;
	const shape = shapeOf(prompt, tally.mask);
	use.clusters.add(shape, priority, tally.kept, (): SampledRequest | null => {
		if (reason !== null || answer === null) return null;
		const characters = charactersOf(request);
		tally.characters += characters;
		return { form: shape.form, characters, prompt, answer };
	});
	spareMemory(tally);
};
