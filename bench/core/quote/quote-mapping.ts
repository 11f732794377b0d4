/** How a vendor's table becomes a quote: which column is what, what its words mean, and what the table does not say. */
import { z } from 'zod';
import { mappedColumns } from './mapped-column.ts';
import { quoteUnits, recurrences } from './quote-unit.ts';

const column = z
	.string()
	.min(1)
	.describe('Title of the column, or its letter where the column has no title');

export const quoteMappingSchema = z.strictObject({
	sheet: z.string().min(1).optional().describe('Name of the sheet; the first one where absent'),
	headerRow: z
		.int()
		.min(1)
		.max(10_000)
		.describe('Row or line of the titles of the columns, counted from 1'),
	columns: z
		.partialRecord(z.enum(mappedColumns), column)
		.refine((columns) => columns.unitPrice !== undefined, 'needs at least a column for "unitPrice"')
		.describe('Where each field of a line stands'),
	items: z
		.record(z.string(), z.string().min(1))
		.optional()
		.describe('What a text in the item or description column means: "DGX system": server'),
	units: z
		.record(z.string(), z.enum(quoteUnits))
		.optional()
		.describe('What a text in the unit column means'),
	recurring: z
		.record(z.string(), z.enum(recurrences))
		.optional()
		.describe('What a text in the recurring column means'),
	defaults: z
		.strictObject({
			item: z.string().min(1).optional(),
			unit: z.enum(quoteUnits).optional(),
			recurring: z.enum(recurrences).optional()
		})
		.optional()
		.describe('For lines whose cell is empty or whose column is missing'),
	decimalMark: z
		.enum(['.', ','])
		.optional()
		.describe(
			'What separates the decimals of amounts; a point where absent, and asked for where it matters'
		),
	totalLabels: z
		.array(z.string().min(1))
		.optional()
		.describe('Text in a row that holds the total; "Total" and the like where absent'),
	skipLabels: z
		.array(z.string().min(1))
		.optional()
		.describe('Text in rows that are no lines: subtotals, tax, notes'),
	quote: z
		.record(z.string(), z.unknown())
		.describe('Everything of the quote but its lines: kind, vendor, number, dates, currency, terms')
});

export type QuoteMapping = z.output<typeof quoteMappingSchema>;
