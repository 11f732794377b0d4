/** `/api/quotes`: offers of vendors, levelled, compared, and held against a use case. Their files are saved, not shown. */
import { createRoute, z } from '@hono/zod-openapi';
import { BenchError } from '#core/errors.ts';
import { allQuotes, findQuote, markConfidential } from '#db/quotes.server.ts';
import type { QuoteTarget } from '#bench/economics/quotes/targets-against.ts';
import { defaultLevelMonths, defaultWaccPerYear } from '#bench/economics/quotes/level-quote.ts';
import { targetSentence } from '#bench/report/quote-targets.ts';
import { csvText } from '../../csv-text.ts';
import { csvHeaders } from '../csv-headers.ts';
import {
	comparedQuotes,
	comparisonRows,
	type ComparedOptions,
	type ComparedQuotes
} from '../quotes/compared-quotes.ts';
import { createKnownTargets } from '../quotes/known-targets.ts';
import { quoteRows, type QuoteRow } from '../quotes/quote-rows.ts';
import { quoteView, type QuoteView } from '../quotes/quote-view.ts';
import { rfpOf, rfpRows, type QuoteRfp } from '../quotes/quote-rfp.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const described = <T>(description: string) =>
	z.custom<T>().openapi({ type: 'object', description });

const idParam = z.object({ id: z.string() });
const months = z.coerce.number().int().min(1).max(120).default(defaultLevelMonths).openapi({
	description: 'The common term, months'
});

const csvContent = (description: string) => ({
	description,
	content: { 'text/csv': { schema: z.string() } }
});

const listRoute = createRoute({
	method: 'get',
	path: '/quotes',
	summary: 'Every version of every quote, by vendor and number, the newest version first',
	responses: {
		200: jsonContent(
			z.object({
				asOf: z.string(),
				quotes: z.array(described<QuoteRow>('A version of a quote'))
			}),
			'Quotes'
		),
		...failures
	}
});

const compareQuery = z.object({
	ids: z.string().min(1).openapi({
		description: 'Ids or numbers of two quotes or more, separated by commas',
		example: 'MS-2026-0417,AR/8841'
	}),
	months,
	wacc: z
		.string()
		.regex(/^(0(\.\d+)?|1)$/, 'expected a rate from 0 to 1, such as 0.08')
		.default(defaultWaccPerYear),
	expired: z.enum(['include', 'exclude']).default('exclude'),
	useCase: z.string().optional().openapi({ description: 'Whose workload they are held against' })
});

const compareRoute = createRoute({
	method: 'get',
	path: '/quotes/compare',
	summary: 'Offers of one kind side by side in USD over one term',
	request: { query: compareQuery },
	responses: {
		200: jsonContent(described<ComparedQuotes>('The comparison'), 'Comparison'),
		...failures
	}
});

const compareCsvRoute = createRoute({
	method: 'get',
	path: '/quotes/compare.csv',
	summary: 'The comparison for a spreadsheet',
	request: { query: compareQuery },
	responses: { 200: csvContent('Comparison'), ...failures }
});

const quoteRoute = createRoute({
	method: 'get',
	path: '/quotes/{id}',
	summary: 'One quote: as offered, levelled, with its versions',
	request: { params: idParam, query: z.object({ months }) },
	responses: { 200: jsonContent(described<QuoteView>('The quote'), 'Quote'), ...failures }
});

/** A target with what it says, in words. */
export interface ToldTarget extends QuoteTarget {
	sentence: string;
}

export interface TargetSheet {
	title: string;
	/** Whole requests a month for which the prices hold. */
	requestsPerMonth: number;
	/** The next best option without the quote; null where there is none. */
	fallback: { title: string; usdPerMonth: string } | null;
	/** The quote that the spec names for the same part, for which this one was put in; null where it names this one. */
	inPlaceOf: string | null;
	targets: ToldTarget[];
	/** Why the option takes part in no comparison; null where it does. */
	leftOut: string | null;
}

const markRoute = createRoute({
	method: 'post',
	path: '/quotes/{id}/confidential',
	summary: 'Marks all versions of a quote as confidential, or as open to everybody who may read',
	request: {
		params: z.object({ id: z.string() }),
		body: {
			required: true,
			content: { 'application/json': { schema: z.strictObject({ confidential: z.boolean() }) } }
		}
	},
	responses: {
		200: jsonContent(z.object({ id: z.string(), confidential: z.boolean() }), 'Marked'),
		...failures
	}
});

const targetsRoute = createRoute({
	method: 'get',
	path: '/quotes/{id}/targets',
	summary: 'The price at which the decision turns, for each price of the quote',
	request: { params: idParam, query: z.object({ useCase: z.string() }) },
	responses: { 200: jsonContent(described<TargetSheet>('The sheet'), 'Targets'), ...failures }
});

const rfpQuery = z.object({
	months,
	targets: z
		.enum(['include', 'exclude'])
		.default('exclude')
		.openapi({ description: 'Whether our own targets stand in it; never send those to a vendor' }),
	useCase: z.string().optional()
});

const rfpRoute = createRoute({
	method: 'get',
	path: '/quotes/{id}/rfp',
	summary: 'What a vendor is asked to fill in',
	request: { params: idParam, query: rfpQuery },
	responses: { 200: jsonContent(described<QuoteRfp>('The sheet'), 'Request'), ...failures }
});

const rfpCsvRoute = createRoute({
	method: 'get',
	path: '/quotes/{id}/rfp.csv',
	summary: 'The same for a spreadsheet',
	request: { params: idParam, query: rfpQuery },
	responses: { 200: csvContent('Request'), ...failures }
});

const today = (): string => new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);

const levelOf = (termMonths: number, wacc: string = defaultWaccPerYear) => ({
	months: termMonths,
	waccPerYear: wacc,
	asOf: today()
});

const comparedOptions = (query: z.infer<typeof compareQuery>): ComparedOptions => ({
	...levelOf(query.months, query.wacc),
	includeExpired: query.expired === 'include',
	useCase: query.useCase ?? null
});

/** The use case whose targets stand in a sheet; null for none, which is what a vendor gets. */
const targetsFor = (targets: 'include' | 'exclude', useCase: string | undefined): string | null => {
	if (targets === 'exclude') return null;
	if (useCase !== undefined) return useCase;
	throw new BenchError('E_USAGE', 'targets need a use case', {
		hint: 'Add useCase=ID to the address, or leave the targets out.'
	});
};

const idsOf = ({ ids }: { ids: string }): string[] =>
	ids
		.split(',')
		.map((id) => id.trim())
		.filter((id) => id !== '');

/** What its client needs to know of it. */
export type QuoteRoutes =
	| typeof listRoute
	| typeof compareRoute
	| typeof compareCsvRoute
	| typeof quoteRoute
	| typeof targetsRoute
	| typeof rfpRoute
	| typeof rfpCsvRoute;

export const quotesApi = (site: Site) => {
	const targetsOf = createKnownTargets(site);
	return createApiApp()
		.openapi(listRoute, async (context) => {
			const asOf = today();
			const stored = await allQuotes(await site.database());
			return context.json({ asOf, quotes: quoteRows(stored, asOf) }, 200);
		})
		.openapi(compareRoute, async (context) => {
			const query = context.req.valid('query');
			return context.json(await comparedQuotes(site, idsOf(query), comparedOptions(query)), 200);
		})
		.openapi(compareCsvRoute, async (context) => {
			const query = context.req.valid('query');
			const compared = await comparedQuotes(site, idsOf(query), comparedOptions(query));
			const { heads, rows } = comparisonRows(compared);
			return context.body(csvText(heads, rows), 200, csvHeaders('quotes-compared.csv'));
		})
		.openapi(quoteRoute, async (context) => {
			const { id } = context.req.valid('param');
			const { months: term } = context.req.valid('query');
			return context.json(await quoteView(await site.database(), id, levelOf(term)), 200);
		})
		.openapi(markRoute, async (context) => {
			const { confidential } = context.req.valid('json');
			const database = await site.database();
			const { id, quote } = await findQuote(database, context.req.valid('param').id);
			await markConfidential(database, quote, confidential);
			return context.json({ id, confidential }, 200);
		})
		.openapi(targetsRoute, async (context) => {
			const { useCase } = context.req.valid('query');
			const stored = await findQuote(await site.database(), context.req.valid('param').id);
			const { report, inPlaceOf } = await targetsOf(stored, useCase);
			const { title, requestsPerMonth, fallback, sheets } = report;
			const sheet: TargetSheet = {
				title,
				requestsPerMonth,
				fallback,
				inPlaceOf,
				targets: sheets.flatMap(({ targets }) =>
					targets.map((target) => ({ ...target, sentence: targetSentence(target) }))
				),
				leftOut: sheets.find(({ leftOut }) => leftOut !== null)?.leftOut ?? null
			};
			return context.json(sheet, 200);
		})
		.openapi(rfpRoute, async (context) => {
			const { id } = context.req.valid('param');
			const { months: term, targets, useCase } = context.req.valid('query');
			return context.json(
				await rfpOf(site, targetsOf, id, levelOf(term), targetsFor(targets, useCase)),
				200
			);
		})
		.openapi(rfpCsvRoute, async (context) => {
			const { id } = context.req.valid('param');
			const { months: term, targets, useCase } = context.req.valid('query');
			const rfp = await rfpOf(site, targetsOf, id, levelOf(term), targetsFor(targets, useCase));
			const { heads, rows } = rfpRows(rfp);
			const name = `request-${rfp.sheet.kind}${rfp.hasTargets ? '-INTERNAL-with-targets' : ''}.csv`;
			return context.body(csvText(heads, rows), 200, csvHeaders(name));
		});
};
