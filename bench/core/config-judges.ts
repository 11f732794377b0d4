/** The judges of a config: who grades what no rule can. */
import { z } from 'zod';
import { accessProblem } from './endpoint-access.ts';
import { isObject } from './json.ts';
import { meant } from './nearest-names.ts';
import { idSchema } from './scenario.ts';
import { targetSchema, type Target } from './target.ts';
import { tlsProblem } from './tls-setting.ts';

/** The floor of a judge whose config gives none: κ from which agreement is called substantial (Landis & Koch 1977, 0.61 on, rounded). */
export const defaultKappaFloor = 0.6;

export const judgeReferenceSchema = z.strictObject({
	target: z
		.union([idSchema, targetSchema])
		.describe('Who judges: the id of one of the targets, or a target of its own'),
	repeats: z
		.int()
		.min(1)
		.max(50)
		.default(1)
		.describe(
			'How often the same is asked, so that the noise of the judge can be told from that of the model'
		),
	concurrency: z.int().positive().max(256).default(4).describe('Judgements in flight at once'),
	kappaFloor: z
		.number()
		.min(0)
		.max(1)
		.default(defaultKappaFloor)
		.describe(
			"Least agreement with people (Cohen's κ over 30 labels or more) with which it may grade"
		)
});

export type JudgeReference = z.infer<typeof judgeReferenceSchema>;

interface JudgeProblem {
	path: (string | number)[];
	message: string;
}

/** Judges that are no target, of which there are two, or that cost money without a cap. */
export const judgeProblems = (
	judges: readonly unknown[],
	config: Record<string, unknown>
): JudgeProblem[] => {
	const targets = Array.isArray(config['targets']) ? config['targets'].filter(isObject) : [];
	const seen = new Set<unknown>();
	return judges.flatMap((judge, index): JudgeProblem[] => {
		const target = isObject(judge) ? judge['target'] : undefined;
		const path = ['judges', index, 'target'];
		const isNamed = typeof target === 'string';
		const id = isNamed ? target : isObject(target) ? target['id'] : undefined;
		if (typeof id !== 'string') return [];
		const known = targets.some((each) => each['id'] === id);
		const problems: JudgeProblem[] = [];
		if (isNamed && !known) {
			const ids = targets.flatMap((each) => (typeof each['id'] === 'string' ? [each['id']] : []));
			problems.push({
				path,
				message: `there is no target "${id}"; ${meant(id, ids)}expected one of ${ids.join(', ')}, or a target of its own`
			});
		}
		if (!isNamed && known) {
			problems.push({
				path: [...path, 'id'],
				message: `the id "${id}" is used by a target; name it by its id, or choose another`
			});
		}
		if (seen.has(id)) problems.push({ path, message: `"${id}" judges already; ids must differ` });
		seen.add(id);
		const asked = isNamed ? targets.find((each) => each['id'] === id) : target;
		const price = isObject(asked) ? asked['price'] : undefined;
		if (
			isObject(asked) &&
			(asked['protocol'] === 'openai-images' || (isObject(price) && price['kind'] === 'per-image'))
		) {
			problems.push({ path, message: `"${id}" makes images, and a judge answers with text` });
		}
		if (isObject(asked) && asked['protocol'] === 'openai-embeddings') {
			problems.push({ path, message: `"${id}" makes embeddings, and a judge answers with text` });
		}
		const access = accessProblem(target);
		if (access !== null) problems.push({ path: [...path, access.field], message: access.message });
		const tls = tlsProblem(target);
		if (tls !== null) problems.push({ path: [...path, 'tls'], message: tls });
		const isPaid = isObject(target) && target['kind'] === 'measured-api';
		if (isPaid && config['maxSpendUsd'] === undefined) {
			problems.push({
				path,
				message: `the judge "${id}" costs money: "maxSpendUsd" must be set at the top of the file`
			});
		}
		return problems;
	});
};

/** A judge with its target. */
export interface ConfiguredJudge extends Omit<JudgeReference, 'target'> {
	target: Target;
}

/** The judges of a config, none where it names none. */
export const judgesOf = ({
	judges,
	targets
}: {
	judges?: readonly JudgeReference[] | undefined;
	targets: readonly Target[];
}): ConfiguredJudge[] =>
	(judges ?? []).flatMap(({ target: named, ...judge }) => {
		const target = typeof named === 'string' ? targets.find(({ id }) => id === named) : named;
		return target ? [{ ...judge, target }] : [];
	});

/** Every target that a config asks, those of judges included, each once. */
export const askedTargets = (config: Parameters<typeof judgesOf>[0]): Target[] => [
	...new Set([...config.targets, ...judgesOf(config).map(({ target }) => target)])
];
