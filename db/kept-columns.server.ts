/** Every column that keeps a text of a prompt or an answer, so that all of them can be encrypted, and looked through. The list is that of `kept-texts.server.ts`. */
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { isObject } from '#core/json.ts';
import type { Judgement } from '#core/judgement.ts';
import { placeOfComment } from './answer-reviews.server.ts';
import { placeOfAnswer } from './answers.server.ts';
import { placeOfMessage } from './attempt-row.ts';
import type { Database } from './client.server.ts';
import { placeOfBody } from './evidence-row.ts';
import { placeOfJudgement } from './judgements.server.ts';
import {
	isSealed,
	sealedJsonStart,
	sealedKey,
	type KeptTexts,
	type ShutReason,
	type StoredText
} from './kept-texts.server.ts';
import { placeOfReason } from './runs.server.ts';
import { answerReviews, answers, attempts, evidence, judgements, runs, stages } from './schema.ts';
import { placeOfFailure } from './stages.server.ts';
import { holdsQuotes, placeOfDetails, storedDetails } from './stored-details.ts';
import { without } from './without.ts';

/** A value of a column, as the driver gives it. */
export type StoredValue = StoredText;

export interface KeptRow {
	row: number;
	stored: StoredValue;
	/** The columns of `keys`. */
	keys: Record<string, unknown>;
}

/** What came of looking at a stored value. */
export interface Looked {
	/** Sealed texts in it, and those that are not. */
	sealed: number;
	plain: number;
	/** Why sealed ones cannot be opened, one for each that cannot. */
	shut: ShutReason[];
	/** The value with everything sealed by the current key; null where it is so already, or where something of it cannot be opened. */
	resealed: StoredValue | null;
}

export interface KeptColumn {
	table: SQLiteTable;
	/** As in the table. */
	name: string;
	/** Columns that name a row: for its place, and to change it alone. */
	keys: readonly string[];
	/** Which rows have a text there that may have to be sealed. */
	holds: SQL;
	/** Which of these are sealed with a key, by its id in hex. */
	isSealedWith: (keyId: string) => SQL;
	/** Which of these hold something that is sealed. */
	holdsSealed: SQL;
	look: (row: KeptRow, texts: KeptTexts) => Looked;
}

const hexBlob = (hex: string): SQL => sql.raw(`x'${hex}'`);

const bytesOf = (stored: StoredText): Uint8Array =>
	typeof stored === 'string' ? Buffer.from(stored) : stored;

const lookAtText = ({ stored }: KeptRow, texts: KeptTexts, place: string): Looked => {
	if (typeof stored === 'string') {
		const resealed = texts.seal(stored, place);
		return { sealed: 0, plain: 1, shut: [], resealed: resealed === stored ? null : resealed };
	}
	const opened = texts.open(stored, place);
	if (opened.kind === 'shut') return { sealed: 1, plain: 0, shut: [opened.why], resealed: null };
	return { sealed: 1, plain: 0, shut: [], resealed: texts.seal(opened.value, place) };
};

const textColumn = (
	table: SQLiteTable,
	name: string,
	{
		keys,
		placeOf,
		where
	}: { keys: readonly string[]; placeOf: (row: KeptRow) => string; where?: SQL }
): KeptColumn => {
	const column = sql.identifier(name);
	return {
		table,
		name,
		keys,
		holds: sql`${column} is not null and ${column} <> ''${where ? sql` and ${where}` : sql``}`,
		isSealedWith: (keyId) =>
			sql`typeof(${column}) = 'blob' and substr(${column}, 2, 8) = ${hexBlob(keyId)}`,
		holdsSealed: sql`typeof(${column}) = 'blob'`,
		look: (row, texts) => lookAtText(row, texts, placeOf(row))
	};
};

const idOf = ({ keys }: KeptRow, name: string): string => String(keys[name]);

const body = sql.identifier('body');
const bodyColumn: KeptColumn = {
	table: evidence,
	name: 'body',
	keys: ['attempt_id'],
	holds: sql`length(${body}) > 0`,
	isSealedWith: (keyId) =>
		sql`substr(${body}, 1, 1) = ${hexBlob('01')} and substr(${body}, 2, 8) = ${hexBlob(keyId)}`,
	holdsSealed: sql`substr(${body}, 1, 1) = ${hexBlob('01')}`,
	look: (row, texts) => {
		const bytes = bytesOf(row.stored);
		const place = placeOfBody(idOf(row, 'attempt_id'));
		const opened = texts.openBytes(bytes, place);
		const counted = isSealed(bytes) ? { sealed: 1, plain: 0 } : { sealed: 0, plain: 1 };
		if (opened.kind === 'shut') return { ...counted, shut: [opened.why], resealed: null };
		const resealed = texts.keyId === null ? null : texts.sealBytes(opened.value, place);
		return { ...counted, shut: [], resealed };
	}
};

const parsed = (stored: StoredValue): unknown => {
	try {
		return JSON.parse(typeof stored === 'string' ? stored : '') as unknown;
	} catch {
		return null;
	}
};

const details = sql.identifier('details_json');
const detailsColumn: KeptColumn = {
	table: answers,
	name: 'details_json',
	keys: ['attempt_id'],
	holds: sql`${details} is not null and ${details} <> 'null'`,
	isSealedWith: (keyId) => {
		const start = `${sealedJsonStart}${keyId}:`;
		return sql`substr(${details}, 1, ${start.length}) = ${start}`;
	},
	holdsSealed: sql`substr(${details}, 1, ${sealedJsonStart.length}) = ${sealedJsonStart}`,
	look: (row, texts) => {
		const attemptId = idOf(row, 'attempt_id');
		const stored = parsed(row.stored);
		const sealed = isObject(stored) ? stored[sealedKey] : undefined;
		if (!isObject(stored) || typeof sealed !== 'string') {
			const resealed = storedDetails(stored, attemptId, texts);
			const isSealedNow = resealed.startsWith(sealedJsonStart);
			const plain = holdsQuotes(stored) ? 1 : 0;
			return { sealed: 0, plain, shut: [], resealed: isSealedNow ? resealed : null };
		}
		const readable = without(stored, sealedKey);
		const opened = texts.openJson({ [sealedKey]: sealed }, placeOfDetails(attemptId));
		if (opened.kind === 'shut') return { sealed: 1, plain: 0, shut: [opened.why], resealed: null };
		const whole = isObject(opened.value) ? { ...opened.value, ...readable } : opened.value;
		return { sealed: 1, plain: 0, shut: [], resealed: storedDetails(whole, attemptId, texts) };
	}
};

const summary = sql.identifier('summary_json');
const failuresColumn: KeptColumn = {
	table: stages,
	name: 'summary_json',
	keys: ['id'],
	holds: sql`json_array_length(${summary}, '$.failures') > 0`,
	isSealedWith: (keyId) =>
		sql`not exists (select 1 from json_each(${summary}, '$.failures') as failure
			where coalesce(json_extract(failure.value, ${`$.message."${sealedKey}"`}), '') not like ${`${keyId}:%`})`,
	holdsSealed: sql`${summary} like ${`%{"message":${sealedJsonStart}%`}`,
	look: (row, texts) => {
		const found: Looked = { sealed: 0, plain: 0, shut: [], resealed: null };
		const stored = parsed(row.stored);
		if (!isObject(stored) || !Array.isArray(stored['failures'])) return found;
		const failures = stored['failures'].map((failure: unknown, index) => {
			if (!isObject(failure)) return failure;
			const place = placeOfFailure(idOf(row, 'id'), index);
			if (isObject(failure['message'])) found.sealed++;
			else found.plain++;
			const opened = texts.openJson(failure['message'], place);
			if (opened.kind === 'shut') {
				found.shut.push(opened.why);
				return failure;
			}
			return { ...failure, message: texts.sealJson(opened.value, place) };
		});
		const isChanged = texts.keyId !== null && found.shut.length === 0 && failures.length > 0;
		return { ...found, resealed: isChanged ? JSON.stringify({ ...stored, failures }) : null };
	}
};

const judgementKeys = [
	'id',
	'run_id',
	'attempt_id',
	'rival_attempt_id',
	'pair_order',
	'judge_hash',
	'prompt_hash',
	'repeat',
	'judged_at_utc'
];

const judgementColumn = (name: 'problem' | 'reasons' | 'raw_text', where?: SQL): KeptColumn =>
	textColumn(judgements, name, {
		keys: judgementKeys,
		...(where && { where }),
		placeOf: ({ keys }) =>
			placeOfJudgement(name, {
				runId: String(keys['run_id']),
				attemptId: String(keys['attempt_id']),
				rivalAttemptId: keys['rival_attempt_id'] as string | null,
				order: keys['pair_order'] as Judgement['order'],
				judgeHash: String(keys['judge_hash']),
				promptHash: String(keys['prompt_hash']),
				repeat: Number(keys['repeat']),
				judgedAtUtc: String(keys['judged_at_utc'])
			})
	});

export const keptColumns: readonly KeptColumn[] = [
	textColumn(answers, 'text', {
		keys: ['attempt_id'],
		placeOf: (row) => placeOfAnswer(idOf(row, 'attempt_id'))
	}),
	detailsColumn,
	bodyColumn,
	judgementColumn('raw_text'),
	judgementColumn('reasons'),
	// What is left of one that was purged is a word of ours.
	judgementColumn('problem', sql`state = 'failed' and problem <> 'purged'`),
	textColumn(answerReviews, 'comment', {
		keys: ['id', 'attempt_id', 'reviewer', 'reviewed_at_utc'],
		placeOf: ({ keys }) =>
			placeOfComment({
				attemptId: String(keys['attempt_id']),
				reviewer: String(keys['reviewer']),
				reviewedAtUtc: String(keys['reviewed_at_utc'])
			})
	}),
	textColumn(attempts, 'error_message', {
		keys: ['id'],
		placeOf: (row) => placeOfMessage(idOf(row, 'id'))
	}),
	failuresColumn,
	textColumn(runs, 'state_reason', {
		keys: ['id'],
		placeOf: (row) => placeOfReason(idOf(row, 'id'))
	})
];

/** The rows of a column that match, page by page, in the order of their numbers. */
export async function* rowsOfColumn(
	database: Database,
	{ table, name, keys }: KeptColumn,
	where: SQL,
	pageSize: number
): AsyncGenerator<KeptRow[]> {
	let after = -1;
	const named = sql.join(
		keys.map((key) => sql.identifier(key)),
		sql`, `
	);
	for (;;) {
		const found = await database.read(() =>
			database.orm.all<Record<string, unknown> & { kept_row: number }>(
				sql`select rowid as kept_row, ${sql.identifier(name)} as kept_value, ${named} from ${table}
					where rowid > ${after} and ${where} order by rowid limit ${pageSize}`
			)
		);
		const last = found.at(-1);
		if (!last) return;
		after = last.kept_row;
		yield found.map(({ kept_row: row, kept_value: value, ...rest }) => ({
			row,
			stored: value instanceof ArrayBuffer ? new Uint8Array(value) : (value as StoredValue),
			keys: rest
		}));
	}
}
