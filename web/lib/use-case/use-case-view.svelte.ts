/** What stands on the page of a use case now: the values of the reader, what the chart shows, and the address that brings it back. */
import { presetOverrides } from '#bench/economics/case/assumptions.ts';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import type { CostByVolumeView } from '../charts/cost-by-volume-drawing.ts';
import { LiveAnswer } from './live-answer.svelte.ts';
import type { LoadedAnswer } from './load-answer.ts';
import { queryOf, setValuesOf, type PageState } from './page-state.ts';
import { thresholdAt } from './thresholds.ts';

type Values = Readonly<Record<string, string>>;

export const presets = ['as-given', 'favours-buying', 'favours-making'] as const;
export type Preset = (typeof presets)[number];

const isSame = (a: Values, b: Values): boolean =>
	Object.keys(a).length === Object.keys(b).length &&
	Object.entries(a).every(([key, value]) => b[key] === value);

/** The values that are not the same in `base`. */
const beyond = (values: Values, base: Values): Record<string, string> =>
	Object.fromEntries(Object.entries(values).filter(([key, value]) => base[key] !== value));

const without = (values: Values, key: string): Record<string, string> =>
	Object.fromEntries(Object.entries(values).filter(([each]) => each !== key));

const holdsAll = (values: Values, keys: Values): boolean =>
	Object.keys(keys).every((key) => key in values);

export class UseCaseView {
	readonly data: LoadedAnswer;
	readonly live: LiveAnswer;
	/** Ids of options that the chart leaves out. */
	hidden = $state.raw<readonly string[]>([]);
	/** Decimal text by parameter id. */
	readonly overrides = $derived.by(() => this.live.values.overrides);
	/** Decimal text by id of a hybrid. */
	readonly thresholds = $derived.by(() => this.live.values.thresholds);
	readonly isChanged = $derived.by(
		() => Object.keys(this.overrides).length + Object.keys(this.thresholds).length > 0
	);
	readonly preset = $derived.by((): Preset | null => {
		if (!this.isChanged) return 'as-given';
		return presets.find((name) => isSame(this.#presetValues[name], this.overrides)) ?? null;
	});
	/** What a link to this view carries: of a set that is open, only what differs from it. */
	readonly state = $derived.by((): PageState => {
		const { overrides, thresholds } = this;
		const { state, setValues, setThresholds } = this.data;
		const keepsSet = holdsAll(overrides, setValues) && holdsAll(thresholds, setThresholds);
		return {
			...state,
			scale: this.live.scale,
			hidden: this.hidden,
			option: null,
			set: keepsSet ? state.set : null,
			overrides: keepsSet ? beyond(overrides, setValues) : overrides,
			thresholds: keepsSet ? beyond(thresholds, setThresholds) : thresholds
		};
	});
	/** With its question mark; empty for the defaults. */
	readonly query = $derived.by(() => queryOf(this.state));
	/** What a saved set of now would hold. */
	readonly setValues = $derived.by(() => setValuesOf(this.live.values));
	readonly #presetValues = $derived.by((): Record<Preset, Values> => {
		// Of the case as given; the answer may be to other values.
		const { costCase } = this.data;
		const evaluated = evaluateCase(costCase);
		return {
			'as-given': {},
			'favours-buying': presetOverrides(costCase, evaluated, 'favours-buying'),
			'favours-making': presetOverrides(costCase, evaluated, 'favours-making')
		};
	});

	constructor(data: LoadedAnswer) {
		this.data = data;
		const { costCase, decision, volumes, overrides, thresholds, state } = data;
		this.live = new LiveAnswer(
			{ costCase, decision, volumes },
			{ values: { overrides, thresholds }, scale: state.scale }
		);
		this.hidden = state.hidden;
	}

	/** Another value of one number, decimal text; null: as given. */
	set(id: string, value: string | null): void {
		const { overrides, thresholds } = this;
		const next = value === null ? without(overrides, id) : { ...overrides, [id]: value };
		this.live.change({ overrides: next, thresholds });
	}

	/** All numbers at once. */
	use(preset: Preset): void {
		this.live.change({ overrides: this.#presetValues[preset], thresholds: {} });
	}

	/** What the crossover chart shows. */
	show({ scale, hidden }: CostByVolumeView): void {
		this.live.scale = scale;
		this.hidden = hidden;
	}

	/** Moves the gate of a measured hybrid to a point of its frontier; nothing for a hybrid that is not part of the case. */
	moveThreshold(optionId: string, position: number): void {
		const frontier = this.data.costCase.frontiers[optionId];
		if (!frontier) return;
		const threshold = thresholdAt(frontier, position);
		const { overrides, thresholds } = this;
		this.live.change({
			overrides,
			thresholds:
				threshold === null
					? without(thresholds, optionId)
					: { ...thresholds, [optionId]: threshold }
		});
	}

	/** The gate of a hybrid as it was. */
	resetThreshold(optionId: string): void {
		const { overrides, thresholds } = this;
		this.live.change({ overrides, thresholds: without(thresholds, optionId) });
	}
}
