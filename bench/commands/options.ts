/** Options that several commands share, and the reading of their values. */
import { InvalidArgumentError, type Command } from 'commander';
import { decimalSchema } from '#core/price.ts';
import { parseSlo, type Slo } from '#core/slo.ts';
import type { WarmUpRule } from '#core/steady-state.ts';
import type { Database, DatabaseOptions } from '#db/client.server.ts';
import type { CommandContext } from './context.ts';

export interface CommonOptions {
	db: string;
	json?: true;
}

const defaultDatabase = 'file:bench.db';

/** The value of `--db` where it is not the default; null otherwise. */
export const databaseFlag = ({ db }: CommonOptions): string | null =>
	db === defaultDatabase ? null : db;

/** Adds `--json`: for a command without a database. */
export const addJsonOption = (command: Command): Command =>
	command.option('--json', 'print data as JSON on stdout');

/** Adds `--db` and `--json`. */
export const addCommonOptions = (command: Command): Command =>
	addJsonOption(
		command.option('--db <url>', 'database: file:PATH or libsql://HOST', defaultDatabase)
	);

/** How long a command goes on where another process holds the database, ms: longer than the half minute that a backup of a large file may take. */
const lockedForMs = 45_000;

/**
 * Opens the database of `--db`; a token for a server comes from LIBSQL_AUTH_TOKEN, the key of kept texts from BENCH_DATA_KEY or a command. Throws E_USAGE for
 * a key that is none.
 */
export const openCommandDatabase = async (
	url: string,
	context: Pick<CommandContext, 'env' | 'note'>,
	options: Pick<DatabaseOptions, 'asItIs' | 'spoolFile'> = {}
): Promise<Database> => {
	const authToken = context.env['LIBSQL_AUTH_TOKEN'];
	// Many commands need no database, and loading it takes longer than what they do.
	const { openDatabase } = await import('#db/client.server.ts');
	const { dataKeysOf } = await import('./data-keys.ts');
	return openDatabase(url, {
		...options,
		retryForMs: lockedForMs,
		dataKeys: await dataKeysOf(context.env),
		...(authToken === undefined ? {} : { authToken }),
		onBusy: (tries) => {
			if (tries === 1) context.note('the database is locked by another process; waiting');
		},
		onAway: (event) => {
			context.note(
				event.kind === 'away'
					? `the database cannot be reached (${event.why}); what is measured waits in ${options.spoolFile ?? ''}`
					: `the database is back; ${String(event.sent)} transactions that waited are stored`
			);
		}
	});
};

/** Longest duration that a flag takes, hours: a timer of Node ends at 24 days. */
const longestDurationH = 168;

/** A whole number from 1. */
export const parseCount = (text: string): number => {
	if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
		throw new InvalidArgumentError('expected a whole number from 1.');
	}
	return Number(text);
};

/** A number above 0. */
export const parsePositive = (text: string): number => {
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
		throw new InvalidArgumentError('expected a number above 0.');
	}
	return value;
};

/** A whole number from 0. */
export const parseSeed = (text: string): number => {
	if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0.');
	return Number(text);
};

/** A share above 0 and up to 1. */
export const parseShare = (text: string): number => {
	const value = Number(text);
	if (!(value > 0 && value <= 1)) {
		throw new InvalidArgumentError('expected a share above 0 and up to 1, such as 0.95.');
	}
	return value;
};

const secondsPerUnit: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3_600 };

/** `30s`, `2m`, `1.5h`, `500ms` or plain seconds, as seconds. */
export const parseDurationS = (text: string): number => {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
	const valueS = Number(match?.[1]) * (secondsPerUnit[match?.[2] ?? 's'] ?? Number.NaN);
	if (!(valueS > 0)) {
		throw new InvalidArgumentError('expected a duration such as 30s, 2m or 500ms.');
	}
	if (valueS > longestDurationH * 3_600) {
		throw new InvalidArgumentError(`expected at most ${String(longestDurationH)}h.`);
	}
	return valueS;
};

/** A sampling temperature. */
export const parseTemperature = (text: string): number => {
	const value = Number(text);
	if (text.trim() === '' || !(value >= 0 && value <= 2)) {
		throw new InvalidArgumentError('expected a number from 0 to 2.');
	}
	return value;
};

/** Load worker threads, or `auto`. */
export const parseWorkers = (text: string): number | 'auto' => {
	if (text === 'auto') return text;
	const count = parseCount(text);
	if (count > 64) throw new InvalidArgumentError('expected at most 64.');
	return count;
};

/** What is left out at the beginning of a stage: `auto`, `none`, a number of requests, or a time with its unit. */
export const parseWarmUp = (text: string): WarmUpRule => {
	if (text === 'auto' || text === 'none') return text;
	if (!/^\d/.test(text.trim())) {
		throw new InvalidArgumentError(
			'expected auto, none, a number of requests, or a time such as 30s.'
		);
	}
	return /^\d+$/.test(text.trim())
		? { requests: parseCount(text) }
		: { seconds: parseDurationS(text) };
};

/** An amount of money as decimal text. */
export const parseUsd = (text: string): string => {
	const parsed = decimalSchema.safeParse(text);
	if (!parsed.success) throw new InvalidArgumentError('expected an amount such as 2.50.');
	return parsed.data;
};

/** A latency objective such as `ttft<800ms,e2e<20s`. */
export const parseSloOption = (text: string): Slo => {
	const parsed = parseSlo(text);
	if (!parsed.ok) throw new InvalidArgumentError(`${parsed.message}.`);
	return parsed.slo;
};

/** A margin in percentage points, above 0 and below 100, as a share of 1. */
export const parseDeltaPoints = (text: string): number => {
	const value = Number(text);
	if (text.trim() === '' || !(value > 0 && value < 100)) {
		throw new InvalidArgumentError('expected points above 0 and below 100, such as 2.');
	}
	return value / 100;
};

/** Indexes of GPUs, such as `0,1`. */
export const parseDevices = (text: string): number[] => {
	if (!/^\d{1,3}(,\d{1,3})*$/.test(text)) {
		throw new InvalidArgumentError('expected indexes of GPUs, such as 0 or 0,1.');
	}
	return text.split(',').map(Number);
};
