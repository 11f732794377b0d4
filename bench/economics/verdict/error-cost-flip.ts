/** The cost of an undetected error at which the cheaper of two options changes. */
import { toDecimal } from '#core/decimal.ts';

/** An option in one unit for both: per request or per month. */
export interface ErrorExposure {
	id: string;
	/** For a reader. */
	title: string;
	/** USD of accepted answers without the damage of undetected errors; decimal text. */
	withoutErrorsUsd: string;
	/** Undetected errors in the same unit (share of requests, or errors a month); decimal text. */
	undetectedErrors: string;
}

export type ErrorCostFlip =
	| {
			state: 'flips';
			/** USD per undetected error, decimal text, to 40 places: both options cost the same there. */
			errorUsd: string;
			/** Option that is cheaper where an error costs less, and where it costs more. */
			cheaperBelowId: string;
			cheaperAboveId: string;
			reason: string;
	  }
	/** `cheaperId` is null where both cost the same whatever an error costs. */
	| { state: 'never'; errorUsd: null; cheaperId: string | null; reason: string };

/**
 * Cost of one undetected error at which `a` and `b` cost the same: (b − a without errors) / (errors of a − errors of b). `never`
 * where no cost of 0 or more changes which is cheaper.
 */
export const errorCostThatFlips = (a: ErrorExposure, b: ErrorExposure): ErrorCostFlip => {
	const costGap = toDecimal(a.withoutErrorsUsd).minus(b.withoutErrorsUsd);
	const errorGap = toDecimal(a.undetectedErrors).minus(b.undetectedErrors);
	if (costGap.eq(0) && errorGap.eq(0)) {
		const reason = `${a.title} and ${b.title} cost the same and let through as many errors.`;
		return { state: 'never', errorUsd: null, cheaperId: null, reason };
	}
	const [cheaper, dearer] = costGap.lt(0) || (costGap.eq(0) && errorGap.lt(0)) ? [a, b] : [b, a];
	if (errorGap.eq(0)) {
		const reason = `Both let through as many errors, so what an error costs does not change which is cheaper.`;
		return { state: 'never', errorUsd: null, cheaperId: cheaper.id, reason };
	}
	if (costGap.times(errorGap).gte(0)) {
		const reason = `${cheaper.title} ${costGap.eq(0) ? 'costs no more' : 'costs less'} and lets through fewer errors, so no cost of an error makes ${dearer.title} cheaper.`;
		return { state: 'never', errorUsd: null, cheaperId: cheaper.id, reason };
	}
	const errorUsd = costGap.abs().div(errorGap.abs()).toFixed();
	return {
		state: 'flips',
		errorUsd,
		cheaperBelowId: cheaper.id,
		cheaperAboveId: dearer.id,
		reason: `${cheaper.title} costs less without errors but lets through more of them: where one costs more than ${toDecimal(errorUsd).round(2).toFixed()} USD, ${dearer.title} is cheaper.`
	};
};
