/** When a comparison may end before all items are asked. */
import { z } from 'zod';
import { isObject } from './json.ts';
import { meant } from './nearest-names.ts';
import { idSchema } from './scenario.ts';

export const stopEarlySchema = z.strictObject({
	against: idSchema.describe(
		'The target that the others are held against; it is measured first, on all items'
	),
	deltaPoints: z
		.number()
		.gt(0)
		.max(50)
		.default(2)
		.describe(
			'Worse by less than so many percentage points counts as not worse; points of all items'
		),
	looks: z
		.int()
		.min(2)
		.max(20)
		.default(5)
		.describe(
			'How often the other targets are held against it while their first stage runs, evenly over the items; each look costs some certainty, which is accounted for'
		)
});

export type StopEarly = z.infer<typeof stopEarlySchema>;

/** A target that is not there, or the only one. */
export const stopEarlyProblems = (
	stopEarly: unknown,
	targets: readonly unknown[]
): { path: (string | number)[]; message: string }[] => {
	const against = isObject(stopEarly) ? stopEarly['against'] : undefined;
	if (typeof against !== 'string') return [];
	const ids = targets.flatMap((target) =>
		isObject(target) && typeof target['id'] === 'string' ? [target['id']] : []
	);
	const path = ['stopEarly', 'against'];
	if (!ids.includes(against)) {
		return [
			{
				path,
				message: `there is no target "${against}"; ${meant(against, ids)}expected one of ${ids.join(', ')}`
			}
		];
	}
	return ids.length < 2
		? [{ path, message: 'there is no other target to hold against it; add one, or leave this out' }]
		: [];
};
