/** `12.34/s`: a rate to four digits, as in the notes of a capacity. */
export const formatRate = (ratePerS: number): string =>
	`${String(Number(ratePerS.toPrecision(4)))}/s`;
