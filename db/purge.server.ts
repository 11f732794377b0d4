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
	/** What `purgeTextsOfRun` would change: the sum of all that it counts. */
	texts: number;
}

const cellsOf = (runId: SQL | string): SQL =>
	sql`(select id from ${cells} where run_id = ${runId})`;
const stagesOf = (runId: SQL | string): SQL =>
	sql`(select id from ${stages} where cell_id in ${cellsOf(runId)})`;
const attemptsOf = (runId: SQL | string): SQL =>
	sql`(select id from ${attempts} where stage_id in ${stagesOf(runId)})`;

export interface PurgedTexts {
	/** Answers whose text, or what a grader quoted of it, was there. */
	answers: number;
	/** Bodies of responses. */
	bodies: number;
	/** Judgements: what judges wrote, and why none arrived. */
	judgements: number;
	/** Comments of reviewers. */
	comments: number;
	/** Messages of endpoints about what failed, which may quote a prompt. */
	messages: number;
	/** Stages whose summary held such messages. */
	summaries: number;
	/** Reasons why runs ended, which may quote such a message. */
	reasons: number;
}

/** Whether all that a grader says is labels: they are words of the scenario, not of an answer. As `stored-details.ts` knows them. */
const isLabel = sql`coalesce(json_type(details_json, '$.expected') = 'text' and json_type(details_json, '$.predicted') in ('text', 'null')
	and json_extract(details_json, '$.how') in ('exact', 'mentioned', 'none', 'ambiguous'), 0)`;

/** Of what a grader saw the labels stay, which a table of confusions is made of. */
const labelsOnly = sql`case when ${isLabel}
	then json_object('expected', json_extract(details_json, '$.expected'), 'predicted', json_extract(details_json, '$.predicted'), 'how', json_extract(details_json, '$.how'))
	else 'null' end`;

/** Which rows have a text that is taken away, by table. Each row counts once. */
const holdsText = {
	answers: sql`((text_absence is null and text <> '') or (details_json <> 'null'
		and (not ${isLabel} or exists (select 1 from json_each(details_json) where key not in ('expected', 'predicted', 'how')))))`,
	bodies: sql`body is not null`,
	judgements: sql`(raw_text <> '' or reasons is not null or problem <> 'purged')`,
	comments: sql`comment is not null`,
	messages: sql`error_message is not null`,
	summaries: sql`json_array_length(summary_json, '$.failures') > 0`,
	reasons: sql`state_reason is not null`
} as const satisfies Record<keyof PurgedTexts, SQL>;

/** The rows of a run that have such a text. */
const textsOf = (runId: SQL | string): Record<keyof PurgedTexts, SQL> => ({
	answers: sql`cell_id in ${cellsOf(runId)} and ${holdsText.answers}`,
	bodies: sql`attempt_id in ${attemptsOf(runId)} and ${holdsText.bodies}`,
	judgements: sql`run_id = ${runId} and ${holdsText.judgements}`,
	comments: sql`attempt_id in ${attemptsOf(runId)} and ${holdsText.comments}`,
	messages: sql`stage_id in ${stagesOf(runId)} and ${holdsText.messages}`,
	summaries: sql`cell_id in ${cellsOf(runId)} and ${holdsText.summaries}`,
	reasons: sql`id = ${runId} and ${holdsText.reasons}`
});

/** How many rows of a run those are, in all its tables. */
const countOfTexts = (runId: SQL): SQL<number> => {
	const of = textsOf(runId);
	const counts = [
		sql`(select count(*) from ${answers} where ${of.answers})`,
		sql`(select count(*) from ${evidence} where ${of.bodies})`,
		sql`(select count(*) from ${judgements} where ${of.judgements})`,
		sql`(select count(*) from ${answerReviews} where ${of.comments})`,
		sql`(select count(*) from ${attempts} where ${of.messages})`,
		sql`(select count(*) from ${stages} where ${of.summaries})`,
		sql`(${runs}.state_reason is not null)`
	];
	return sql<number>`${sql.join(counts, sql` + `)}`;
};

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
				texts: countOfTexts(id)
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

/**
 * Takes every text of a run away, in one transaction: answers and what graders quoted of them, bodies of responses with how they arrived, what judges wrote and
 * why they did not, comments of reviewers, messages of endpoints, also in summaries of stages and in the reason why the run ended. Counts the rows that it
 * changed. The bytes are gone from a file once it has been compacted; a server keeps them for as long as it likes.
 *
 * What stays, as no sentence of a prompt or an answer is in it:
 * - moments, tokens, costs, grades, scores, verdicts, outcomes, hashes, and ids of items, scenarios, targets, judges and reviewers;
 * - of runs and cells the config and the targets as they were written (`config_json`, `target_json`, `extraBody` included), host, addresses and names of
 *   models: what was asked for, without which no figure means anything. A text in a config goes with the whole run only;
 * - of stages the load and all else of the summary, which are figures and sentences of ours about them; drift and basis of the parts of a run;
 * - of attempts kinds of errors, which are a closed list, and usage and timings of the server, of which costs are computed anew: figures and single words,
 *   as `without-prose.ts` lets them through;
 * - of graders labels of a closed list; of evidence the moments of deltas, and response headers of an allowlist, by the same rule;
 * - telemetry, which is numbers.
 */
export const purgeTextsOfRun = async (database: Database, runId: string): Promise<PurgedTexts> => {
	const { orm } = database;
	const of = textsOf(runId);
	const [
		answerRows = 0,
		bodies = 0,
		judged = 0,
		comments = 0,
		messages = 0,
		summaries = 0,
		reasons = 0
	] = await database.write([
		orm
			.update(answers)
			.set({
				text: '',
				textAbsence: sql`case when text = '' and text_absence is null then null else coalesce(text_absence, 'purged') end`,
				detailsJson: sql`case when details_json is null then null else ${labelsOnly} end`
			})
			.where(of.answers),
		orm.update(evidence).set({ body: null, bodyBytes: null, arrivals: null }).where(of.bodies),
		orm
			.update(judgements)
			.set({
				rawText: '',
				reasons: null,
				problem: sql`case when problem is null then null else 'purged' end`
			})
			.where(of.judgements),
		orm.update(answerReviews).set({ comment: null }).where(of.comments),
		orm.update(attempts).set({ errorMessage: null }).where(of.messages),
		orm
			.update(stages)
			.set({ summaryJson: sql`json_set(summary_json, '$.failures', json('[]'))` })
			.where(of.summaries),
		orm.update(runs).set({ stateReason: null }).where(of.reasons)
	]);
	return {
		answers: answerRows,
		bodies,
		judgements: judged,
		comments,
		messages,
		summaries,
		reasons
	};
};

/** Deletes a run with all that refers to it. */
export const purgeRun = async (
	database: Database,
	runId: string
): Promise<{ attempts: number }> => {
	const { attempts: deleted } = await deleteRun(database, runId);
	return { attempts: deleted };
};
