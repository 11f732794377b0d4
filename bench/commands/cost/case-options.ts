/** Options of every command that resolves a full cost spec. */
import { InvalidArgumentError, type Command } from 'commander';
import { addCommonOptions } from '../options.ts';
import { parseDay } from '../quote/quote-options.ts';

const parseVolume = (text: string): number => {
	if (/^\d{1,15}$/u.test(text) && Number(text) > 0) return Number(text);
	throw new InvalidArgumentError('expected a whole number of requests from 1.');
};

const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

/** Options of every command that resolves a full spec. */
export const addCaseOptions = (command: Command): Command =>
	addCommonOptions(command)
		.option('--prices <file>', 'price file that goes before the price book; repeatable', collect)
		.option('--at <day>', 'day at which prices and quotes are looked up; today', parseDay)
		.option('--volume <n>', 'requests a month in place of the demand', parseVolume)
		.option('--include-emulated', 'let figures of endpoints without a model take part');
