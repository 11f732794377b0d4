/** Queries about calibrations: how far judges agree with people. */
import { leastLabels } from '#core/judge-floor.ts';
import { and, desc, eq, sql, type InferSelectModel } from 'drizzle-orm';
import type { Database } from './client.server.ts';
import { judgeCalibrations } from './schema.ts';

/** `n` = right + wrong; counts of answers. See the table for the rest. */
export type JudgeCalibration = Omit<InferSelectModel<typeof judgeCalibrations>, 'id'>;

export const insertCalibrations = async (
	database: Database,
	list: readonly JudgeCalibration[]
): Promise<void> => {
	if (list.length === 0) return;
	await database.write(
		list.map((calibration) => database.orm.insert(judgeCalibrations).values(calibration))
	);
};

/**
 * The newest of a judge (or panel) on a scenario at a threshold, of those with labels enough where there are such: a few labels do not
 * take the place of many. Null where there is none.
 */
export const newestCalibration = async (
	database: Database,
	{ judgeHash, scenarioId, passAt }: Pick<JudgeCalibration, 'judgeHash' | 'scenarioId' | 'passAt'>
): Promise<JudgeCalibration | null> => {
	const [row] = await database.read(() =>
		database.orm
			.select()
			.from(judgeCalibrations)
			.where(
				and(
					eq(judgeCalibrations.judgeHash, judgeHash),
					eq(judgeCalibrations.scenarioId, scenarioId),
					eq(judgeCalibrations.passAt, passAt)
				)
			)
			.orderBy(sql`min(${judgeCalibrations.n}, ${leastLabels}) desc`, desc(judgeCalibrations.id))
			.limit(1)
	);
	return row ?? null;
};
