/** Tables of who may come in, and of what they did. */
import {
	blob,
	check,
	index,
	integer,
	sqliteTable,
	text,
	uniqueIndex
} from 'drizzle-orm/sqlite-core';
import { auditOutcomes } from '#core/access/audit-entry.ts';
import { roles } from '#core/access/role.ts';
import { tokenScopes } from '#core/access/token-scope.ts';
import { oneOf } from './columns.ts';

/** One row per person who may sign in; removed ones stay, so that a name in the audit log means one person. */
export const accounts = sqliteTable(
	'accounts',
	{
		id: text('id').primaryKey(),
		/** In small letters. */
		name: text('name').notNull(),
		role: text('role', { enum: roles }).notNull(),
		/** In the PHC form, with its parameters and salt; null until an invitation has been used. */
		passwordHash: text('password_hash'),
		createdAtUtc: text('created_at_utc').notNull(),
		/** Null for an account that is not removed. */
		removedAtUtc: text('removed_at_utc'),
		/** Since when its owner is kept out, until an admin lets them in again; null for an account that is in use. */
		disabledAtUtc: text('disabled_at_utc'),
		/** When a session last began; null before the first. */
		lastSignedInAtUtc: text('last_signed_in_at_utc'),
		/** Claim `iss` of the provider by which its owner signs in; null before the first time, and for who never does. */
		oidcIssuer: text('oidc_issuer'),
		/** Claim `sub` there, which names a person for good, as an e-mail address does not; null together with the issuer. */
		oidcSubject: text('oidc_subject')
	},
	(table) => [
		check('accounts_role', oneOf(table.role, roles)),
		uniqueIndex('accounts_name').on(table.name),
		uniqueIndex('accounts_oidc').on(table.oidcIssuer, table.oidcSubject)
	]
);

/** One row per account name or network from which wrong passwords or other failed sign-ins came within a day; at most 10,000. */
export const loginFailures = sqliteTable('login_failures', {
	/** SHA-256, hex, of `account NAME` or `address NETWORK`: people type passwords where names belong. */
	keyHash: text('key_hash').primaryKey(),
	/** Failures in a row, without a day between two. */
	failures: integer('failures').notNull(),
	lastFailedAtUtc: text('last_failed_at_utc').notNull()
});

/** One row per link with which somebody sets the password of an account, once. */
export const invitations = sqliteTable(
	'invitations',
	{
		/** SHA-256 of the secret in the link, hex. */
		secretHash: text('secret_hash').primaryKey(),
		accountId: text('account_id')
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		expiresAtUtc: text('expires_at_utc').notNull(),
		usedAtUtc: text('used_at_utc')
	},
	(table) => [index('invitations_of').on(table.accountId)]
);

/** One row per browser that is signed in; deleted when it signs out. */
export const sessions = sqliteTable(
	'sessions',
	{
		/** SHA-256 of the secret in the cookie, hex. */
		secretHash: text('secret_hash').primaryKey(),
		accountId: text('account_id')
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		createdAtUtc: text('created_at_utc').notNull(),
		/** To the minute: not every request writes. */
		lastSeenAtUtc: text('last_seen_at_utc').notNull(),
		/**
		 * What signing out at the identity provider takes, encrypted with a key that is derived from the secret in the cookie, so that whoever reads the
		 * database alone cannot read it (see `provider-session.server.ts`); null where somebody signed in with a password.
		 */
		providerSession: blob('provider_session', { mode: 'buffer' })
	},
	(table) => [index('sessions_of').on(table.accountId)]
);

/** One row per token with which a program asks the API in the name of an account. */
export const apiTokens = sqliteTable(
	'api_tokens',
	{
		id: text('id').primaryKey(),
		accountId: text('account_id')
			.notNull()
			.references(() => accounts.id, { onDelete: 'cascade' }),
		scope: text('scope', { enum: tokenScopes }).notNull(),
		/** SHA-256 of the token, hex. */
		secretHash: text('secret_hash').notNull(),
		createdAtUtc: text('created_at_utc').notNull(),
		expiresAtUtc: text('expires_at_utc').notNull(),
		revokedAtUtc: text('revoked_at_utc'),
		/** Day of the last request, YYYY-MM-DD; null before the first. */
		lastUsedOn: text('last_used_on')
	},
	(table) => [
		check('api_tokens_scope', oneOf(table.scope, tokenScopes)),
		uniqueIndex('api_tokens_secret').on(table.secretHash),
		index('api_tokens_of').on(table.accountId)
	]
);

/** One row per link with which somebody without an account reads the report of one use case. */
export const guestLinks = sqliteTable(
	'guest_links',
	{
		id: text('id').primaryKey(),
		useCaseId: text('use_case_id').notNull(),
		/** SHA-256 of the secret in the link, hex. */
		secretHash: text('secret_hash').notNull(),
		/** For whom, in the words of who made it. */
		note: text('note').notNull(),
		/** Name of the account, or what else has asked. */
		madeBy: text('made_by').notNull(),
		createdAtUtc: text('created_at_utc').notNull(),
		expiresAtUtc: text('expires_at_utc').notNull(),
		revokedAtUtc: text('revoked_at_utc')
	},
	(table) => [
		uniqueIndex('guest_links_secret').on(table.secretHash),
		index('guest_links_made').on(table.createdAtUtc)
	]
);

/** One row per change, export, sign-in and refusal. Triggers of the migration refuse to change or delete a row. */
export const auditLog = sqliteTable(
	'audit_log',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		atUtc: text('at_utc').notNull(),
		/** Name of the account, or what else has asked, such as `access token`. */
		who: text('who').notNull(),
		/** Null where no account has asked. */
		accountId: text('account_id'),
		/** Such as `POST /api/decisions`. */
		action: text('action').notNull(),
		/** From which network address; null for the command line. */
		address: text('address'),
		outcome: text('outcome', { enum: auditOutcomes }).notNull()
	},
	(table) => [check('audit_log_outcome', oneOf(table.outcome, auditOutcomes))]
);
