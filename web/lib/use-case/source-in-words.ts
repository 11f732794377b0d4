/** Who says a number and where, in words. */
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { basisInWords } from './basis-in-words.ts';

/** `quote, 2026-04-17: Meridian Systems`; who says so is not said twice. */
export const sourceInWords = ({
	basis,
	source,
	asOf
}: Pick<Parameter, 'basis' | 'source' | 'asOf'>): string => {
	const who = basisInWords[basis];
	const date = asOf === null ? '' : `, ${asOf}`;
	return source.startsWith(who) ? `${source}${date}` : `${who}${date}: ${source}`;
};
