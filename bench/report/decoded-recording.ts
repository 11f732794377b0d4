/** A saved response body, decoded: as data and as text. */
import type { Outcome } from '#core/outcome.ts';
import type { ProtocolName } from '#core/target.ts';
import { totalInputTokens, type Usage } from '#core/usage.ts';
import type { Channel, Finish, ToolCall } from '#bench/protocols/protocol.ts';
import type { SavedReading } from '#bench/protocols/saved-body.ts';
import { missing, wrapText } from './format.ts';
import { renderPricedUsage, type PricedUsage } from './priced-usage.ts';

export interface DecodedRecording {
	protocol: ProtocolName;
	/** Whether it was read as a stream. */
	stream: boolean;
	text: string;
	reasoning: string;
	refusal: string;
	/** Arguments as sent: JSON text, possibly broken. */
	toolCalls: ToolCall[];
	/** By the rules of an attempt. */
	outcome: Outcome;
	/** As received; null where none came. */
	finishReason: string | null;
	/** The same in the words that all protocols share. */
	finish: Finish | null;
	/** In the normal form, with `raw` as received; null where none came. */
	usage: Usage | null;
	/** Pieces of output in order; none of a whole answer. `length` in UTF-16 code units; a file has no times. */
	deltas: { channel: Channel; length: number; atMs: null }[];
	/** Events that could be read. */
	events: number;
	/** As the endpoint names it; null where it does not. */
	model: string | null;
	/** What went wrong; null for a whole answer. */
	error: { code: string | null; message: string | null } | null;
	warnings: string[];
	/** What it cost by a price list; null where none was asked for. */
	priced: PricedUsage | null;
}

/** A file of another protocol is easily taken for one that was cut. */
const nothingFound = ({ reading, outcome }: SavedReading, protocol: ProtocolName): string[] => {
	const { deltas, toolCalls, usage, finishRaw } = reading;
	// Token counts have the same name in many a protocol.
	const isNothing = deltas.length === 0 && toolCalls.length === 0 && finishRaw === null;
	const what = usage === null ? 'output, usage or finish reason' : 'output or finish reason';
	return outcome === 'truncated' && isNothing
		? [
				`no ${what} of ${protocol} was found: either the file is cut before any, or it is of another protocol`
			]
		: [];
};

export const decodedOf = (
	found: SavedReading,
	protocol: ProtocolName,
	stream: boolean,
	priced: PricedUsage | null = null
): DecodedRecording => {
	const { reading, outcome, errorCode, errorMessage, events } = found;
	return {
		protocol,
		stream,
		text: reading.text,
		reasoning: reading.reasoning,
		refusal: reading.refusal,
		toolCalls: reading.toolCalls,
		outcome,
		finishReason: reading.finishRaw,
		finish: reading.finish,
		usage: reading.usage,
		deltas: reading.deltas.map(({ channel, length }) => ({ channel, length, atMs: null })),
		events,
		model: reading.model,
		error: errorCode === null ? null : { code: errorCode, message: errorMessage },
		warnings: [...reading.warnings, ...nothingFound(found, protocol)],
		priced
	};
};

const count = (value: number | null): string => (value === null ? missing : String(value));

const usageText = (usage: Usage): string =>
	`${count(totalInputTokens(usage))} input (${count(usage.cacheReadTokens)} from a cache), ${count(usage.outputTokens)} output (${count(usage.reasoningTokens)} reasoning)`;

/** `text 12 (48 characters)` for each channel */
const deltasText = (deltas: DecodedRecording['deltas']): string =>
	[...Map.groupBy(deltas, ({ channel }) => channel)]
		.map(([channel, pieces]) => {
			const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
			return `${channel} ${String(pieces.length)} (${String(length)} characters)`;
		})
		.join(', ');

/** Text of an endpoint without what would steer a terminal. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '\ufffd');

/** `width`: columns of the terminal; null for none. */
export const renderDecoded = (decoded: DecodedRecording, width: number | null): string => {
	const { error, toolCalls, usage, deltas, warnings } = decoded;
	const rows: (readonly [string, string])[] = [
		[
			'outcome',
			error === null ? decoded.outcome : `${decoded.outcome}: ${error.message ?? missing}`
		],
		['finish reason', decoded.finishReason ?? missing],
		['model', decoded.model ?? missing],
		['usage', usage === null ? missing : usageText(usage)],
		['deltas', deltas.length === 0 ? missing : deltasText(deltas)],
		...warnings.map((warning) => ['warning', warning] as const),
		...toolCalls.map((call) => ['tool call', `${call.name}(${call.arguments})`] as const),
		...(['reasoning', 'refusal', 'text'] as const).flatMap((channel) =>
			decoded[channel] === '' ? [] : [[channel, decoded[channel]] as const]
		)
	];
	const nameWidth = Math.max(...rows.map(([name]) => name.length)) + 2;
	const lines = rows.flatMap(([name, text]) =>
		printable(text)
			.split('\n')
			.flatMap((line, index) =>
				wrapText(
					`${(index === 0 ? name : '').padEnd(nameWidth)}${line}`,
					width,
					' '.repeat(nameWidth)
				)
			)
	);
	return [...lines, ...(decoded.priced ? ['', renderPricedUsage(decoded.priced)] : [])].join('\n');
};
