/** Numbers inside sentences that the pure model writes: grouped, and no more digits than a reader needs. */

/** `12,345`, `0.42`: whole from 100 on, three digits below. */
export const plainNumber = (value: number): string =>
	Math.abs(value) >= 100
		? Math.round(value).toLocaleString('en-US')
		: value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

/** A template whose numbers are written with `plainNumber`. */
export const formatReason = (parts: TemplateStringsArray, ...values: (number | string)[]): string =>
	parts
		.map((part, index) => {
			const value = values[index];
			if (value === undefined) return part;
			return part + (typeof value === 'number' ? plainNumber(value) : value);
		})
		.join('');
