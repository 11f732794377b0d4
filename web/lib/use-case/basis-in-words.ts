/** Who says a number, in words. */
import type { Basis } from '#bench/economics/option/parameter.ts';

export const basisInWords: Record<Basis, string> = {
	measured: 'measured',
	quote: 'quote',
	'price-book': 'price book',
	'hardware-book': 'hardware book',
	scenario: 'scenario',
	user: 'typed in',
	default: 'our default',
	definition: 'by definition'
};
