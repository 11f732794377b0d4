/** What a use case forbids: options that break a constraint are left out of the comparison, with the reason. */
import type { StatedCeiling } from '../capacity/stated-ceiling.ts';
import type { OptionKind } from '../option/option.ts';
import { formatReason } from '../plain-words.ts';
import { allowanceUnitNames } from '#core/rate-limit-in-words.ts';

/** Null where the use case does not say. */
export interface Constraints {
	dataMayLeave: boolean | null;
	/** Regions in which data may be processed. */
	regions: readonly string[] | null;
	/** Licences of models that are allowed. */
	licences: readonly string[] | null;
}

/** What the headers of a run allowed the key that it was measured with. */
export interface MeasuredLimit extends StatedCeiling {
	runId: string;
}

/** What an option is, as far as constraints ask. */
export interface OptionFacts {
	kind: OptionKind;
	/** Null: by kind, own servers keep data in and everything else sends it out. */
	dataLeaves: boolean | null;
	/** Null where nobody has said. */
	region: string | null;
	licence: string | null;
	/** What the provider allows a minute; null where unlimited or unknown. */
	requestsPerMinute: number | null;
	tokensPerMinute: number | null;
	/** What its key was seen to be allowed. A provider lifts it on request, so that it is a warning and no reason to leave the option out. */
	measuredLimit?: MeasuredLimit;
}

/** What the use case needs in its busiest hour. */
export interface PeakNeed {
	requestsPerMinute: number;
	/** Null where the tokens of a request are not known. */
	tokensPerMinute: number | null;
}

const leaves = ({ kind, dataLeaves }: OptionFacts): boolean => dataLeaves ?? kind !== 'make-owned';

/** Reasons for which an option is out, one sentence each; empty if it may be used. What is not known is no reason, but is said by `unknownFacts`. */
export const exclusionReasons = (
	facts: OptionFacts,
	constraints: Constraints,
	need: PeakNeed
): string[] => {
	const reasons: string[] = [];
	if (constraints.dataMayLeave === false && leaves(facts)) {
		reasons.push('the data of this use case may not leave, and this option sends it out');
	}
	if (constraints.regions && facts.region !== null && !constraints.regions.includes(facts.region)) {
		reasons.push(`it runs in ${facts.region}; allowed: ${constraints.regions.join(', ')}`);
	}
	if (
		constraints.licences &&
		facts.licence !== null &&
		!constraints.licences.includes(facts.licence)
	) {
		reasons.push(
			`the model's licence is ${facts.licence}; allowed: ${constraints.licences.join(', ')}`
		);
	}
	if (facts.requestsPerMinute !== null && need.requestsPerMinute > facts.requestsPerMinute) {
		reasons.push(
			formatReason`the busiest hour needs ${need.requestsPerMinute} requests a minute; the provider allows ${facts.requestsPerMinute}`
		);
	}
	if (
		facts.tokensPerMinute !== null &&
		need.tokensPerMinute !== null &&
		need.tokensPerMinute > facts.tokensPerMinute
	) {
		reasons.push(
			formatReason`the busiest hour needs ${need.tokensPerMinute} tokens a minute; the provider allows ${facts.tokensPerMinute}`
		);
	}
	return reasons;
};

/** What a constraint asks and the option does not tell, one sentence each: nobody has checked it. */
export const unknownFacts = (facts: OptionFacts, constraints: Constraints): string[] => [
	...(constraints.regions && facts.region === null
		? ['its region is not known, and this use case allows only some']
		: []),
	...(constraints.licences && facts.licence === null
		? ["its model's licence is not known, and this use case allows only some"]
		: [])
];

/**
 * What the busiest hour needs beyond what the measured key was allowed; null where it needs no more, nobody has seen a limit, or the spec or
 * a contract states one.
 */
export const limitWarning = (
	{ measuredLimit, requestsPerMinute, tokensPerMinute }: OptionFacts,
	need: PeakNeed
): string | null => {
	if (!measuredLimit || requestsPerMinute !== null || tokensPerMinute !== null) return null;
	const { requestsPerMinute: most, by, allowedPerMinute, runId } = measuredLimit;
	if (need.requestsPerMinute <= most) return null;
	const allowed =
		by === 'requests'
			? formatReason`${allowedPerMinute} requests a minute`
			: formatReason`${allowedPerMinute} ${allowanceUnitNames[by]} a minute, which is ${most} requests`;
	return formatReason`the busiest hour needs ${need.requestsPerMinute} requests a minute, and the key of run ${runId} was allowed ${allowed}: ask the provider for more before you rely on it, and state what it grants under "limits"`;
};
