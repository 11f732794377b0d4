/** What a reference of a spec leads to: its value, or why there is none and what would help. */
export type Resolved<T> =
	| { state: 'ready'; value: T; notes: string[] }
	| {
			state: 'unavailable';
			reason: string;
			/** The run, price or quote that is missing. */
			remedy: string;
			/** The same without commands and keys, for who decides; absent where `remedy` has none. */
			plainRemedy?: string;
	  };

export const ready = <T>(value: T, notes: string[] = []): Resolved<T> => ({
	state: 'ready',
	value,
	notes
});

/** What to do about an option of an endpoint without a model, where such are left out. */
export const emulatedRemedy =
	'Measure a real endpoint, or see the arithmetic with --include-emulated.';
/** The same for who decides. */
export const plainEmulatedRemedy = 'Measure a real endpoint.';

export const unavailable = (reason: string, remedy: string): Resolved<never> => ({
	state: 'unavailable',
	reason,
	remedy
});
