/** What the figures of a run rest on beside the requests themselves, and what of it has changed when a broken-off run is gone on with. */
import { z } from 'zod';
import { isObject } from './json.ts';

export const runBasisSchema = z.strictObject({
	/** Absolute path of the config that it was begun from; paths in the config are relative to it. */
	configFile: z.string(),
	/** SHA-256 of each scenario of the plan, hex, by its id. */
	scenarioHashes: z.record(z.string(), z.string()),
	benchVersion: z.string(),
	/** Name of the machine that measured. */
	hostName: z.string()
});

export type RunBasis = z.infer<typeof runBasisSchema>;

/** One time that a process worked on a run. */
export interface RunSegment {
	/** From 0. */
	ordinal: number;
	startedAtUtc: string;
	/** Stages that the run had before. */
	stagesBefore: number;
	basis: RunBasis;
	/** What had changed since the run began, one sentence each, and was allowed. */
	drift: readonly string[];
}

const entriesOf = (value: unknown): [string, unknown][] =>
	Array.isArray(value)
		? value.map((each, index) => [`[${String(index)}]`, each])
		: isObject(value)
			? Object.entries(value).map(([key, each]) => [`.${key}`, each])
			: [];

const isNested = (value: unknown): boolean => Array.isArray(value) || isObject(value);

/**
 * The places in which two JSON values differ, such as `targets[0].price.outputUsdPerMtok`, in the order of the first; the innermost that can be named. A
 * key that is `undefined` is one that is not there.
 */
export const changedPaths = (before: unknown, now: unknown, at = ''): string[] => {
	const isSameKind =
		isNested(before) && isNested(now) && Array.isArray(before) === Array.isArray(now);
	if (!isSameKind) {
		return Object.is(before, now) ? [] : [at.replace(/^\./u, '')];
	}
	const [old, young] = [new Map(entriesOf(before)), new Map(entriesOf(now))];
	return [...new Set([...old.keys(), ...young.keys()])].flatMap((key) =>
		changedPaths(old.get(key), young.get(key), `${at}${key}`)
	);
};

/** Places named in a sentence. */
const mostNamed = 5;

const listed = (paths: readonly string[]): string =>
	paths.length <= mostNamed
		? paths.join(', ')
		: `${paths.slice(0, mostNamed).join(', ')} and ${String(paths.length - mostNamed)} more`;

/** A config of which nothing but these is taken as another config: what a run may cost and what it is called change no figure of it. */
const irrelevant = new Set(['maxSpendUsd', 'name']);

/** Folders of scenarios may have moved; what is in them has a hash of its own. */
const withoutFolders = (config: unknown): unknown => {
	if (!isObject(config)) return config;
	const nameOf = (use: unknown): unknown =>
		typeof use === 'string' ? use.replace(/\/+$/u, '').split('/').at(-1) : use;
	const { scenarios, ...rest } = config;
	return {
		...Object.fromEntries(Object.entries(rest).filter(([key]) => !irrelevant.has(key))),
		scenarios: Array.isArray(scenarios)
			? scenarios.map((each: unknown) =>
					isObject(each) ? { ...each, use: nameOf(each['use']) } : each
				)
			: scenarios
	};
};

/** What has changed so that new figures would not be of the same thing, one sentence each; empty for nothing. */
export const driftOf = (
	before: { basis: RunBasis; config: unknown },
	now: { basis: RunBasis; config: unknown }
): string[] => {
	const places = changedPaths(withoutFolders(before.config), withoutFolders(now.config));
	const prices = places.filter((place) => /(^|\.)price(\.|$)/u.test(place));
	const others = places.filter((place) => !prices.includes(place));
	const scenarios = Object.entries(before.basis.scenarioHashes)
		.filter(([id, hash]) => now.basis.scenarioHashes[id] !== hash)
		.map(([id]) => id);
	return [
		...(others.length === 0 ? [] : [`the config says something else: ${listed(others)}`]),
		...(prices.length === 0 ? [] : [`prices have changed: ${listed(prices)}`]),
		...(scenarios.length === 0
			? []
			: [`the items, the prompt or the grading of ${scenarios.join(', ')} have changed`])
	];
};
