/** Which loads several scenarios share on which targets, and which part of each belongs to which cell. */
import type { Config, ScenarioReference } from '#core/config.ts';
import type { Mix } from '#core/config-mixes.ts';
import { openSendingS } from '#core/load-rate.ts';
import { notOfOneScenario } from '#core/mix-share.ts';
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { MixLoad } from '#core/stage-load.ts';
import type { Target } from '#core/target.ts';
import { hoursCostUsd } from '#bench/economics/prices/attempt-cost.ts';
import { requestsOfMix } from '#bench/load/schedule.ts';
import type { PlannedCell } from './plan.ts';
import { telemetryOf } from './stage-telemetry.ts';
import { whyUnmeasurable } from './unmeasurable.ts';

/** One load of a mix on one target: stages of several cells that run at the same time. */
export interface PlannedMix {
	/** Id of the mix in the config. */
	mix: string;
	target: Target;
	/** One for each of its scenarios, in the order in which shares are drawn. */
	parts: { cell: PlannedCell; load: MixLoad }[];
}

/** A mix, and a target that can do all of its scenarios. */
export interface PossibleMix {
	mix: Mix;
	target: Target;
}

type Scenarios = ReadonlyMap<ScenarioReference, LoadedScenario>;

const loadedOf = (scenarios: Scenarios, use: string): LoadedScenario | undefined =>
	[...scenarios].find(([reference]) => reference.use === use)?.[1];

const listed = (words: readonly string[]): string =>
	words.length < 2
		? words.join('')
		: `${words.slice(0, -1).join(', ')} and ${String(words.at(-1))}`;

/**
 * The mixes of a config on their targets, and a sentence for each that is left out: a target that cannot do one of the scenarios would be
 * loaded by another mix.
 */
export const possibleMixes = (
	{ mixes = [], targets }: Config,
	scenarios: Scenarios
): { possible: PossibleMix[]; notes: string[] } => {
	const possible: PossibleMix[] = [];
	const notes: string[] = [];
	for (const mix of mixes) {
		for (const target of targets) {
			if (mix.targets && !mix.targets.includes(target.id)) continue;
			const obstacles = Object.keys(mix.weights).flatMap((use) => {
				const loaded = loadedOf(scenarios, use);
				const reason = loaded ? whyUnmeasurable(loaded, target) : null;
				return loaded && reason !== null ? [`${loaded.scenario.id} (${reason})`] : [];
			});
			if (obstacles.length === 0) possible.push({ mix, target });
			else {
				notes.push(
					`the mix "${mix.id}" is left out on "${target.id}", which cannot be asked for ${listed(obstacles)}`
				);
			}
		}
	}
	return { possible, notes };
};

/** What is told of no stage of a mix on a target, though its config asks for it. */
const untoldOf = ({ target, parts }: PlannedMix): string[] => {
	const price = 'price' in target ? target.price : undefined;
	const isByHour = price?.kind === 'per-hour';
	if (!isByHour && telemetryOf(target) === null) return [];
	const untold = `"${target.id}" in the mix: ${notOfOneScenario}`;
	if (!isByHour) return [untold];
	const [part] = parts;
	const durationS = part ? openSendingS(part.load) : 0;
	const usd = Number(hoursCostUsd(durationS, price.usdPerHour)).toPrecision(3);
	return [
		`${untold}; its ${String(durationS)} s cost ${String(Number(usd))} USD by the hour, beside what is expected of the other stages`
	];
};

/**
 * The loads of all mixes, one after the other, each on one target after the other; every target meets the same arrivals. A mix of which
 * something is wrong that only its scenarios and the seed tell is among the problems, a sentence each. `cellOf` gives the cell of a scenario
 * on a target.
 */
export const plannedMixes = (
	possible: readonly PossibleMix[],
	scenarios: Scenarios,
	{ seed, cellOf }: { seed: number; cellOf: (use: string, target: Target) => PlannedCell | null }
): { mixes: PlannedMix[]; notes: string[]; problems: string[] } => {
	const mixes: PlannedMix[] = [];
	const notes: string[] = [];
	const problems: string[] = [];
	for (const mix of new Set(possible.map((each) => each.mix))) {
		const targets = possible.filter((each) => each.mix === mix).map(({ target }) => target);
		const weights = Object.entries(mix.weights);
		const named = weights.map(([use, weight]) => ({
			scenario: loadedOf(scenarios, use)?.scenario.id ?? use,
			weight
		}));
		const twice = named.find(({ scenario }, place) =>
			named.some((each, other) => other > place && each.scenario === scenario)
		);
		if (twice) {
			problems.push(`mix "${mix.id}": two of its scenarios are the same, ${twice.scenario}`);
			continue;
		}
		for (const load of mix.loads) {
			const shared = { kind: 'mix' as const, mix: mix.id, load, scenarios: named };
			const counts = requestsOfMix(shared, seed);
			const all = counts.reduce((sum, count) => sum + count, 0);
			const what = `mix "${mix.id}", ${renderLoadShape(load)} for ${String(openSendingS(load))} s`;
			problems.push(
				...named
					.filter((_, place) => counts[place] === 0)
					.map(({ scenario }) => `${what}: ${scenario} gets none of the ${String(all)} arrivals`)
			);
			const parts = named.map(({ scenario }, place) => `${String(counts[place])} ask ${scenario}`);
			notes.push(
				`${what}: of ${String(all)} arrivals ${listed(parts)}, at the same time, on ${listed(targets.map(({ id }) => `"${id}"`))}; no capacity comes from it`
			);
			for (const target of targets) {
				const planned = {
					mix: mix.id,
					target,
					parts: weights.flatMap(([use], place) => {
						const cell = cellOf(use, target);
						return cell ? [{ cell, load: { ...shared, place } }] : [];
					})
				};
				mixes.push(planned);
				notes.push(...untoldOf(planned));
			}
		}
	}
	return { mixes, notes, problems };
};
