/**
 * `POST /api/quotes/preview` and `POST /api/quotes`: a vendor's file, read but not kept, and stored once a person has confirmed it.
 * The file is the body; its name, the mapping and who enters it stand in headers, so that nothing waits on the server in between.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { BenchError, type Problem } from '#core/errors.ts';
import type { Quote, StoredQuote } from '#core/quote.ts';
import { quoteMappingSchema, type QuoteMapping } from '#core/quote/quote-mapping.ts';
import { checkValue, renderPath } from '#core/schema-problems.ts';
import { insertQuote, quoteOfFile, quoteVersions } from '#db/quotes.server.ts';
import { readQuoteUpload, type QuoteUpload } from '#bench/importers/quotes/read-quote-upload.ts';
import {
	defaultLevelMonths,
	defaultWaccPerYear,
	levelQuote
} from '#bench/economics/quotes/level-quote.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

/** What a person sees before anything is stored. */
export interface QuotePreview {
	fileName: string;
	upload: QuoteUpload;
	/** Lines that offers of the kind have and this one has not, with what is assumed in their place. */
	gaps: { item: string; assumption: string }[];
	/** The quote that was imported from this very file before; null where none was. */
	importedBefore: { id: string; importedAtUtc: string; enteredBy: string | null } | null;
	/** The newest stored version of the same number; null where it is new. */
	newestVersion: { id: string; version: number } | null;
}

const uploadHeaders = z.object({
	'x-file-name': z.string().min(1).max(1_000).openapi({
		description: 'Name of the file, percent-encoded; its ending says how it is read'
	}),
	'x-quote-mapping': z.string().max(12_000).optional().openapi({
		description: 'For CSV and XLSX: the mapping as JSON, percent-encoded; guessed where absent'
	})
});

const fileBody = {
	content: {
		'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) }
	}
};

const previewRoute = createRoute({
	method: 'post',
	path: '/quotes/preview',
	summary: 'How a file would be read; nothing is stored',
	request: { headers: uploadHeaders, body: fileBody },
	responses: {
		200: jsonContent(
			z.custom<QuotePreview>().openapi({ type: 'object', description: 'Lines and problems' }),
			'Preview'
		),
		...failures
	}
});

const storeRoute = createRoute({
	method: 'post',
	path: '/quotes',
	summary: 'Stores a quote; a table needs its mapping',
	request: {
		headers: uploadHeaders.extend({
			'x-entered-by': z.string().min(1).max(1_000).openapi({
				description: 'Who enters it, percent-encoded'
			}),
			'x-confidential': z.enum(['yes', 'no']).default('no').openapi({
				description:
					'Whether only procurement and admins may see it; a further version of a confidential quote is so in any case'
			})
		}),
		body: fileBody
	},
	responses: { 201: jsonContent(z.object({ id: z.string() }), 'Stored'), ...failures }
});

const decoded = (text: string, what: string): string => {
	try {
		return decodeURIComponent(text);
	} catch (cause) {
		throw new BenchError('E_USAGE', `${what} is not percent-encoded`, { cause });
	}
};

/** A file name without folders. */
const fileNameOf = (header: string): string => {
	const name = decoded(header, 'the header x-file-name').split(/[/\\]/u).at(-1) ?? '';
	if (name !== '' && name.length <= 200 && !/\p{Cc}/u.test(name)) return name;
	throw new BenchError('E_USAGE', 'the file needs a name of up to 200 letters');
};

const personOf = (header: string): string => {
	const name = decoded(header, 'the header x-entered-by').trim();
	if (name !== '' && name.length <= 200 && !/\p{Cc}/u.test(name)) return name;
	throw new BenchError('E_USAGE', 'say who enters the quote, in up to 200 letters on one line');
};

const mappingOf = (header: string | undefined): QuoteMapping | undefined => {
	if (header === undefined) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(decoded(header, 'the header x-quote-mapping'));
	} catch (cause) {
		if (cause instanceof BenchError) throw cause;
		throw new BenchError('E_USAGE', 'the header x-quote-mapping is not JSON', { cause });
	}
	const checked = checkValue(value, quoteMappingSchema);
	if (checked.ok) return checked.value;
	const problems = checked.problems.map(({ path, message }): Problem => ({
		file: 'mapping',
		line: null,
		path: renderPath(path),
		message
	}));
	throw new BenchError('E_CONFIG', 'the mapping is not as expected', { problems });
};

const gapsOf = (quote: Quote | null, asOf: string): QuotePreview['gaps'] => {
	if (quote === null) return [];
	const { lines, unknown } = levelQuote(quote, {
		months: defaultLevelMonths,
		waccPerYear: defaultWaccPerYear,
		asOf
	});
	return [
		...lines
			.filter(({ origin }) => origin === 'default')
			.map(({ item, assumption }) => ({ item, assumption: assumption ?? '' })),
		...unknown
	];
};

const uploaded = async (
	body: ArrayBuffer,
	headers: z.infer<typeof uploadHeaders>
): Promise<{ fileName: string; upload: QuoteUpload }> => {
	const fileName = fileNameOf(headers['x-file-name']);
	const mapping = mappingOf(headers['x-quote-mapping']);
	return { fileName, upload: await readQuoteUpload(Buffer.from(body), fileName, mapping) };
};

/** The quote of a file that may be stored. Throws where a table was only guessed, or something of it is missing. */
const wholeQuoteOf = (upload: QuoteUpload, fileName: string, isMapped: boolean): Quote => {
	if (upload.state === 'document') return upload.quote;
	if (!isMapped) {
		throw new BenchError('E_USAGE', 'a table is stored by a mapping that was looked at', {
			hint: 'Ask for a preview, and send the mapping that it gives with the file.'
		});
	}
	if (upload.quote !== null) return upload.quote;
	throw new BenchError('E_CONFIG', `${fileName} does not give a whole quote`, {
		hint: 'Nothing was stored. Correct the mapping or the file.',
		problems: upload.problems.map(({ place, message }) => ({
			file: place,
			line: null,
			path: '',
			message
		}))
	});
};

/** What is stored of this file and of this number; nothing where there is no database yet. */
const storedBefore = async (
	{ database }: Site,
	{ fileHash, quote }: QuoteUpload
): Promise<{ same: StoredQuote | null; newest: StoredQuote | undefined }> => {
	try {
		const opened = await database();
		const [newest] = quote ? await quoteVersions(opened, quote) : [];
		return { same: await quoteOfFile(opened, fileHash), newest };
	} catch (error) {
		if (error instanceof BenchError && error.code === 'E_NOT_FOUND') {
			return { same: null, newest: undefined };
		}
		throw error;
	}
};

export const quoteImportApi = (site: Site) =>
	createApiApp()
		.openapi(previewRoute, async (context) => {
			const { fileName, upload } = await uploaded(
				await context.req.arrayBuffer(),
				context.req.valid('header')
			);
			const { same, newest } = await storedBefore(site, upload);
			const preview: QuotePreview = {
				fileName,
				upload,
				gaps: gapsOf(upload.quote, new Date().toISOString().slice(0, 10)),
				importedBefore: same && {
					id: same.id,
					importedAtUtc: same.importedAtUtc,
					enteredBy: same.enteredBy
				},
				newestVersion: newest ? { id: newest.id, version: newest.quote.version } : null
			};
			return context.json(preview, 200);
		})
		.openapi(storeRoute, async (context) => {
			const headers = context.req.valid('header');
			const enteredBy = personOf(headers['x-entered-by']);
			const { fileName, upload } = await uploaded(await context.req.arrayBuffer(), headers);
			const quote = wholeQuoteOf(upload, fileName, headers['x-quote-mapping'] !== undefined);
			const { id } = await insertQuote(await site.createDatabase(), quote, {
				fileName,
				fileHash: upload.fileHash,
				importedAtUtc: new Date().toISOString(),
				enteredBy,
				confidential: headers['x-confidential'] === 'yes'
			});
			return context.json({ id }, 201);
		});
