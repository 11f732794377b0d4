import type { CellTarget } from './cell-target.ts';

/** The name of a target on screen. */
export const targetTitle = (target: CellTarget): string => target.title ?? target.id;
