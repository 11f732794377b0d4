/**
 * What the site is started with, read from the environment once: `bench serve` sets it before it loads the built site, and the
 * development server takes it as it is.
 */
import { delimiter } from 'node:path';
import { readDataKeys, type DataKeys } from '#db/data-key.ts';
import { oidcSettingsSchema, type OidcSettings } from '#core/access/oidc.ts';
import { givenRoles, type GivenRole } from '#core/access/role.ts';
import { logForms, type LogForm } from './log.ts';

export interface Settings {
	/** `file:PATH` or `libsql://HOST`. */
	database: string;
	/** Of a libSQL server; null for files. */
	databaseToken: string | null;
	/** What texts of prompts and answers are encrypted with. */
	dataKeys: DataKeys;
	/** Cost specs, and folders of them. */
	specs: readonly string[];
	/** Price files that go before the price book. */
	prices: readonly string[];
	/** Whether figures of endpoints without a model take part in verdicts unless the page says otherwise. */
	includeEmulated: boolean;
	/** What a reader may show in place of signing in; null where the site was started without. */
	accessToken: string | null;
	/** What whoever shows that token may do. */
	accessTokenRole: GivenRole;
	/** Whether nobody gets in without an account, where there is none yet too: others than this machine can ask. */
	accountsOnly: boolean;
	/** How an identity provider signs people in; null where none does. */
	oidc: OidcSettings | null;
	/** Hosts with their port, as a browser names them, to which the site answers; null: any (behind a development server). */
	hosts: readonly string[] | null;
	/** What the log holds, and how. */
	log: LogForm;
	/** Whether `/healthz` answers without the token, and whatever host it is asked for. */
	publicHealth: boolean;
}

const listOf = (text: string | undefined): string[] =>
	text === undefined || text === '' ? [] : text.split(delimiter);

/** Reads the settings from environment variables; `bench serve` writes the same names. Throws E_USAGE for a key that is none. */
export const readSettings = (env: Readonly<Record<string, string | undefined>>): Settings => ({
	database: env['BENCH_SITE_DB'] ?? 'file:bench.db',
	databaseToken: env['LIBSQL_AUTH_TOKEN'] ?? null,
	dataKeys: readDataKeys(env),
	specs: listOf(env['BENCH_SITE_SPECS']),
	prices: listOf(env['BENCH_SITE_PRICES']),
	includeEmulated: env['BENCH_SITE_INCLUDE_EMULATED'] === '1',
	accessToken: env['BENCH_SITE_TOKEN'] ?? null,
	accessTokenRole: givenRoles.find((role) => role === env['BENCH_SITE_TOKEN_ROLE']) ?? 'viewer',
	accountsOnly: env['BENCH_SITE_ACCOUNTS_ONLY'] === '1',
	oidc:
		env['BENCH_SITE_OIDC'] === undefined
			? null
			: oidcSettingsSchema.parse(JSON.parse(env['BENCH_SITE_OIDC'])),
	hosts: env['BENCH_SITE_HOSTS'] === undefined ? null : env['BENCH_SITE_HOSTS'].split(','),
	log: logForms.find((form) => form === env['BENCH_SITE_LOG']) ?? 'faults',
	publicHealth: env['BENCH_SITE_PUBLIC_HEALTH'] === '1'
});
