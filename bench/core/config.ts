/** `bench.yaml`: what to measure, against what, how hard, and what it may cost. */
import { z } from 'zod';
import { judgeProblems, judgeReferenceSchema } from './config-judges.ts';
import { mixProblems, mixSchema } from './config-mixes.ts';
import { stopEarlyProblems, stopEarlySchema } from './config-stop-early.ts';
import { accessProblem } from './endpoint-access.ts';
import { findCapacitySchema } from './find-capacity.ts';
import { interleaveSchema } from './config-interleave.ts';
import { isObject } from './json.ts';
import { keepAnswersSchema } from './keep-answers.ts';
import { loadShapeSchema } from './load-shape.ts';
import { decimalSchema } from './price.ts';
import { warmUpRuleSchema } from './steady-state.ts';
import { targetSchema } from './target.ts';
import { tlsProblem } from './tls-setting.ts';
import { tuningProblems } from './tuned-from.ts';

/** A week; also what the timers of a computer can hold. */
const longestS = 604_800;

const limitsSchema = z.strictObject({
	connectTimeoutS: z
		.number()
		.positive()
		.max(longestS)
		.default(10)
		.describe('Longest wait for a connection, TLS included, seconds'),
	idleTimeoutS: z
		.number()
		.positive()
		.max(longestS)
		.default(60)
		.describe('Longest silence of an endpoint while it owes an answer, seconds'),
	totalTimeoutS: z
		.number()
		.positive()
		.max(longestS)
		.default(300)
		.describe('Longest whole answer, from sending, seconds'),
	drainS: z
		.number()
		.nonnegative()
		.max(longestS)
		.default(300)
		.describe('Longest wait for answers in flight after the last request was sent, seconds'),
	maxResponseMib: z
		.number()
		.positive()
		.max(1_024)
		.default(16)
		.describe('Largest accepted answer, MiB; anything longer ends as an error and is cut off'),
	maxConnections: z
		.int()
		.positive()
		.optional()
		.describe(
			'Connections that one stage may hold open; absent: as many as its users, or as ten seconds at the peak of an open loop need, 1,024 at least'
		)
});

export type Limits = z.infer<typeof limitsSchema>;

/** The limits with every default filled in. */
export const defaultLimits: Limits = limitsSchema.parse({});

const scenarioReferenceSchema = z.strictObject({
	use: z
		.string()
		.min(1)
		.describe(
			'Id of a scenario in `scenarios/`, or the path of a scenario folder relative to the config file'
		),
	items: z
		.int()
		.positive()
		.optional()
		.describe('Number of items, taken from the start of a seeded shuffle; all where absent'),
	subset: z
		.literal('quick')
		.optional()
		.describe('Only the few items that the scenario names for a first look; all where absent'),
	loads: z
		.array(loadShapeSchema)
		.min(1)
		.optional()
		.describe("Stages of this scenario, in place of the config's"),
	findCapacity: findCapacitySchema.optional()
});

interface CrossProblem {
	path: (string | number)[];
	message: string;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Closed loops that want more requests in flight than the limits allow connections. */
const overfullLoops = (config: Record<string, unknown>): CrossProblem[] => {
	const limits = isObject(config['limits']) ? config['limits'] : {};
	const most = limits['maxConnections'];
	if (typeof most !== 'number') return [];
	const within = (part: unknown, path: (string | number)[]): CrossProblem[] =>
		listOf(isObject(part) ? part['loads'] : undefined).flatMap((load, index) =>
			isObject(load) && typeof load['concurrency'] === 'number' && load['concurrency'] > most
				? [
						{
							path: [...path, 'loads', index, 'concurrency'],
							message: `${String(load['concurrency'])} requests in flight need as many connections; limits.maxConnections is ${String(most)}`
						}
					]
				: []
		);
	return [
		...within(config, []),
		...listOf(config['targets']).flatMap((part, index) => within(part, ['targets', index])),
		...listOf(config['scenarios']).flatMap((part, index) => within(part, ['scenarios', index]))
	];
};

/** What is wrong between the parts of a config, whatever is wrong inside them. */
const crossProblems = (config: Record<string, unknown>): CrossProblem[] => {
	const problems: CrossProblem[] = [];
	const seen = new Set<unknown>();
	for (const [index, target] of listOf(config['targets']).entries()) {
		if (!isObject(target)) continue;
		const { id } = target;
		const name = typeof id === 'string' ? `"${id}"` : `number ${String(index + 1)}`;
		if (typeof id === 'string' && seen.has(id)) {
			problems.push({
				path: ['targets', index, 'id'],
				message: `the id ${name} is used by an earlier target; ids must differ`
			});
		}
		seen.add(id);
		if (target['kind'] === 'measured-api' && config['maxSpendUsd'] === undefined) {
			problems.push({
				path: ['targets', index],
				message: `target ${name} costs money: "maxSpendUsd" must be set at the top of the file`
			});
		}
		const access = accessProblem(target);
		if (access !== null) {
			problems.push({ path: ['targets', index, access.field], message: access.message });
		}
		const tls = tlsProblem(target);
		if (tls !== null) problems.push({ path: ['targets', index, 'tls'], message: tls });
		const price = target['price'];
		if (
			isObject(price) &&
			price['kind'] === 'per-image' &&
			target['protocol'] !== 'openai-images'
		) {
			problems.push({
				path: ['targets', index, 'price', 'kind'],
				message: `target ${name} is billed by the image, but only openai-images makes images`
			});
		}
	}
	problems.push(
		...tuningProblems(listOf(config['targets'])),
		...overfullLoops(config),
		...judgeProblems(listOf(config['judges']), config),
		...stopEarlyProblems(config['stopEarly'], listOf(config['targets'])),
		...mixProblems(listOf(config['mixes']), {
			scenarios: listOf(config['scenarios']),
			targets: listOf(config['targets'])
		})
	);
	return problems;
};

export const configSchema = z
	.strictObject({
		name: z.string().min(1).meta({ description: 'Name of the run in lists' }),
		seed: z
			.int()
			.nonnegative()
			.default(1)
			.describe('Decides item order, arrival times and everything else that is drawn'),
		scenarios: z.array(scenarioReferenceSchema).min(1),
		targets: z.array(targetSchema).min(1),
		loads: z
			.array(loadShapeSchema)
			.min(1)
			.optional()
			.describe(
				'Stages of each cell, in order, where neither target nor scenario has its own; every item once in a closed loop where there are none at all, and the scenario is in no mix'
			),
		findCapacity: findCapacitySchema.optional(),
		mixes: z
			.array(mixSchema)
			.min(1)
			.optional()
			.describe(
				'Loads that several scenarios share, as one deployment serves several use cases at once: after all other stages, each scenario in a stage of its own, at the same time as the others'
			),
		judges: z
			.array(judgeReferenceSchema)
			.min(1)
			.optional()
			.describe(
				'Who grades the scenarios whose grader is "judge", after measuring; several are a panel'
			),
		stopEarly: stopEarlySchema
			.optional()
			.describe(
				'Ends the first stage of a target as soon as it is shown to be not worse, or worse, than another one; absent: every item is asked'
			),
		interleave: interleaveSchema
			.optional()
			.describe(
				'Lets targets of a scenario that have a load in common take turns in it, block by block (A B B A), so that a drift hits all of them. Absent: where stages are long enough, two minutes or 400 requests and more; `false`: one target after the other'
			),
		workers: z
			.union([
				z.int().positive().max(64),
				z.literal('auto', { error: 'expected a whole number from 1 to 64, or "auto"' })
			])
			.default(1)
			.describe(
				'Load worker threads; "auto": as many as each load is worth and the processors of this machine allow. One suffices for 500 streams'
			),
		calibrate: z
			.boolean()
			.optional()
			.describe(
				'Whether a load like that of each stage is first sent to a server of our own, which tells what this machine adds by itself; absent: before a stage of a minute or of 1,000 requests, or of 100 that are paid for'
			),
		warmUp: warmUpRuleSchema.optional(),
		limits: limitsSchema.prefault({}),
		maxSpendUsd: decimalSchema
			.optional()
			.describe(
				'Most that the whole run may cost, judges included, USD; required as soon as a target or judge is a paid API'
			),
		keepAnswers: keepAnswersSchema.default('all'),
		keepStreams: z
			.boolean()
			.default(true)
			.describe(
				'Keep the streams as received, compressed, so that metrics and grades can be computed again'
			)
	})
	// Rules that join several parts run even where a part is broken, so that one look shows every problem; a broken part is raw.
	.superRefine(
		(config, context) => {
			for (const { path, message } of crossProblems(config)) {
				context.addIssue({ code: 'custom', path, message });
			}
		},
		{ when: ({ value }) => isObject(value) }
	);

export type Config = z.infer<typeof configSchema>;
export type ScenarioReference = z.infer<typeof scenarioReferenceSchema>;
