/** What is said of a value that cannot be put into a case. */

export interface RefusedOverride {
	/** Of a parameter, or of the hybrid whose threshold it is. */
	id: string;
	/** As it was given. */
	value: string;
	/** What was expected in its place, in words. */
	reason: string;
}

const plainDecimal = /^-?\d+(?:\.\d+)?$/u;

/** Why a text is no decimal to calculate and to draw with; null if it is one. */
export const decimalProblem = (text: string): string | null =>
	plainDecimal.test(text) && Number.isFinite(Number(text))
		? null
		: 'expected a plain decimal such as 2.50';
