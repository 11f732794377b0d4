/** Several scenarios that load a target at once, as the use cases of one deployment do. */
import { z } from 'zod';
import { isObject } from './json.ts';
import { openLoadSchema } from './load-shape.ts';
import { meant } from './nearest-names.ts';
import { idSchema } from './scenario.ts';

/** Larger numbers say nothing more of a share. */
const mostWeight = 1e9;

export const mixSchema = z.strictObject({
	id: idSchema.describe('Name of the mix in tables and reports'),
	weights: z
		.record(z.string().min(1), z.number().positive().max(mostWeight))
		.describe(
			'How often each scenario is asked beside the others: its `use` and a number. Its share of the requests is its number divided by the sum of all'
		),
	loads: z
		.array(openLoadSchema)
		.min(1)
		.describe(
			'Loads of all these scenarios together, one after the other. Their moments are drawn first, then which scenario each of them asks'
		),
	targets: z
		.array(idSchema)
		.min(1)
		.optional()
		.describe('Ids of the targets that are loaded so; all where absent')
});

export type Mix = z.infer<typeof mixSchema>;

interface MixProblem {
	path: (string | number)[];
	message: string;
}

const textsOf = (parts: readonly unknown[], key: string): string[] =>
	parts.flatMap((part) => {
		const text = isObject(part) ? part[key] : undefined;
		return typeof text === 'string' ? [text] : [];
	});

/** Scenarios of a mix that are not there, or of which it is not clear which is meant. */
const weightProblems = (
	weights: Record<string, unknown>,
	path: (string | number)[],
	scenarios: readonly unknown[]
): MixProblem[] => {
	const uses = textsOf(scenarios, 'use');
	const known = [...new Set(uses)];
	const names = Object.keys(weights);
	const problems = names.flatMap((name): MixProblem[] => {
		const times = uses.filter((use) => use === name).length;
		if (times === 1) return [];
		return [
			{
				path: [...path, name],
				message:
					times === 0
						? `the config has no scenario "${name}"; ${meant(name, known)}expected the "use" of one: ${known.join(', ')}`
						: `${String(times)} entries of "scenarios" use "${name}", so that it is not clear which is meant; a mix needs a "use" that is there once`
			}
		];
	});
	if (names.length > 1) return problems;
	return [
		{
			path,
			message: `expected at least two scenarios, found ${String(names.length)}; a load of one scenario belongs to its "loads"`
		},
		...problems
	];
};

/** What is wrong between the mixes of a config and its other parts, whatever is wrong inside them. */
export const mixProblems = (
	mixes: readonly unknown[],
	config: { scenarios: readonly unknown[]; targets: readonly unknown[] }
): MixProblem[] => {
	const targetIds = textsOf(config.targets, 'id');
	const seen = new Set<string>();
	return mixes.flatMap((mix, index): MixProblem[] => {
		if (!isObject(mix)) return [];
		const problems: MixProblem[] = [];
		const path = ['mixes', index];
		const { id, weights, targets } = mix;
		if (typeof id === 'string') {
			if (seen.has(id)) {
				problems.push({
					path: [...path, 'id'],
					message: `the id "${id}" is used by an earlier mix; ids must differ`
				});
			}
			seen.add(id);
		}
		if (isObject(weights)) {
			problems.push(...weightProblems(weights, [...path, 'weights'], config.scenarios));
		}
		const named = new Set<string>();
		for (const [place, target] of (Array.isArray(targets) ? targets : []).entries()) {
			if (typeof target !== 'string') continue;
			if (!targetIds.includes(target)) {
				problems.push({
					path: [...path, 'targets', place],
					message: `there is no target "${target}"; ${meant(target, targetIds)}expected one of ${targetIds.join(', ')}`
				});
			} else if (named.has(target)) {
				problems.push({
					path: [...path, 'targets', place],
					message: `"${target}" is named before; each target once`
				});
			}
			named.add(target);
		}
		return problems;
	});
};
