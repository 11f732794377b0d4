/** How prices move over the years; every rate a share a year, of either sign. */
import type { DriftName } from '../option/cost-line.ts';
import type { Parameter } from '../option/parameter.ts';

/** What is absent stays as it is. */
export type Drifts = Partial<Record<DriftName, Parameter>>;
