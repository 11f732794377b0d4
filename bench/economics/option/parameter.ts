/** One number of a cost model, with its unit, how sure it is, and where it comes from. */
import type { Quantity, SpreadKind } from '#core/quantity.ts';
import type { Evidence } from './evidence.ts';

/** Who says so. A `default` is an assumption of ours that the user has not replaced; a `definition` is true by convention (12 months a year). */
export type Basis =
	| 'measured'
	| 'quote'
	| 'price-book'
	| 'hardware-book'
	| 'scenario'
	| 'user'
	| 'default'
	| 'definition';

/** How a parameter may differ from its value; for sampling only, so binary floats. */
export type Spread =
	| { kind: 'fixed' }
	/** `low` and `high` are the ends of a uniform or triangular range, and hold 90 % of a normal or lognormal one. */
	| { kind: SpreadKind; low: number; high: number };

export interface Parameter {
	/** Path-like and unique within a case, such as `own.node.purchaseUsd`; equal ids are one parameter and are drawn together. */
	id: string;
	/** What it is, for a reader: `server price`. */
	label: string;
	/** Such as `USD/node`, `kWh`, `share`. */
	unit: string;
	/** Decimal text. */
	value: string;
	spread: Spread;
	basis: Basis;
	/** Page, quote, run or assumption, in words. */
	source: string;
	/** YYYY-MM-DD; null where the source has no date. */
	asOf: string | null;
	/** What the source names, as a reference; absent where it is a text alone. */
	evidence?: Evidence;
}

/** Who says a number, where, when, and on what. */
export type Stated = Pick<Parameter, 'basis' | 'source' | 'asOf' | 'evidence'>;

export interface ParameterIdentity {
	id: string;
	label: string;
	unit: string;
	/** Where a quantity names no source of its own. */
	basis: Basis;
	source: string;
	asOf?: string | null;
	evidence?: Evidence;
}

/** A parameter without spread. */
export const fixedParameter = (value: string, identity: ParameterIdentity): Parameter => ({
	...identity,
	asOf: identity.asOf ?? null,
	value,
	spread: { kind: 'fixed' }
});

/** A parameter from what an author wrote. */
export const parameterOf = (quantity: Quantity, identity: ParameterIdentity): Parameter => ({
	...identity,
	value: quantity.value,
	spread: quantity.spread
		? {
				kind: quantity.spread.kind,
				low: Number(quantity.spread.low),
				high: Number(quantity.spread.high)
			}
		: { kind: 'fixed' },
	source: quantity.source ?? identity.source,
	asOf: quantity.asOf ?? identity.asOf ?? null
});
