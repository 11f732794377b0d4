/** Samples of one source about one subject: a moment for each row, a value or nothing for each column. Its memory is bounded. */
import type { Series } from '../series.ts';

/** At ten a second these last for almost three hours; then every other one is left out. */
const defaultMostRows = 100_000;

export class SampleTable {
	readonly #mostRows: number;
	#atMs: number[] = [];
	#columns = new Map<string, number[]>();

	constructor(mostRows = defaultMostRows) {
		this.#mostRows = mostRows;
	}

	get rows(): number {
		return this.#atMs.length;
	}

	get columns(): string[] {
		return [...this.#columns.keys()];
	}

	/** Takes what was read at a moment, ms; moments must not go back. */
	add(atMs: number, values: Readonly<Record<string, number | null>>): void {
		for (const [name, value] of Object.entries(values)) {
			if (value === null) continue;
			let column = this.#columns.get(name);
			if (!column) this.#columns.set(name, (column = this.#atMs.map(() => Number.NaN)));
			column[this.#atMs.length] = value;
		}
		this.#atMs.push(atMs);
		for (const column of this.#columns.values()) {
			if (column.length < this.#atMs.length) column.push(Number.NaN);
		}
		if (this.#atMs.length > this.#mostRows) this.#thin();
	}

	/** The moments at which a column had a value, `zeroMs` taken off them; empty for an unknown column. */
	series(name: string, zeroMs = 0): Series {
		const column = this.#columns.get(name) ?? [];
		const atMs: number[] = [];
		const values: number[] = [];
		for (const [index, value] of column.entries()) {
			if (Number.isNaN(value)) continue;
			atMs.push((this.#atMs[index] ?? 0) - zeroMs);
			values.push(value);
		}
		return { atMs, values };
	}

	/** Every other row, the first and the last among them. */
	#thin(): void {
		const last = this.#atMs.length - 1;
		const isKept = (_: unknown, index: number): boolean => index % 2 === 0 || index === last;
		this.#atMs = this.#atMs.filter(isKept);
		this.#columns = new Map(
			[...this.#columns].map(([name, column]) => [name, column.filter(isKept)])
		);
	}
}
