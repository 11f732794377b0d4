/** `+1.4`, `−3.9`, `0.0`: a share of items as percentage points, with its sign. */
export const signedPoints = (share: number): string => {
	const text = (100 * share).toFixed(1);
	return Number(text) === 0 ? '0.0' : `${share > 0 ? '+' : '−'}${text.replace('-', '')}`;
};
