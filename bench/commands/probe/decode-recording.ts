/** Reads a saved response body as an attempt of a run would be read, and prints what it says. */
import { readFile } from 'node:fs/promises';
import { BenchError, errorMessage } from '#core/errors.ts';
import { protocolNames } from '#core/target.ts';
import { namedPrice } from '#bench/importers/price-book/named-price.ts';
import { openPriceBook } from '#bench/importers/price-book/price-book.ts';
import { billedConditions } from '#bench/protocols/billed-conditions.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { Reading } from '#bench/protocols/protocol.ts';
import { isText, readSavedBody } from '#bench/protocols/saved-body.ts';
import { decodedOf, renderDecoded } from '#bench/report/decoded-recording.ts';
import { pricedUsageOf, type PricedUsage } from '#bench/report/priced-usage.ts';
import type { CommandContext } from '../context.ts';
import { flagsOfEndpoint, type ProbeOptions } from './probe-target.ts';

const readBody = async (file: string): Promise<Uint8Array> => {
	try {
		return await readFile(file);
	} catch (cause) {
		throw new BenchError('E_FILE', `the recording ${file} cannot be read: ${errorMessage(cause)}`, {
			hint: 'Save the body of a response, such as with: curl --no-buffer … --output answer.sse',
			cause
		});
	}
};

/** The flags given that say something of an endpoint, or of asking one. */
const strayFlags = (options: ProbeOptions): string[] => [
	...flagsOfEndpoint(options).filter((flag) => flag !== '--protocol'),
	...(
		[
			['--config', options.config],
			['--max-spend', options.maxSpend],
			['--timeout', options.timeout],
			[
				options.maxContextProbe === true ? '--max-context-probe' : '--no-max-context-probe',
				options.maxContextProbe
			]
		] as const
	).flatMap(([flag, value]) => (value === undefined ? [] : [flag]))
];

/** The answer by the price list that was asked for, at today's prices and as it says that it was served; null without one. */
const pricedBy = async (
	{ price, prices = [] }: ProbeOptions,
	reading: Reading
): Promise<PricedUsage | null> => {
	if (price === undefined) return null;
	const book = await openPriceBook({ overlayFiles: prices });
	const atUtc = new Date().toISOString();
	const entry = namedPrice(book, price, atUtc);
	return pricedUsageOf(reading.usage, entry, {
		atUtc,
		priceVersion: book.versionOf(entry),
		billed: billedConditions(reading)
	});
};

/**
 * Prints the decoded file. Throws E_USAGE without a protocol or with flags of an endpoint, E_FILE for a file that is missing, empty, or binary where the
 * protocol cannot read it, E_NOT_FOUND for a price that the book does not have.
 */
export const decodeRecording = async (
	file: string,
	options: ProbeOptions,
	context: CommandContext
): Promise<void> => {
	const { protocol: name, stream, json } = options;
	if (name === undefined) {
		throw new BenchError('E_USAGE', '--recording needs --protocol', {
			hint: `What was spoken cannot be told from a file: one of ${protocolNames.join(', ')}.`
		});
	}
	const [stray] = strayFlags(options);
	if (stray !== undefined) {
		throw new BenchError('E_USAGE', `${stray} does not belong to --recording, which asks nobody`);
	}
	const body = await readBody(file);
	if (body.length === 0) {
		throw new BenchError('E_FILE', `the recording ${file} is empty`, {
			hint: 'Save the whole body of a response; curl needs --output, and --no-buffer for a stream.'
		});
	}
	const found = readSavedBody(protocols[name], body, stream);
	const isNothing = found.events === 0 && found.reading.error?.kind === 'malformed';
	if (isNothing && !isText(body)) {
		throw new BenchError('E_FILE', `the recording ${file} is binary, and no body of ${name}`, {
			hint: 'Is --protocol right? A compressed body must be unpacked before: curl --compressed does it.'
		});
	}
	const priced = await pricedBy(options, found.reading);
	const decoded = decodedOf(found, name, stream, priced);
	context.print(
		json ? JSON.stringify(decoded, null, '\t') : renderDecoded(decoded, context.outputColumns)
	);
};
