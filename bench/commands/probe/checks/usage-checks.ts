/** Checks of token counts: where they come, and whether they add up. */
import { totalInputTokens, type Usage } from '#core/usage.ts';
import { counted, createCheck, excerpt, knownOrNot, type Check } from './check.ts';
import { eventName } from './event-name.ts';
import { usagePlace } from './usage-place.ts';

const without = ({ raw, ...counts }: Usage): Record<string, unknown> => ({ ...counts, raw });

/** `21 input and 40 output tokens` */
const inOut = (usage: Usage): string =>
	`${knownOrNot(totalInputTokens(usage))} input and ${knownOrNot(usage.outputTokens)} output tokens`;

const lacks = (usage: Usage): string[] => [
	...(totalInputTokens(usage) === null ? ['input'] : []),
	...(usage.outputTokens === null ? ['output'] : [])
];

const lackMeans = (missing: readonly string[]): string =>
	`Without the number of ${missing.join(' and ')} tokens the cost of an answer is unknown${missing.includes('output') ? ', and so are tokens/s and TPOT' : ''}.`;

const inStream = createCheck({
	id: 'usage-stream',
	group: 'usage',
	title: 'Usage in a streamed answer',
	asked: 'A streamed answer, with usage asked for where the protocol has a word for that.',
	of: ['stream'],
	judge: ([{ reading, events }]) => {
		const { usage } = reading;
		if (usage === null) {
			return {
				status: 'missing',
				came: `${counted(events.length, 'event')} came, and none holds token counts.`,
				means:
					'Usage is missing from the stream: tokens/s, TPOT and the cost of streamed answers are unknown, and a paid probe or run cannot settle what they cost.'
			};
		}
		const places = events.flatMap((event, index) =>
			event.hasUsage && event.json
				? [{ event: index + 1, name: eventName(event), field: usagePlace(event.json, usage.raw) }]
				: []
		);
		const where = places.map(
			({ event, field }) => `event ${String(event)}${field === null ? '' : ` (${excerpt(field)})`}`
		);
		const missing = lacks(usage);
		return {
			status: missing.length === 0 ? 'ok' : 'differs',
			came: `${inOut(usage)}, in ${where.slice(0, 3).join(', ')}${where.length > 3 ? ` and ${String(where.length - 3)} more` : ''} of ${counted(events.length, 'event')}.`,
			...(missing.length > 0 && { means: lackMeans(missing) }),
			facts: { places: places.slice(0, 20), events: events.length, usage: without(usage) }
		};
	}
});

const inWhole = createCheck({
	id: 'usage-whole',
	group: 'usage',
	title: 'Usage in a whole answer',
	asked: 'The same without streaming.',
	of: ['whole'],
	judge: ([{ reading }]) => {
		const { usage } = reading;
		if (usage === null) {
			return {
				status: 'missing',
				came: 'The answer holds no token counts.',
				means: 'Usage is missing from whole answers: their cost and tokens/s are unknown.'
			};
		}
		const missing = lacks(usage);
		return {
			status: missing.length === 0 ? 'ok' : 'differs',
			came: `${inOut(usage)}.`,
			...(missing.length > 0 && { means: lackMeans(missing) }),
			facts: { usage: without(usage) }
		};
	}
});

const addsUp = createCheck({
	id: 'usage-sum',
	group: 'usage',
	title: 'Whether the counts add up',
	asked: 'The totals of every answer, held against their parts.',
	of: ['whole'],
	judge: (_, { exchanges }) => {
		const counts = [...exchanges.values()].filter(({ reading }) => reading.usage !== null);
		if (counts.length === 0) {
			return { status: 'missing', came: 'No answer holds token counts.' };
		}
		const wrong = counts.filter(({ reading }) => reading.usage?.isInconsistent);
		const [first] = wrong;
		if (!first) return { status: 'ok', came: `Those of ${counted(counts.length, 'answer')} do.` };
		const why = first.reading.warnings.find((warning) => warning.startsWith('usage:'));
		return {
			status: 'differs',
			came: `Those of ${String(wrong.length)} of ${counted(counts.length, 'answer')} do not: ${why ?? 'the parts contradict the total'}.`,
			means: 'The cost of such answers is doubtful, and marked so wherever it is shown.'
		};
	}
});

/** Counts of which one answer says something and the other nothing. */
const oneSided = (a: Usage, b: Usage): string[] =>
	(
		[
			'uncachedInputTokens',
			'cacheReadTokens',
			'cacheWriteTokens',
			'reasoningTokens',
			'outputTokens'
		] as const
	).filter((key) => (a[key] === null) !== (b[key] === null));

const agrees = createCheck({
	id: 'usage-agrees',
	group: 'usage',
	title: 'Streamed and whole answers count alike',
	asked: 'The counts of the streamed and of the whole answer to the same question.',
	of: ['stream', 'whole'],
	judge: ([streamed, whole]) => {
		const [a, b] = [streamed.reading.usage, whole.reading.usage];
		if (a === null || b === null) {
			const which = a === null ? (b === null ? 'Neither' : 'The streamed one') : 'The whole one';
			return { status: 'missing', came: `${which} holds ${a === b ? 'any' : 'no'} token counts.` };
		}
		const [inputA, inputB] = [totalInputTokens(a), totalInputTokens(b)];
		const odd = oneSided(a, b);
		const isAlike = inputA === inputB && odd.length === 0;
		const difference = [
			...(inputA === inputB
				? []
				: [
						`${knownOrNot(inputA)} input tokens streamed and ${knownOrNot(inputB)} whole for the same prompt`
					]),
			...(odd.length === 0 ? [] : [`only one of them says ${odd.join(', ')}`])
		].join('; ');
		return isAlike
			? { status: 'ok', came: `Both say ${knownOrNot(inputA)} input tokens, in the same fields.` }
			: {
					status: 'differs',
					came: `They differ: ${difference}.`,
					means:
						'Cost and tokens/s of streamed and of whole answers cannot be held against each other.'
				};
	}
});

export const usageChecks: readonly Check[] = [inStream, inWhole, addsUp, agrees];
