/** What has moved since a decision: the verdict, its options, and each number, quote and run that it named. */
import type { DecisionEvidence } from '#core/decision-record.ts';
import { toDecimal } from '#core/decimal.ts';
import { isSameOffer } from '#core/quote/offer-key.ts';
import { quoteParameterId } from '#core/quote/quote-names.ts';

/** What a change is about, so that a page can open it. */
export interface ChangedThing {
	kind: 'run' | 'quote';
	id: string;
}

export interface DecisionChange {
	kind:
		| 'verdict'
		| 'option'
		| 'quote-replaced'
		| 'quote-expired'
		| 'quote-gone'
		| 'run-replaced'
		| 'run-gone'
		| 'price'
		| 'number'
		| 'evidence-old'
		| 'case-gone';
	/** What moved, for a reader. */
	what: string;
	/** As text or decimal text in `unit`; null where there was or is none. */
	was: string | null;
	now: string | null;
	/** Null for texts. */
	unit: string | null;
	/** (now − was) / |was|, decimal text with six places; null for texts and from 0. */
	changeShare: string | null;
	about: ChangedThing | null;
}

/** A number of today, as a reader knows it. */
export interface NumberNow {
	label: string;
	about: ChangedThing | null;
}

export interface StoredVersion {
	id: string;
	vendor: string;
	number: string;
	version: number;
	/** Last valid day, YYYY-MM-DD. */
	validUntil: string;
}

/** How things stand today. */
export interface EvidenceNow {
	/** YYYY-MM-DD. */
	day: string;
	/** The snapshot of today's case with the overrides of the decision; null where there is none any more. */
	evidence: DecisionEvidence | null;
	/** Why there is none; null where there is. */
	problem: string | null;
	/** Numbers of today's case by id. */
	numbers: Readonly<Record<string, NumberNow>>;
	/** Every version of every stored quote. */
	quotes: readonly StoredVersion[];
	/** The runs of the decision that are still stored. */
	runs: readonly { id: string; startedAtUtc: string }[];
}

/** Evidence older than this has aged, days. */
export const agedAfterDays = 90;

const sharePlaces = 6;
const msPerDay = 86_400_000;

const text = (
	kind: DecisionChange['kind'],
	what: string,
	was: string | null,
	now: string | null,
	about: ChangedThing | null = null
): DecisionChange => ({ kind, what, was, now, unit: null, changeShare: null, about });

/** Whether something of a day was fresh when it was decided and is not today. */
const hasAged = (of: string, decidedOn: string, day: string): boolean => {
	const since = Date.parse(of.slice(0, 'YYYY-MM-DD'.length));
	const age = (on: string): number => (Date.parse(on) - since) / msPerDay;
	return age(decidedOn) <= agedAfterDays && age(day) > agedAfterDays;
};

const outcomeChanges = (was: DecisionEvidence, now: DecisionEvidence): DecisionChange[] => [
	...(was.verdict.state === now.verdict.state
		? []
		: [text('verdict', 'the verdict', was.verdict.state, now.verdict.state)]),
	...(was.option?.id === now.option?.id
		? []
		: [
				text(
					'option',
					'the option that the verdict points to',
					was.option?.title ?? null,
					now.option?.title ?? null
				)
			])
];

/** The newest stored version of the same quote. */
const newestOf = (quote: StoredVersion, quotes: readonly StoredVersion[]): StoredVersion =>
	quotes
		.filter((each) => isSameOffer(each, quote))
		.reduce((best, each) => (each.version > best.version ? each : best), quote);

/** Numbers of quotes under the id of the newest version, so that they can be held against those of today. */
const underNewestVersion = (
	{ parameters, quoteIds }: DecisionEvidence,
	quotes: readonly StoredVersion[]
): DecisionEvidence['parameters'] => {
	const renamed = quoteIds.flatMap((id) => {
		const quote = quotes.find((each) => each.id === id);
		return quote ? [{ id, newest: newestOf(quote, quotes).id }] : [];
	});
	const nameOf = (parameterId: string): string =>
		renamed.reduce(
			(name, { id, newest }) =>
				name.replace(quoteParameterId(id, ''), quoteParameterId(newest, '')),
			parameterId
		);
	return Object.fromEntries(
		Object.entries(parameters).map(([id, parameter]) => [nameOf(id), parameter])
	);
};

const quoteChanges = (
	was: DecisionEvidence,
	decidedOn: string,
	{ quotes, day }: EvidenceNow
): DecisionChange[] =>
	was.quoteIds.flatMap((id): DecisionChange[] => {
		const about: ChangedThing = { kind: 'quote', id };
		const quote = quotes.find((each) => each.id === id);
		if (!quote) return [text('quote-gone', `quote ${id}`, 'stored', 'deleted', about)];
		const name = `${quote.vendor} no. ${quote.number}`;
		const newest = newestOf(quote, quotes);
		const expired = quote.validUntil < day && quote.validUntil >= decidedOn;
		return [
			...(newest.id === id
				? []
				: [
						text(
							'quote-replaced',
							name,
							`version ${String(quote.version)}`,
							`version ${String(newest.version)}`,
							{ kind: 'quote', id: newest.id }
						)
					]),
			...(expired
				? [text('quote-expired', name, 'valid', `expired on ${quote.validUntil}`, about)]
				: [])
		];
	});

const runChanges = (was: DecisionEvidence, { evidence, runs }: EvidenceNow): DecisionChange[] => {
	const gone = was.runIds.filter((id) => !runs.some((run) => run.id === id));
	const fresh = evidence?.runIds.filter((id) => !was.runIds.includes(id)) ?? [];
	return [
		...gone.map((id) => text('run-gone', `run ${id}`, 'stored', 'deleted')),
		...fresh.map((id) =>
			text('run-replaced', 'the run that is counted', was.runIds.join(', ') || null, id, {
				kind: 'run',
				id
			})
		)
	];
};

const isSame = (was: string | undefined, now: string | undefined): boolean =>
	was === now || (was !== undefined && now !== undefined && toDecimal(was).eq(now));

const shareOf = (was: string | undefined, now: string | undefined): string | null =>
	was === undefined || now === undefined || toDecimal(was).eq(0)
		? null
		: toDecimal(now).minus(was).div(toDecimal(was).abs()).round(sharePlaces).toFixed();

const numberChanges = (
	was: DecisionEvidence,
	now: DecisionEvidence,
	{ numbers, quotes }: EvidenceNow
): DecisionChange[] => {
	const parameters = underNewestVersion(was, quotes);
	/** The label that a price had on that day, for what is not there any more. */
	const labelThen = (before: DecisionEvidence['parameters'][string] | undefined) =>
		was.prices.find(
			({ value, unit, source }) =>
				before?.value === value && before.unit === unit && before.source === source
		)?.label;
	const ids = new Set([...Object.keys(parameters), ...Object.keys(now.parameters)]);
	return [...ids].flatMap((id) => {
		const [before, after] = [parameters[id], now.parameters[id]];
		if (isSame(before?.value, after?.value)) return [];
		const unit = (after ?? before)?.unit ?? '';
		return [
			{
				kind: unit.startsWith('USD') ? ('price' as const) : ('number' as const),
				what: numbers[id]?.label ?? labelThen(before) ?? id,
				was: before?.value ?? null,
				now: after?.value ?? null,
				unit,
				changeShare: shareOf(before?.value, after?.value),
				about: numbers[id]?.about ?? null
			}
		];
	});
};

const agedEvidence = (
	{ prices }: DecisionEvidence,
	decidedOn: string,
	{ runs, day }: EvidenceNow
): DecisionChange[] => {
	const priced = prices.flatMap(({ label, asOf }) => (asOf === null ? [] : [{ label, asOf }]));
	return [
		...runs
			.filter(({ startedAtUtc }) => hasAged(startedAtUtc, decidedOn, day))
			.map(({ id, startedAtUtc }) =>
				text('evidence-old', `run ${id}`, null, `measured on ${startedAtUtc.slice(0, 10)}`, {
					kind: 'run',
					id
				})
			),
		...priced
			.filter(({ asOf }) => hasAged(asOf, decidedOn, day))
			.map(({ label, asOf }) => text('evidence-old', label, null, `of ${asOf}`))
	];
};

/**
 * Everything that differs between the day of a decision (ISO 8601) and today, what matters most first; empty where the decision still
 * stands. Evidence that had aged, and quotes that had run out when it was decided, were known then and do not count.
 */
export const changesSince = (
	was: DecisionEvidence,
	decidedAtUtc: string,
	now: EvidenceNow
): DecisionChange[] => {
	const decidedOn = decidedAtUtc.slice(0, 'YYYY-MM-DD'.length);
	const { evidence } = now;
	return [
		...(evidence
			? outcomeChanges(was, evidence)
			: [text('case-gone', 'the case of today', 'computed', now.problem ?? 'not there')]),
		...quoteChanges(was, decidedOn, now),
		...runChanges(was, now),
		...(evidence ? numberChanges(was, evidence, now) : []),
		...agedEvidence(was, decidedOn, now)
	];
};
