/** What all checks have in common: the questions they look at, and what they say where those were not asked or failed. */
import { isCompleted } from '#core/outcome.ts';
import type { CheckStatus, ProbeCheck } from '#core/probe.ts';
import type { Target } from '#core/target.ts';
import type { OpenedConnection } from '#bench/load/sequential-client.ts';
import type { Capabilities } from '#bench/protocols/capabilities.ts';
import type { Protocol, Reading } from '#bench/protocols/protocol.ts';
import { safeMessage } from '#bench/protocols/safe-message.ts';
import type { Exchange } from '../exchange.ts';
import type { QuestionId } from '../questions.ts';

/** All that a probe has seen. */
export interface Findings {
	target: Target;
	protocol: Protocol;
	can: Capabilities;
	exchanges: ReadonlyMap<QuestionId, Exchange>;
	/** Why the other questions were not asked. */
	notAsked: ReadonlyMap<QuestionId, string>;
	/** Why the probe asked nothing more, a sentence; null where it came to its end. */
	whyStopped: string | null;
	/** Whether the address is https://. */
	isTls: boolean;
	/** Connections that were opened to see how long it takes. */
	opened: readonly OpenedConnection[];
	/** When the probe was made, ms since 1970. */
	nowUtcMs: number;
}

export interface Verdict {
	status: Exclude<CheckStatus, 'not known' | 'not asked'>;
	came: string;
	means?: string;
	facts?: Record<string, unknown>;
}

export type Check = (findings: Findings) => ProbeCheck;

type ExchangesOf<Ids extends readonly QuestionId[]> = { [Place in keyof Ids]: Exchange };

export interface CheckSpec<Ids extends readonly QuestionId[]> extends Pick<
	ProbeCheck,
	'id' | 'group' | 'title' | 'asked'
> {
	/** The questions that it looks at. */
	of: Ids;
	/** Whether an answer that is none tells something here; without that it is a failure. */
	takesFailures?: true;
	/** Whether what is refused is put down to what was asked for: that shows nothing where plain requests are turned away as well. */
	blamesTheAsk?: true;
	/** Whether an answer tells something here that turned a request away for a rate limit; without that nothing is known. */
	takesRateLimits?: true;
	/** Why the check says nothing here though its questions were asked; null where it does. */
	whyNot?: (findings: Findings) => string | null;
	judge(exchanges: ExchangesOf<Ids>, findings: Findings): Verdict;
}

/** What an answer that did not come whole was, in a sentence. */
export const failureOf = ({ attempt }: Exchange): string =>
	`${attempt.outcome}: ${attempt.errorMessage ?? 'no reason given'}`;

/** Whether plain requests, which ask for nothing but a text, were sent and none was answered. */
const isNothingAnswered = ({ exchanges }: Findings): boolean => {
	const plain = (['stream', 'whole'] as const).flatMap((id) => exchanges.get(id) ?? []);
	return plain.length > 0 && plain.every(({ attempt }) => !isCompleted(attempt.outcome));
};

export const createCheck =
	<const Ids extends readonly QuestionId[]>(spec: CheckSpec<Ids>): Check =>
	(findings) => {
		const { id, group, title, asked, of } = spec;
		const named = { id, group, title, asked };
		const none = { means: null, facts: {} };
		const missing = of.find((question) => !findings.exchanges.has(question));
		const { whyStopped, notAsked } = findings;
		if (missing !== undefined && !notAsked.has(missing) && whyStopped !== null) {
			return { ...named, ...none, status: 'not known', came: whyStopped };
		}
		const why =
			missing === undefined
				? (spec.whyNot?.(findings) ?? null)
				: (notAsked.get(missing) ?? 'the probe ended before');
		if (why !== null) return { ...named, ...none, status: 'not asked', came: why };
		const exchanges = of.flatMap((question) => findings.exchanges.get(question) ?? []);
		const limited = exchanges.find(({ attempt }) => attempt.outcome === 'rate-limited');
		if (limited && !spec.takesRateLimits) {
			return { ...named, ...none, status: 'not known', came: failureOf(limited) };
		}
		const failed = exchanges.find(({ attempt }) => !isCompleted(attempt.outcome));
		if (failed && !spec.takesFailures) {
			return { ...named, ...none, status: 'failed', came: failureOf(failed) };
		}
		if (failed && spec.blamesTheAsk && isNothingAnswered(findings)) {
			const came = `${failureOf(failed)}; a plain request was turned away as well, so that this shows nothing`;
			return { ...named, ...none, status: 'failed', came };
		}
		const verdict = spec.judge(exchanges as unknown as ExchangesOf<Ids>, findings);
		return { ...named, ...none, ...verdict };
	};

/** `1 token`, `2 tokens` */
export const counted = (count: number, what: string): string =>
	`${String(count)} ${what}${count === 1 ? '' : 's'}`;

/** A count of tokens within a sentence, or that it is not known. */
export const knownOrNot = (count: number | null): string =>
	count === null ? 'an unknown number of' : String(count);

/** `12 ms`, `0.4 ms` */
export const inMs = (durationMs: number): string =>
	`${durationMs >= 10 ? durationMs.toFixed(0) : durationMs.toFixed(1)} ms`;

/** Longest excerpt of what an endpoint sent within a sentence, UTF-16 code units. */
const excerptLength = 80;

/** The beginning of what an endpoint sent, fit for a terminal. */
export const excerpt = (text: string): string => {
	const line = safeMessage(text);
	return line.length > excerptLength ? `${line.slice(0, excerptLength).toWellFormed()}…` : line;
};

/** `the reason "stop"` */
export const finishOf = ({ finishRaw }: Pick<Reading, 'finishRaw'>): string =>
	finishRaw === null ? 'no reason' : `the reason "${excerpt(finishRaw)}"`;
