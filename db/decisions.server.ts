/**
 * Queries about decisions: record, list, find and sign them. A decision is never edited: another one supersedes it, so that the
 * decisions of a use case are one chain whose last link stands. Where a database hides confidential quotes, decisions that rested on one
 * are not there, and so are those that rested on a quote which is not stored any more: nobody can say whether it was one.
 */
import { randomUUID } from 'node:crypto';
import { and, asc, desc, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import {
	decisionEvidenceSchema,
	type DecisionDraft,
	type DecisionEvidence
} from '#core/decision-record.ts';
import { namesUnseenQuote } from '#core/decision-quotes.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { listQuotes } from './quotes.server.ts';
import { decisions, decisionSignOffs } from './schema.ts';
import { parseStored } from './stored-json.ts';

export interface SignOff {
	person: string;
	/** Such as `head of finance`. */
	role: string;
	signedAtUtc: string;
}

export interface Decision extends DecisionDraft {
	id: string;
	decidedAtUtc: string;
	/** Whether no other has taken its place. */
	stands: boolean;
	/** The decision that this one took the place of; null for the first of a use case, and where that one is hidden. */
	supersedesId: string | null;
	/** The decision that took the place of this one; null while it stands, and where that one is hidden. */
	supersededBy: string | null;
	/** In the order of signing. */
	signOffs: SignOff[];
}

const later = alias(decisions, 'later');

/** All of them, hidden ones too. */
const storedWhere = async (
	database: Database,
	where: SQL | undefined,
	limit = -1
): Promise<Decision[]> => {
	const { orm } = database;
	const rows = await database.read(() =>
		orm
			.select({ decision: decisions, supersededBy: later.id })
			.from(decisions)
			.leftJoin(later, eq(later.supersedesId, decisions.id))
			.where(where)
			.orderBy(desc(decisions.decidedAtUtc), asc(decisions.useCaseId), desc(decisions.id))
			.limit(limit)
	);
	const ids = rows.map(({ decision }) => decision.id);
	const signOffs = await database.read(() =>
		orm
			.select()
			.from(decisionSignOffs)
			.where(inArray(decisionSignOffs.decisionId, ids))
			.orderBy(asc(decisionSignOffs.signedAtUtc), asc(decisionSignOffs.person))
	);
	const byDecision = Map.groupBy(signOffs, ({ decisionId }) => decisionId);
	return rows.map(({ decision: { evidenceJson, ...plain }, supersededBy }) => ({
		...plain,
		stands: supersededBy === null,
		supersededBy,
		evidence: parseStored<DecisionEvidence>(
			decisionEvidenceSchema,
			evidenceJson,
			`evidence_json of decision ${plain.id}`
		),
		signOffs: (byDecision.get(plain.id) ?? []).map(({ person, role, signedAtUtc }) => ({
			person,
			role,
			signedAtUtc
		}))
	}));
};

/** Every read of decisions goes through here, so that none forgets what is hidden. */
const decisionsWhere = async (
	database: Database,
	where: SQL | undefined,
	limit?: number
): Promise<Decision[]> => {
	const stored = await storedWhere(database, where, limit);
	if (database.hidesConfidential !== true || stored.length === 0) return stored;
	const quotes = await listQuotes(database);
	const isShown = ({ evidence }: Decision): boolean => !namesUnseenQuote(evidence, quotes);
	const shown = stored.filter(isShown);
	const known = new Set(stored.map(({ id }) => id));
	const linked = shown
		.flatMap(({ supersedesId, supersededBy }) => [supersedesId, supersededBy])
		.filter((id) => id !== null)
		.filter((id) => !known.has(id));
	const others =
		linked.length === 0 ? [] : await storedWhere(database, inArray(decisions.id, linked));
	const shownIds = new Set([...shown, ...others.filter(isShown)].map(({ id }) => id));
	const shownId = (id: string | null): string | null =>
		id !== null && shownIds.has(id) ? id : null;
	return shown.map((decision) => ({
		...decision,
		supersedesId: shownId(decision.supersedesId),
		supersededBy: shownId(decision.supersededBy)
	}));
};

/** Every decision, superseded ones included, the newest first; of one use case where given, of those that stand where asked. */
export const listDecisions = (
	database: Database,
	{ useCaseId, standingOnly = false }: { useCaseId?: string; standingOnly?: boolean } = {}
): Promise<Decision[]> =>
	decisionsWhere(
		database,
		and(
			useCaseId === undefined ? undefined : eq(decisions.useCaseId, useCaseId),
			standingOnly ? isNull(later.id) : undefined
		)
	);

/** Throws `E_NOT_FOUND` for an unknown id, and for that of a hidden decision. */
export const findDecision = async (database: Database, id: string): Promise<Decision> => {
	const [decision] = await decisionsWhere(database, eq(decisions.id, id), 1);
	if (decision) return decision;
	throw new BenchError('E_NOT_FOUND', `there is no decision "${id}"`, {
		hint: 'Look at the decisions of the use case.'
	});
};

/** The decision about a use case that stands; null where none was recorded. */
export const standingDecision = async (
	database: Database,
	useCaseId: string
): Promise<Decision | null> =>
	(await listDecisions(database, { useCaseId, standingOnly: true }))[0] ?? null;

/** Why a decision cannot take the place of one that stands; of a hidden one it says no more than that it is there. */
const standsAlready = async (database: Database, useCaseId: string): Promise<BenchError> => {
	const shown = await standingDecision(database, useCaseId);
	return shown
		? new BenchError(
				'E_USAGE',
				`${shown.decidedBy} decided about ${useCaseId} on ${shown.decidedAtUtc.slice(0, 10)}: ${shown.choice}`,
				{ hint: 'Nothing was recorded. Look at the decision that stands, then decide again.' }
			)
		: new BenchError('E_USAGE', `a decision about ${useCaseId} that you may not see stands`, {
				hint: 'Nothing was recorded. Ask procurement or an admin of this site: they see it, and can record another in its place.'
			});
};

/**
 * Records a decision and returns it. `supersedesId` names the decision of the use case that stands until now, null if there is
 * none. Throws `E_USAGE` where another one stands: somebody has decided in the meantime, or the one that stands is hidden. Where
 * decisions are hidden, throws `E_NOT_FOUND` for one to supersede that is hidden or unknown.
 */
export const recordDecision = async (
	database: Database,
	draft: DecisionDraft,
	{ decidedAtUtc, supersedesId }: { decidedAtUtc: string; supersedesId: string | null }
): Promise<Decision> => {
	const id = randomUUID();
	const { evidence, ...plain } = draft;
	const { hidesConfidential, ...whole } = database;
	const checkStanding = async (): Promise<void> => {
		// Whether it is seen or not: there is one chain for all.
		const standing = await standingDecision(whole, draft.useCaseId);
		if ((standing?.id ?? null) === supersedesId) return;
		if (standing) throw await standsAlready(database, draft.useCaseId);
		throw new BenchError(
			'E_USAGE',
			`no decision "${String(supersedesId)}" about ${draft.useCaseId} stands`,
			{ hint: 'Nothing was recorded. Look at the decision that stands, then decide again.' }
		);
	};
	if (hidesConfidential === true && supersedesId !== null) {
		await findDecision(database, supersedesId);
	}
	await checkStanding();
	try {
		await database.write([
			database.orm.insert(decisions).values({
				...plain,
				id,
				decidedAtUtc,
				supersedesId,
				evidenceJson: JSON.stringify(evidence)
			})
		]);
	} catch (error) {
		// Another process may have recorded one since the check above.
		await checkStanding();
		throw error;
	}
	return {
		...draft,
		...{ id, decidedAtUtc, supersedesId },
		...{ stands: true, supersededBy: null, signOffs: [] }
	};
};

/**
 * Puts a name to a decision. Throws `E_NOT_FOUND` for an unknown or hidden decision, and `E_USAGE` where the person has signed it before or
 * it no longer stands.
 */
export const signDecision = async (
	database: Database,
	decisionId: string,
	signOff: SignOff
): Promise<void> => {
	const { stands, supersededBy } = await findDecision(database, decisionId);
	if (!stands) {
		throw supersededBy === null
			? new BenchError(
					'E_USAGE',
					`decision ${decisionId} was superseded by one that you may not see`,
					{
						hint: 'Nothing was signed. Ask procurement or an admin of this site about the decision that stands.'
					}
				)
			: new BenchError('E_USAGE', `decision ${decisionId} was superseded by ${supersededBy}`, {
					hint: 'Nothing was signed. Sign the decision that stands.'
				});
	}
	const [changed] = await database.write([
		database.orm
			.insert(decisionSignOffs)
			.values({ decisionId, ...signOff })
			.onConflictDoNothing()
	]);
	if (changed === 0) {
		throw new BenchError('E_USAGE', `${signOff.person} has signed this decision already`, {
			hint: 'Each person signs a decision once.'
		});
	}
};
