/** Milliseconds on axes and in tooltips. */
import { formatMs } from '../format.ts';

/** On a logarithmic axis only 1, 2 and 5 of each power of ten, as the rest would overlap. */
export function msTick(this: { type: string }, value: number | string): string | null {
	const ms = Number(value);
	if (this.type === 'logarithmic') {
		const lead = ms / 10 ** Math.floor(Math.log10(ms) + 1e-9);
		if (![1, 2, 5].some((digit) => Math.abs(lead - digit) < 1e-6)) return null;
	}
	return ms.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

export const msTooltip = (ms: number | null): string => formatMs(ms);
