import type { StageLoad } from './load-shape.ts';

/** `closed ×16`, `constant 4/s`, `poisson 4/s`, `imported`: the label of a stage in tables. */
export const renderLoadShape = (shape: StageLoad): string => {
	if (shape.kind === 'imported') return 'imported';
	return shape.kind === 'closed'
		? `closed ×${String(shape.concurrency)}`
		: `${shape.kind} ${String(shape.ratePerS)}/s`;
};
