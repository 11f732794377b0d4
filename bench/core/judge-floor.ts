/** Whether a judge agrees with people well enough to grade. */

/** Labels below which a calibration says too little: κ of a few answers is 1 or below 0 by chance. */
export const leastLabels = 30;

/** What is known of a judge from a calibration; `kappaHigh` is the upper end of its 95 % interval, null where there is none. */
export interface FloorEvidence {
	/** Labelled answers whose judgement could be read. */
	n: number;
	kappa: number | null;
	kappaLow: number | null;
	kappaHigh: number | null;
}

export interface FloorFinding {
	/** `unknown`: too few labels to say; `below`: it may not grade. */
	state: 'holds' | 'below' | 'unknown';
	/** Predicate of a sentence about the judge, with its κ and labels. */
	words: string;
	/** Whether the interval of a κ that holds reaches below the floor. */
	isUnsure: boolean;
}

const labelsOfPeople = (n: number): string =>
	`${String(n)} ${n === 1 ? 'label' : 'labels'} of people`;

const minus = (value: number): string => value.toFixed(2).replace('-', '−');

/** `1.00`, `−0.11 (95 % −0.30 to 0.08)` */
export const kappaInWords = ({ kappa, kappaLow, kappaHigh }: Omit<FloorEvidence, 'n'>): string =>
	kappa === null
		? 'not defined'
		: `${minus(kappa)}${kappaLow === null || kappaHigh === null ? '' : ` (95 % ${minus(kappaLow)} to ${minus(kappaHigh)})`}`;

/**
 * Holds a calibration against the floor of its judge: κ itself, from 30 labels on. With fewer a judge is below its floor only where the
 * whole interval is, and never known to hold.
 */
export const heldAgainstFloor = (evidence: FloorEvidence, kappaFloor: number): FloorFinding => {
	const { n, kappa, kappaLow, kappaHigh } = evidence;
	const of = labelsOfPeople(n);
	const agrees =
		kappa === null
			? `its agreement with ${of} has no κ, as they or the judge say the same of all`
			: `it agrees with ${of} with κ ${kappaInWords(evidence)}`;
	const floor = String(kappaFloor);
	if (kappa !== null && kappaHigh !== null && kappaHigh < kappaFloor) {
		return { state: 'below', words: `${agrees}, below its floor of ${floor}`, isUnsure: false };
	}
	if (n < leastLabels) {
		return {
			state: 'unknown',
			words: `${agrees}; at least ${String(leastLabels)} labels are needed to hold that against its floor of ${floor}`,
			isUnsure: true
		};
	}
	if (kappa === null || kappa < kappaFloor) {
		return {
			state: 'below',
			words: kappa === null ? agrees : `${agrees}, below its floor of ${floor}`,
			isUnsure: false
		};
	}
	const isUnsure = kappaLow === null || kappaLow < kappaFloor;
	return {
		state: 'holds',
		words: `${agrees}, ${isUnsure ? `not below its floor of ${floor}, though the interval reaches below it` : `above its floor of ${floor}`}`,
		isUnsure
	};
};
