/**
 * Groups requests by how they open, and those whose opening is rare by their form, in one pass and bounded memory: rare openings are given up
 * when there are too many, as in lossy counting (Manku & Motwani 2002, VLDB), and their requests go on in the group of their form.
 */
import { KeptSample } from './kept-sample.ts';
import type { RequestShape } from './request-shape.ts';

/** Openings that are told apart at a time; a group of 1 % of the requests is never given up among so many. */
const mostOpenings = 512;
/** Share of all requests from which an opening or a form is a cluster. */
const leastShare = 0.01;

/** What is kept of a request that may become an item. */
interface Sampled {
	form: string;
	/** Characters that it holds. */
	characters: number;
}

export interface Cluster<T> {
	/** What its requests have in common, in words; the opening is as written, with names in it where there were any. */
	about: { kind: 'opening'; opening: string } | { kind: 'form'; form: string } | { kind: 'rest' };
	/** Requests in it. */
	requests: number;
	sample: KeptSample<T>;
}

interface Opening<T> {
	requests: number;
	byForm: Map<string, number>;
	sample: KeptSample<T>;
}

interface Form<T> {
	requests: number;
	sample: KeptSample<T>;
}

export class RequestClusters<T extends Sampled> {
	#requests = 0;
	#openings = new Map<string, Opening<T>>();
	#forms = new Map<string, Form<T>>();

	/** Requests so far. */
	get requests(): number {
		return this.#requests;
	}

	/** Counts a request; `make` is called where it may become an item. Null stands for one that cannot. */
	add(shape: RequestShape, priority: number, most: number, make: () => T | null): void {
		this.#requests++;
		const opening = this.#openings.get(shape.opening) ?? {
			requests: 0,
			byForm: new Map<string, number>(),
			sample: new KeptSample<T>()
		};
		this.#openings.set(shape.opening, opening);
		opening.requests++;
		opening.byForm.set(shape.form, (opening.byForm.get(shape.form) ?? 0) + 1);
		if (opening.sample.takes(priority)) {
			const value = make();
			if (value) opening.sample.add({ priority, value }, most);
		}
		if (this.#openings.size > mostOpenings) this.#giveUpRarest(most);
	}

	#giveUp(key: string, opening: Opening<T>, most: number): void {
		this.#openings.delete(key);
		for (const [form, requests] of opening.byForm) {
			const found = this.#forms.get(form) ?? { requests: 0, sample: new KeptSample<T>() };
			this.#forms.set(form, found);
			found.requests += requests;
			found.sample.merge(opening.sample, most, (value) => value.form === form);
		}
	}

	/** Half of the openings, the rarest first. */
	#giveUpRarest(most: number): void {
		const rarest = [...this.#openings].sort(([, a], [, b]) => a.requests - b.requests);
		for (const [key, opening] of rarest.slice(0, mostOpenings / 2))
			this.#giveUp(key, opening, most);
	}

	/** Leaves at most `most` in each sample, for want of memory; the characters that are still held. */
	cut(most: number): number {
		let characters = 0;
		for (const { sample } of [...this.#openings.values(), ...this.#forms.values()]) {
			sample.cut(most);
			for (const { value } of sample.kept) characters += value.characters;
		}
		return characters;
	}

	/** Takes over all of another. */
	merge(other: RequestClusters<T>, most: number): void {
		this.#requests += other.#requests;
		for (const [key, opening] of [...other.#openings]) other.#giveUp(key, opening, most);
		for (const [form, { requests, sample }] of other.#forms) {
			const found = this.#forms.get(form) ?? { requests: 0, sample: new KeptSample<T>() };
			this.#forms.set(form, found);
			found.requests += requests;
			found.sample.merge(sample, most);
		}
	}

	/** The clusters with 1 % of the requests or more, the largest first, and the rest as one. */
	clusters(most: number): Cluster<T>[] {
		const isCluster = (requests: number): boolean => requests >= leastShare * this.#requests;
		for (const [key, opening] of [...this.#openings]) {
			if (!isCluster(opening.requests) || key === '') this.#giveUp(key, opening, most);
		}
		const rest: Cluster<T> = { about: { kind: 'rest' }, requests: 0, sample: new KeptSample<T>() };
		const found: Cluster<T>[] = [...this.#openings].map(([opening, { requests, sample }]) => ({
			about: { kind: 'opening', opening },
			requests,
			sample
		}));
		for (const [form, { requests, sample }] of this.#forms) {
			if (isCluster(requests)) found.push({ about: { kind: 'form', form }, requests, sample });
			else {
				rest.requests += requests;
				rest.sample.merge(sample, most);
			}
		}
		found.sort((a, b) => b.requests - a.requests || nameOf(a).localeCompare(nameOf(b), 'en'));
		return rest.requests === 0 ? found : [...found, rest];
	}
}

const nameOf = ({ about }: Cluster<unknown>): string => JSON.stringify(about);
