/** Options that sub-commands of `bench quote` share. */
import { InvalidArgumentError, type Command } from 'commander';
import { toDecimal } from '#core/decimal.ts';
import type { Database } from '#db/client.server.ts';
import {
	defaultLevelMonths,
	defaultWaccPerYear,
	type LevelOptions
} from '#bench/economics/quotes/level-quote.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import { addCommonOptions, type CommonOptions } from '../options.ts';

export interface AsOfOptions extends CommonOptions {
	asOf: string;
}

export interface QuoteLevelOptions extends AsOfOptions {
	months: number;
	wacc: string;
	volume: Record<string, string>;
	expired?: true;
}

/** A day as YYYY-MM-DD. */
export const parseDay = (text: string): string => {
	const date = new Date(`${text}T00:00:00Z`);
	const valid = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !valid) {
		throw new InvalidArgumentError('expected a day as YYYY-MM-DD.');
	}
	return text;
};

const today = (): string => new Date().toISOString().slice(0, 10);

/** Adds `--db`, `--json` and `--as-of`. */
export const addAsOf = (command: Command): Command =>
	addCommonOptions(command).option(
		'--as-of <date>',
		'day that counts as today, YYYY-MM-DD',
		parseDay,
		today()
	);

const parseTerm = (text: string): number => {
	const months = Number(text);
	if (!/^\d{1,3}$/.test(text) || months < 1 || months > 120) {
		throw new InvalidArgumentError('expected whole months from 1 to 120.');
	}
	return months;
};

const parseRate = (text: string): string => {
	if (!/^\d(\.\d+)?$|^0?\.\d+$/.test(text) || Number(text) > 1) {
		throw new InvalidArgumentError('expected a rate from 0 to 1, such as 0.08 for 8 %.');
	}
	return toDecimal(text.startsWith('.') ? `0${text}` : text).toFixed();
};

const parseVolume = (text: string, before: Record<string, string>): Record<string, string> => {
	const volumes = { ...before };
	for (const part of text.split(',')) {
		const [, item, units] = /^([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(part.trim()) ?? [];
		if (item === undefined || units === undefined || Number(units) === 0) {
			throw new InvalidArgumentError(
				'expected ITEM=UNITS such as input-tokens=500,output-tokens=120; tokens in millions a month.'
			);
		}
		volumes[item] = units;
	}
	return volumes;
};

/** Adds the common term, the rate of interest, volumes and `--expired`. */
export const addLevelOptions = (command: Command): Command =>
	addAsOf(command)
		.option('--months <n>', 'common term in months', parseTerm, defaultLevelMonths)
		.option('--wacc <rate>', 'cost of capital a year', parseRate, defaultWaccPerYear)
		.option(
			'--volume <item=units>',
			'units a month in place of the quantities of the quotes; tokens in millions',
			parseVolume,
			{}
		)
		.option('--expired', 'take in quotes that have run out');

/** The options as levelling takes them. */
export const levelOptions = ({ months, wacc, asOf, volume }: QuoteLevelOptions): LevelOptions => ({
	months,
	waccPerYear: wacc,
	asOf,
	volumes: volume
});

/** Runs `use` with the database of quotes, which must exist. */
export const withQuotes = (
	options: CommonOptions,
	context: CommandContext,
	use: (database: Database) => Promise<void>
): Promise<void> =>
	withExistingDatabase(
		options,
		context,
		'Give its path with --db, or make it with the first quote: bench quote import FILE',
		use
	);
