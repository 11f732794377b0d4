/** A figure, or the reason why there is none. */

/** Why a figure cannot be told. */
export class Unknown {
	/** A sentence without a full stop, for people. */
	readonly reason: string;

	constructor(reason: string) {
		this.reason = reason;
	}
}

export type Known<T> = T | Unknown;

export const isKnown = <T>(figure: Known<T>): figure is T => !(figure instanceof Unknown);

/** What follows from a figure; the reason is handed on. */
export const from = <T, R>(figure: Known<T>, use: (value: T) => Known<R>): Known<R> =>
	figure instanceof Unknown ? figure : use(figure);

/** All of them, or the reason of the first that is missing. */
export const all = <T>(figures: readonly Known<T>[]): Known<T[]> =>
	figures.find((figure): figure is Unknown => figure instanceof Unknown) ?? (figures as T[]);

/** The figure, or null. */
export const orNull = <T>(figure: Known<T>): T | null =>
	figure instanceof Unknown ? null : figure;
