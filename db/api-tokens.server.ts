/** Queries about tokens for the API: a program asks in the name of an account, with no more than its role. */
import { randomUUID } from 'node:crypto';
import { and, asc, eq, gt, isNull, ne, or, sql } from 'drizzle-orm';
import type { ApiToken } from '#core/access/api-token.ts';
import type { Role } from '#core/access/role.ts';
import type { TokenScope } from '#core/access/token-scope.ts';
import { BenchError } from '#core/errors.ts';
import { isOpen } from './accounts.server.ts';
import type { Database } from './client.server.ts';
import { beginsWith, mostMatches, onlyMatch } from './only-match.ts';
import { accounts, apiTokens } from './schema.ts';
import { hashOfSecret, newSecret } from './secret.server.ts';

/** By this beginning people and scanners of secrets tell a token from other text. */
const prefix = 'bench_';

/** Whom a token asks for. */
export interface TokenOf {
	accountId: string;
	name: string;
	role: Role;
	scope: TokenScope;
}

/** Makes a token and returns it; it is kept nowhere. */
export const addApiToken = async (
	database: Database,
	{
		accountId,
		scope,
		expiresAtUtc
	}: { accountId: string; scope: TokenScope; expiresAtUtc: string },
	atUtc: string
): Promise<{ id: string; token: string }> => {
	const token = `${prefix}${newSecret()}`;
	const id = randomUUID();
	await database.write([
		database.orm.insert(apiTokens).values({
			id,
			accountId,
			scope,
			secretHash: hashOfSecret(token),
			createdAtUtc: atUtc,
			expiresAtUtc
		})
	]);
	return { id, token };
};

/** All tokens by account and time, or those of one account; ended ones too. */
export const listApiTokens = (database: Database, accountId?: string): Promise<ApiToken[]> =>
	database.read(() =>
		database.orm
			.select({
				id: apiTokens.id,
				accountId: apiTokens.accountId,
				accountName: accounts.name,
				scope: apiTokens.scope,
				createdAtUtc: apiTokens.createdAtUtc,
				expiresAtUtc: apiTokens.expiresAtUtc,
				revokedAtUtc: apiTokens.revokedAtUtc,
				lastUsedOn: apiTokens.lastUsedOn
			})
			.from(apiTokens)
			.innerJoin(accounts, eq(accounts.id, apiTokens.accountId))
			.where(accountId === undefined ? undefined : eq(accounts.id, accountId))
			.orderBy(asc(accounts.name), asc(apiTokens.createdAtUtc), asc(apiTokens.id))
	);

/** Whom a token asks for; null where it is unknown, revoked or too old. The day of its use is noted, where the database can be written. */
export const useApiToken = async (
	database: Database,
	token: string,
	atUtc: string
): Promise<TokenOf | null> => {
	if (!token.startsWith(prefix)) return null;
	const holds = and(
		eq(apiTokens.secretHash, hashOfSecret(token)),
		isNull(apiTokens.revokedAtUtc),
		gt(apiTokens.expiresAtUtc, atUtc)
	);
	const [row] = await database.read(() =>
		database.orm
			.select({
				accountId: accounts.id,
				name: accounts.name,
				role: accounts.role,
				scope: apiTokens.scope,
				lastUsedOn: apiTokens.lastUsedOn
			})
			.from(apiTokens)
			.innerJoin(accounts, eq(accounts.id, apiTokens.accountId))
			.where(and(holds, isOpen))
	);
	if (!row) return null;
	const { lastUsedOn, ...found } = row;
	const today = atUtc.slice(0, 'YYYY-MM-DD'.length);
	if (lastUsedOn !== today) {
		try {
			await database.write([
				database.orm
					.update(apiTokens)
					.set({ lastUsedOn: today })
					.where(and(holds, or(isNull(apiTokens.lastUsedOn), ne(apiTokens.lastUsedOn, today))))
			]);
		} catch (error) {
			// On a full disk one can still read; the day is noted at the next use.
			if (!(error instanceof BenchError && error.code === 'E_DATABASE')) throw error;
		}
	}
	return found;
};

/** Revokes a token by its id or the beginning of it, and returns its id. Throws `E_NOT_FOUND` for none that still holds. */
export const revokeApiToken = async (
	database: Database,
	text: string,
	atUtc: string
): Promise<string> => {
	const rows = await database.read(() =>
		database.orm
			.select({ id: apiTokens.id })
			.from(apiTokens)
			.where(and(beginsWith(apiTokens.id, text), isNull(apiTokens.revokedAtUtc)))
			.orderBy(asc(apiTokens.id))
			.limit(mostMatches)
	);
	const { id } = onlyMatch(rows, text, {
		plural: 'tokens',
		notFound: new BenchError('E_NOT_FOUND', `there is no token "${text}" that could be revoked`, {
			hint: 'List the tokens with "bench account tokens".'
		})
	});
	await database.write([
		database.orm
			.update(apiTokens)
			.set({ revokedAtUtc: sql`${atUtc}` })
			.where(eq(apiTokens.id, id))
	]);
	return id;
};
