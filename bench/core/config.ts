/** `bench.yaml`: what to measure, against what, how hard, and what it may cost. */
import { z } from 'zod';
import { loadShapeSchema } from './load-shape.ts';
import { decimalSchema } from './price.ts';
import { targetSchema } from './target.ts';

const limitsSchema = z.strictObject({
	/** Longest wait for a connection, TLS included, seconds. */
	connectTimeoutS: z.number().positive().default(10),
	/** Longest silence of an endpoint while it owes an answer, seconds. */
	idleTimeoutS: z.number().positive().default(60),
	/** Longest whole answer, from sending, seconds. */
	totalTimeoutS: z.number().positive().default(300),
	/** Longest wait for answers in flight after the last request was sent, seconds. */
	drainS: z.number().nonnegative().default(300),
	/** Largest accepted answer, MiB; anything longer ends as an error and is cut off. */
	maxResponseMib: z.number().positive().max(1_024).default(16),
	/** Connections that one stage may hold open. */
	maxConnections: z.int().positive().default(1_024)
});

export type Limits = z.infer<typeof limitsSchema>;

/** The limits with every default filled in. */
export const defaultLimits: Limits = limitsSchema.parse({});

const scenarioReferenceSchema = z.strictObject({
	/** Id of a scenario in `scenarios/`, or the path of a scenario folder relative to the config file. */
	use: z.string().min(1),
	/** Number of items, taken from the start of a seeded shuffle; all where absent. */
	items: z.int().positive().optional(),
	/** Stages of this scenario, in place of the config's. */
	loads: z.array(loadShapeSchema).min(1).optional()
});

export const configSchema = z
	.strictObject({
		name: z.string().min(1).meta({ description: 'Name of the run in lists' }),
		/** Decides item order, arrival times and everything else that is drawn. */
		seed: z.int().nonnegative().default(1),
		scenarios: z.array(scenarioReferenceSchema).min(1),
		targets: z.array(targetSchema).min(1),
		/** Stages of each cell, in order, where neither target nor scenario has its own. */
		loads: z.array(loadShapeSchema).min(1).optional(),
		/** Load worker threads. */
		workers: z.int().positive().max(64).default(1),
		limits: limitsSchema.prefault({}),
		/** Most that the whole run may cost, USD; required as soon as a target is a paid API. */
		maxSpendUsd: decimalSchema.optional(),
		/** Keep the streams as received, compressed, so that metrics and grades can be computed again. */
		keepStreams: z.boolean().default(true)
	})
	.superRefine((config, context) => {
		const seen = new Set<string>();
		config.targets.forEach((target, index) => {
			if (seen.has(target.id)) {
				context.addIssue({
					code: 'custom',
					path: ['targets', index, 'id'],
					message: `the id "${target.id}" is used by an earlier target; ids must differ`
				});
			}
			seen.add(target.id);
			config.scenarios.forEach((reference, scenarioIndex) => {
				if (!target.loads && !reference.loads && !config.loads) {
					context.addIssue({
						code: 'custom',
						path: ['scenarios', scenarioIndex],
						message: `no "loads" for "${reference.use}" on "${target.id}": give them here, on the target or at the top`
					});
				}
			});
			if (target.kind !== 'measured-api') return;
			if (config.maxSpendUsd === undefined) {
				context.addIssue({
					code: 'custom',
					path: ['targets', index],
					message: `"${target.id}" costs money: "maxSpendUsd" must be set at the top of the file`
				});
			}
		});
	});

export type Config = z.infer<typeof configSchema>;
export type ScenarioReference = z.infer<typeof scenarioReferenceSchema>;
