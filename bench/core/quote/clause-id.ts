/** Clauses that decide what an offer is worth beyond its price; the checklists of the kinds draw from this list. */

export const clauseIds = [
	'sla',
	'delivery-penalty',
	'substitution',
	'deprecation-notice',
	'price-ceiling',
	'most-favoured',
	'grandfathering',
	'regional-capacity',
	'indemnity',
	'data-residency',
	'no-training',
	'escalation',
	'exit',
	'acceptance-test',
	'spare-parts',
	'buy-back'
] as const;

export type ClauseId = (typeof clauseIds)[number];
