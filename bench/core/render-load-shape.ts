import type { LoadShape } from './load-shape.ts';

/** `closed ×16`, `constant 4/s`, `poisson 4/s`: the label of a stage in tables. */
export const renderLoadShape = (shape: LoadShape): string =>
	shape.kind === 'closed'
		? `closed ×${String(shape.concurrency)}`
		: `${shape.kind} ${String(shape.ratePerS)}/s`;
