import type { Target } from './target.ts';

/** The name of a target on screen. */
export const targetTitle = (target: Target): string => target.title ?? target.id;
