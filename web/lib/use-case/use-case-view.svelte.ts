/** What stands on the page of a use case now: the values of the reader, what the chart shows, and the address that brings it back. */
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
	/** Those that a preset puts in place, once asked for: it takes the economics to know them. */
	#presetValues = $state.raw<Record<Preset, Values> | null>(null);
	/** Null where the values are of no preset, or it is not known yet. */
	readonly preset = $derived.by((): Preset | null => {
		if (!this.isChanged) return 'as-given';
		const known = this.#presetValues;
		return (known && presets.find((name) => isSame(known[name], this.overrides))) ?? null;
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
	constructor(data: LoadedAnswer) {
		this.data = data;
		const { costCase, changedCase, notes, decision, volumes } = data;
		const { overrides, thresholds, state } = data;
		this.live = new LiveAnswer(
			{ costCase, changed: { costCase: changedCase, notes }, decision, volumes },
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

	/** Gets ready for changes: what computes, and what each preset would put in place. */
	async prepare(): Promise<Record<Preset, Values> | null> {
		const engine = await this.live.prepare();
		if (!engine) return null;
		if (!this.#presetValues) {
			// Of the case as given; the answer may be to other values.
			const { costCase } = this.data;
			const evaluated = engine.evaluateCase(costCase);
			this.#presetValues = {
				'as-given': {},
				'favours-buying': engine.presetOverrides(costCase, evaluated, 'favours-buying'),
				'favours-making': engine.presetOverrides(costCase, evaluated, 'favours-making')
			};
		}
		return this.#presetValues;
	}

	/** All numbers at once. */
	async use(preset: Preset): Promise<void> {
		const values = await this.prepare();
		if (values) this.live.change({ overrides: values[preset], thresholds: {} });
	}

	/** What the crossover chart shows. */
	show({ scale, hidden }: CostByVolumeView): void {
		this.live.draw(scale);
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
