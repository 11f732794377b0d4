/** Where a tuned model comes from: which model was tuned, how, on what, and what that has cost. */
import { z } from 'zod';
import { isObject } from './json.ts';
import { meant } from './nearest-names.ts';
import { decimalSchema } from './price.ts';
import { idSchema } from './scenario.ts';

export const tuningMethods = [
	'full',
	'lora',
	'qlora',
	'preference',
	'distillation',
	'other'
] as const;

export const tunedFromSchema = z.strictObject({
	target: idSchema
		.optional()
		.describe('Id of the target of this config that was tuned, where it is measured as well'),
	model: z.string().min(1).describe('The model that was tuned, as its publisher names it'),
	method: z
		.enum(tuningMethods)
		.describe(
			'full: all weights; lora, qlora: an adapter; preference: from pairs of answers; distillation: from answers of another model'
		),
	data: z.strictObject({
		items: z.int().positive().describe('Examples that it was tuned on'),
		tokens: z.int().positive().optional().describe('Tokens of these examples, one pass'),
		source: z.string().min(1).describe('Where the examples come from'),
		scenarioHash: z
			.string()
			.regex(
				/^[0-9a-f]{12,64}$/,
				'expected the hash of a scenario, or at least 12 digits of its beginning, as bench scenario show prints it'
			)
			.optional()
			.describe('Hash of the scenario whose items are among the examples; none where absent')
	}),
	costUsd: decimalSchema.describe(
		'What this tuning has cost in all, USD: computing, data and labels, people'
	),
	costSource: z.string().min(1).describe('Bill, quote or person the cost comes from'),
	gpuHours: z.number().positive().optional().describe('GPU-hours of computing'),
	trainedOn: z.iso.date().describe('Day on which the tuning ended, YYYY-MM-DD')
});

export type TunedFrom = z.infer<typeof tunedFromSchema>;

/** Whether the items of a scenario may be among those that a model was tuned on, as its config says. */
export const isTunedOnScenario = (
	tunedFrom: TunedFrom | undefined,
	scenarioHash: string
): boolean => {
	const hash = tunedFrom?.data.scenarioHash;
	return hash !== undefined && scenarioHash.startsWith(hash);
};

/** `tuned on the items it is measured on`, as a sentence about a target. */
export const tunedOnItsItems = (name: string, scenarioId: string): string =>
	`${name} was tuned on the items it is measured on (${scenarioId}): its share of right answers there says nothing about questions that it has not seen.`;

const methodNames: Record<TunedFrom['method'], string> = {
	full: 'all weights',
	lora: 'LoRA',
	qlora: 'QLoRA',
	preference: 'preferences',
	distillation: 'distillation',
	other: 'another method'
};

/** `tuned from qwen3-8b on 4,000 items (LoRA) for $1,200, trained on 2026-11-01`. */
export const tuningInWords = ({ model, method, data, costUsd, trainedOn }: TunedFrom): string =>
	`tuned from ${model} on ${data.items.toLocaleString('en-US')} items (${methodNames[method]}) for $${Number(costUsd).toLocaleString('en-US', { maximumFractionDigits: 2 })}, trained on ${trainedOn}`;

/** What is wrong between the targets of a config and those that they were tuned from. */
export const tuningProblems = (
	targets: readonly unknown[]
): { path: (string | number)[]; message: string }[] => {
	const bases = targets.map((target): string | null => {
		if (!isObject(target) || !isObject(target['tunedFrom'])) return null;
		const base = target['tunedFrom']['target'];
		return typeof base === 'string' ? base : null;
	});
	const ids = targets.map((target) => (isObject(target) ? target['id'] : undefined));
	const baseOf = new Map(ids.map((id, index) => [id, bases[index] ?? null]));
	return bases.flatMap((base, index) => {
		if (base === null) return [];
		const path = ['targets', index, 'tunedFrom', 'target'];
		if (!baseOf.has(base)) {
			const others = ids.filter((id) => typeof id === 'string' && id !== ids[index]) as string[];
			const known = others.join(', ');
			const message = `there is no target "${base}" in this file; ${meant(base, others)}${known === '' ? 'leave it out' : `expected one of ${known}, or nothing`} where the base is not measured`;
			return [{ path, message }];
		}
		const chain = [String(ids[index])];
		for (let at: string | null = base; at !== null; at = baseOf.get(at) ?? null) {
			chain.push(at);
			// A target further up whose chain is a circle tells it itself.
			if (chain.indexOf(at) < chain.length - 1) break;
		}
		return chain.length > 1 && chain.at(-1) === chain[0]
			? [{ path, message: `a model cannot be tuned from itself: ${chain.join(' ← ')}` }]
			: [];
	});
};
