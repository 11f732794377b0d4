/**
 * Terms that decide what an offer is worth beyond its price, per kind of quote: there, there but weak, or not there. A term that
 * is not there is something to ask for, not something that is free.
 */
import type { Quote } from '#core/quote.ts';
import {
	delivery,
	deprecation,
	governingLaw,
	overage,
	priceProtection,
	rateLimits,
	renewal,
	sla,
	support,
	takeOrPay,
	termination,
	warranty,
	written,
	type Clause,
	type ClauseState
} from './clause.ts';

export interface ClauseFinding {
	id: string;
	title: string;
	state: ClauseState;
	/** What the quote says, what makes it weak, or what to ask for. */
	note: string;
}

const common = [priceProtection, termination, governingLaw];
const substitution = written(
	'substitution',
	'Substitution',
	'ask for a veto when other hardware or models are delivered'
);
const exit = written('exit', 'Exit', 'ask for help and data at the end');
const residency = written('data-residency', 'Data residency', 'ask where data is processed');

const checklists: Record<Quote['kind'], readonly Clause[]> = {
	'server-purchase': [
		delivery,
		warranty,
		support,
		written('acceptance-test', 'Acceptance test', 'ask to pay the rest after a test of yours'),
		written('spare-parts', 'Spare parts', 'ask for parts on site and their prices'),
		substitution,
		...common
	],
	'gpu-cloud': [
		takeOrPay,
		sla,
		support,
		delivery,
		substitution,
		written('regional-capacity', 'Capacity in the region', 'ask for capacity that is yours'),
		residency,
		renewal,
		exit,
		...common
	],
	'api-contract': [
		overage,
		rateLimits,
		sla,
		deprecation,
		substitution,
		written('price-ceiling', 'Price ceiling', 'ask for the lower of list and contract price'),
		written('most-favoured', 'Falling list prices', 'ask to follow list prices down'),
		written('grandfathering', 'Grandfathering', 'ask to keep units and prices of old models'),
		written('regional-capacity', 'Capacity in the region', 'ask for capacity that is yours'),
		residency,
		written('no-training', 'No training on your data', 'ask for it in writing'),
		written('indemnity', 'Indemnity', 'ask for cover against claims on outputs'),
		written('escalation', 'Escalation', 'ask for a named contact and response times'),
		renewal,
		...common
	],
	'seat-subscription': [
		support,
		residency,
		written('no-training', 'No training on your data', 'ask for it in writing'),
		renewal,
		...common
	],
	colocation: [sla, support, renewal, exit, ...common],
	'managed-endpoint': [
		sla,
		support,
		substitution,
		written('regional-capacity', 'Capacity in the region', 'ask for capacity that is yours'),
		residency,
		exit,
		...common
	]
};

/** The checklist of the kind, each clause with what the quote says about it. */
export const clauseChecklist = (quote: Quote): ClauseFinding[] =>
	checklists[quote.kind].map(({ id, title, look }) => ({ id, title, ...look(quote) }));
