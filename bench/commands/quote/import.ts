/** `bench quote import`: reads an offer, shows how a table was understood, and stores what was confirmed. */
import { InvalidArgumentError, type Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import type { Quote } from '#core/quote.ts';
import { insertQuote } from '#db/quotes.server.ts';
import {
	readQuoteFile,
	readQuoteMapping,
	type QuoteFile
} from '#bench/importers/quotes/read-quote-file.ts';
import { renderProposal } from '#bench/report/quote-import.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions, openCommandDatabase, type CommonOptions } from '../options.ts';

interface ImportOptions extends CommonOptions {
	mapping?: string;
	saveMapping?: string;
	by?: string;
	confidential?: true;
	yes?: true;
}

/** A person or a team. */
const parseName = (text: string): string => {
	const name = text.trim();
	if (name === '' || name.length > 200 || /\p{Cc}/u.test(name)) {
		throw new InvalidArgumentError('expected a name of up to 200 letters on one line.');
	}
	return name;
};

/** Writes a proposed mapping to a new file. Throws `E_FILE` where there is one of that name: somebody may have corrected it. */
const saveMapping = async (path: string, mapping: QuoteMapping): Promise<void> => {
	try {
		await writeFile(path, stringify(mapping), { flag: 'wx' });
	} catch (cause) {
		throw new BenchError('E_FILE', `${path} cannot be written: ${errorMessage(cause)}`, {
			hint: 'Give the path of a file that is not there yet.',
			cause
		});
	}
};

/** Shows a proposal; returns its quote where it was confirmed, and throws otherwise. */
const confirmed = (
	file: string,
	proposal: Extract<QuoteFile, { state: 'proposed' }>,
	options: ImportOptions,
	context: CommandContext
): Quote => {
	const { mapping, preview, remarks, quote, problems } = proposal;
	if (quote !== null && options.yes) return quote;
	if (options.json)
		context.print(
			JSON.stringify({ imported: false, mapping, lines: preview, remarks }, null, '\t')
		);
	else context.print(renderProposal(proposal, context.outputColumns));
	if (quote === null) {
		throw new BenchError(
			'E_CONFIG',
			`${file} does not give a whole quote by this mapping; nothing was imported`,
			{
				problems,
				hint: 'Save the proposed mapping with --save-mapping FILE, add what is missing under "quote", answer the questions, and import with --mapping FILE.'
			}
		);
	}
	throw new BenchError('E_USAGE', `the mapping of ${file} was guessed; nothing was imported`, {
		hint: 'Check the lines. If they are right, import again with --yes; otherwise save the mapping with --save-mapping FILE, correct it, and give it with --mapping FILE.'
	});
};

const importQuote = async (
	file: string,
	options: ImportOptions,
	context: CommandContext
): Promise<void> => {
	const mapping =
		options.mapping === undefined ? undefined : await readQuoteMapping(options.mapping);
	if (mapping !== undefined && options.saveMapping !== undefined) {
		throw new BenchError(
			'E_USAGE',
			'--save-mapping writes a guess; with --mapping nothing is guessed'
		);
	}
	const read = await readQuoteFile(file, mapping === undefined ? {} : { mapping });
	if (options.saveMapping !== undefined) {
		if (read.state === 'read') {
			throw new BenchError('E_USAGE', 'a mapping is for CSV and XLSX, this file needs none', {
				hint: 'Import it without --save-mapping.'
			});
		}
		await saveMapping(options.saveMapping, read.mapping);
		context.note(
			`the mapping is in ${options.saveMapping}; correct it and import with --mapping ${options.saveMapping}`
		);
	}
	const quote = read.state === 'read' ? read.quote : confirmed(file, read, options, context);
	// Opened only now: a refused file must not even make a database.
	const database = await openCommandDatabase(options.db, context);
	try {
		const { fileName, fileHash, remarks } = read;
		const importedAtUtc = new Date().toISOString();
		const enteredBy = options.by ?? null;
		const { id, confidential } = await insertQuote(database, quote, {
			fileName,
			fileHash,
			importedAtUtc,
			enteredBy,
			confidential: options.confidential ?? false
		});
		if (options.json) {
			context.print(
				JSON.stringify(
					{
						imported: true,
						id,
						enteredBy,
						confidential,
						lines: quote.lines.length,
						remarks,
						quote
					},
					null,
					'\t'
				)
			);
			return;
		}
		context.print(
			`imported quote ${id}: ${quote.kind}, ${quote.vendor} no. ${quote.number}, ${String(quote.lines.length)} line${quote.lines.length === 1 ? '' : 's'}, valid until ${quote.validUntil}`
		);
		for (const remark of remarks) context.note(`note: ${remark}`);
	} finally {
		await database.close();
	}
};

export const defineQuoteImport = (command: Command, context: CommandContext): void => {
	addCommonOptions(command.command('import').description('store an offer: YAML, JSON, CSV or XLSX'))
		.argument('<file>', 'the offer')
		.option('--mapping <file>', 'YAML that says which column of a table is what')
		.option('--save-mapping <file>', 'write the proposed mapping to a new file')
		.option('--by <name>', 'who imports it; nobody is noted where absent', parseName)
		.option('--confidential', 'on the site, only procurement and admins see it')
		.option('--yes', 'the proposed mapping of a table is right')
		.action((file: string, options: ImportOptions) => importQuote(file, options, context));
};
