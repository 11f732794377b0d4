/** Takes old runs, or the texts of old runs, out of a database. */
import { sql, type SQL } from 'drizzle-orm';
import type { RunState } from '#core/run-state.ts';
import type { Database } from './client.server.ts';
import { deleteRun, type RunOwner } from './runs.server.ts';
import {
	answerReviews,
	answers,
	attempts,
	cells,
	evidence,
	judgements,
	runs,
	stages
} from './schema.ts';

export interface AgedRun {
	id: string;
	name: string;
	state: RunState;
	/** UTC, ISO 8601: of the first request. */
	startedAtUtc: string;
	owner: RunOwner;
	attempts: number;
	/** Answers and bodies of responses whose text is still there, and what judges wrote. */
	texts: number;
}

const cellsOf = (runId: SQL | string): SQL =>
	sql`(select id from ${cells} where run_id = ${runId})`;
const stagesOf = (runId: SQL | string): SQL =>
	sql`(select id from ${stages} where cell_id in ${cellsOf(runId)})`;
const attemptsOf = (runId: SQL | string): SQL =>
	sql`(select id from ${attempts} where stage_id in ${stagesOf(runId)})`;

/** Runs that began before a moment, oldest first. `beforeUtc`: ISO 8601 in UTC. */
export const runsBefore = async (database: Database, beforeUtc: string): Promise<AgedRun[]> => {
	const id = sql`${runs}.id`;
	const rows = await database.read(() =>
		database.orm
			.select({
				id: runs.id,
				name: runs.name,
				state: runs.state,
				startedAtUtc: runs.startedAtUtc,
				processId: runs.processId,
				hostName: runs.hostName,
				attempts: sql<number>`(select count(*) from ${attempts} where stage_id in ${stagesOf(id)})`,
				texts: sql<number>`(select count(*) from ${answers} where cell_id in ${cellsOf(id)} and text_absence is null and text <> '')
					+ (select count(*) from ${evidence} where attempt_id in ${attemptsOf(id)} and body is not null)
					+ (select count(*) from ${judgements} where run_id = ${id} and (raw_text <> '' or reasons is not null))`
			})
			.from(runs)
			.where(sql`${runs.startedAtUtc} < ${beforeUtc}`)
			.orderBy(runs.startedAtUtc, runs.id)
	);
	return rows.map(({ processId, hostName, ...plain }) => ({
		...plain,
		owner: { processId, hostName }
	}));
};

export interface PurgedTexts {
	answers: number;
	/** Bodies of responses. */
	bodies: number;
	judgements: number;
	/** Comments of reviewers. */
	comments: number;
	/** Messages of endpoints about what failed, which may quote a prompt. */
	messages: number;
}

/** Of what a grader saw the labels stay, which a table of confusions is made of: they are words of the scenario, not of an answer. */
const labelsOnly = sql`case
	when json_type(details_json, '$.predicted') is not null and json_type(details_json, '$.expected') is not null
	then json_object('expected', json_extract(details_json, '$.expected'), 'predicted', json_extract(details_json, '$.predicted'), 'how', json_extract(details_json, '$.how'))
	else 'null' end`;

/**
 * Takes every text of a run away, in one transaction: answers and what graders quoted of them, bodies of responses, what judges wrote, comments of
 * reviewers, messages of endpoints. Moments, tokens, costs, grades and scores stay. The bytes are gone from the file once it has been compacted.
 */
export const purgeTextsOfRun = async (database: Database, runId: string): Promise<PurgedTexts> => {
	const { orm } = database;
	const ofRun = attemptsOf(runId);
	const [answerRows = 0, bodies = 0, judged = 0, comments = 0, messages = 0] = await database.write(
		[
			orm
				.update(answers)
				.set({
					text: '',
					textAbsence: sql`case when text = '' and text_absence is null then null else coalesce(text_absence, 'purged') end`,
					detailsJson: sql`case when details_json is null then null else ${labelsOnly} end`
				})
				.where(sql`cell_id in ${cellsOf(runId)}`),
			orm
				.update(evidence)
				.set({ body: null, bodyBytes: null, arrivals: null })
				.where(sql`attempt_id in ${ofRun} and body is not null`),
			orm
				.update(judgements)
				.set({
					rawText: '',
					reasons: null,
					problem: sql`case when problem is null then null else 'purged' end`
				})
				.where(sql`run_id = ${runId}`),
			orm
				.update(answerReviews)
				.set({ comment: null })
				.where(sql`attempt_id in ${ofRun} and comment is not null`),
			orm
				.update(attempts)
				.set({ errorMessage: null })
				.where(sql`stage_id in ${stagesOf(runId)} and error_message is not null`),
			// The same messages once more, counted.
			orm
				.update(stages)
				.set({ summaryJson: sql`json_set(summary_json, '$.failures', json('[]'))` })
				.where(sql`cell_id in ${cellsOf(runId)} and summary_json is not null`),
			orm
				.update(runs)
				.set({ stateReason: null })
				.where(sql`id = ${runId}`)
		]
	);
	return { answers: answerRows, bodies, judgements: judged, comments, messages };
};

/** Deletes a run with all that refers to it. */
export const purgeRun = async (
	database: Database,
	runId: string
): Promise<{ attempts: number }> => {
	const { attempts: deleted } = await deleteRun(database, runId);
	return { attempts: deleted };
};
