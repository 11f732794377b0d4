/** The kinds of options as a reader calls them. */
import type { OptionKind } from '#bench/economics/option/option.ts';

export const kindInWords: Record<OptionKind, string> = {
	buy: 'bought API',
	hosted: 'same model at a host',
	'make-owned': 'own servers',
	'make-rented': 'rented GPUs',
	hybrid: 'own nodes and API'
};
