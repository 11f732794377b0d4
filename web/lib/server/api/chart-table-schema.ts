/** The numbers of a chart, as every route that gives a chart answers them. */
import { z } from '@hono/zod-openapi';
import type { ChartTable } from '../../charts/chart-table.ts';

const columnSchema = z.object({
	key: z.string().openapi({ description: 'Name with its unit, such as usdPerMonth' }),
	label: z.string(),
	unit: z.string().nullable(),
	kind: z.enum(['number', 'text'])
});

export const chartTableSchema = z
	.object({
		id: z.string(),
		title: z.string(),
		caption: z.string().openapi({ description: 'What the chart says, from the same numbers' }),
		columns: z.array(columnSchema).readonly(),
		rows: z
			.array(z.array(z.union([z.number(), z.string(), z.null()])).readonly())
			.readonly()
			.openapi({ description: 'One cell for each column; null where there is no value' }),
		notes: z.array(z.string()).readonly(),
		sources: z.array(z.string()).readonly()
	})
	.openapi('ChartTable') satisfies z.ZodType<ChartTable>;
