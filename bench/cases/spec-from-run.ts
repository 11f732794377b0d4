/** A cost spec out of a run, for a use case about which nobody has written one: each measured target is an option. */
import { fullCostSpecSchema, type FullCostSpec } from '#core/cost-spec.ts';
import type { MeasuredCell } from '#core/measured.ts';
import { targetTitle } from '#core/target-title.ts';
import type { UnavailableOption } from '#bench/economics/case/cost-case.ts';
import type { CaseRun } from './case-sources.ts';
import { emulatedRemedy, plainEmulatedRemedy } from './resolved.ts';

export interface SpecFromRun {
	spec: FullCostSpec;
	/** Targets that no option could be made of. */
	unavailable: UnavailableOption[];
}

/** An option as an author would write it; null where the target has no price. */
const writtenOption = (
	{ cell, price, cost }: MeasuredCell,
	run: CaseRun
): Record<string, unknown> | null => {
	const { target } = cell;
	const reference = { run: run.id, target: target.id };
	const common = { id: target.id, title: targetTitle(target) };
	// What is known of it is what an answer costs; of one's own endpoint that is not what the nodes cost that stand all month.
	if (target.kind === 'imported') {
		const isPriced = cost.usd !== null && cost.answeredWithoutCost === 0;
		if (!isPriced || target.servedBy === 'self-hosted') return null;
		return { ...common, kind: target.servedBy === 'host' ? 'hosted' : 'buy', run: reference };
	}
	if (price?.kind === 'per-hour') return { ...common, kind: 'make-rented', capacity: reference };
	if (!price) return null;
	return { ...common, kind: target.kind === 'self-hosted' ? 'hosted' : 'buy', run: reference };
};

/** Of an endpoint of our own that another tool measured neither capacity nor nodes are known, so that it has no cost of a month. */
const importedOwn = {
	kind: 'make-rented',
	reason:
		'it is our own and was imported, and how many requests a second a node of it serves is not in the file',
	remedy:
		'Measure its capacity with bench run, or write a cost spec (--spec) with an option make-rented or make-owned whose "capacity" and "acceptShare" are typed.',
	plainRemedy: 'Measure how many requests a second one node of it serves.'
} as const;

/** The options of a run. Everything that the run does not say is a default or comes from the scenario. */
export const specFromRun = (useCase: string, run: CaseRun): SpecFromRun => {
	const options: Record<string, unknown>[] = [];
	const unavailable: UnavailableOption[] = [];
	for (const measured of run.cells) {
		const option = writtenOption(measured, run);
		if (option) {
			options.push(option);
			continue;
		}
		const { target } = measured.cell;
		const common = { id: target.id, title: targetTitle(target), emulated: measured.emulated };
		if (target.kind === 'imported' && target.servedBy === 'self-hosted') {
			unavailable.push({ ...common, ...importedOwn });
			continue;
		}
		const isHosted = target.kind === 'imported' && target.servedBy === 'host';
		unavailable.push({
			...common,
			kind: isHosted
				? 'hosted'
				: target.kind === 'measured-api' || target.kind === 'imported'
					? 'buy'
					: 'make-rented',
			reason:
				target.kind === 'imported'
					? 'it was imported, and not every answer has a cost'
					: 'its target has no price in the config of the run',
			remedy: measured.emulated
				? `${emulatedRemedy} That needs a "price" in the target.`
				: target.kind === 'imported'
					? 'Import a file with costUsd for each answer, or write a cost spec (--spec) with a price; what it takes to run it yourself is measured with bench run.'
					: 'Add a "price" to the target and run again, or write a cost spec (--spec) that has one.',
			plainRemedy: measured.emulated
				? plainEmulatedRemedy
				: target.kind === 'imported'
					? 'Bring in results that give the cost of each answer, or the price of the model; what it takes to run it yourself has to be measured.'
					: 'Say what the endpoint costs.'
		});
	}
	if (options.length === 0) return { spec: emptySpec(useCase), unavailable };
	return { spec: fullCostSpecSchema.parse({ useCase, options }), unavailable };
};

/** A spec needs an option to be valid; this one is taken out again. */
const emptySpec = (useCase: string): FullCostSpec => ({
	...fullCostSpecSchema.parse({
		useCase,
		options: [{ id: 'none', kind: 'buy', price: { usdPerRequest: 0 } }]
	}),
	options: []
});
