/** What was understood of a vendor's table, for a person to confirm before anything is stored. */
import { stringify } from 'yaml';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import { percentText } from './quote-list.ts';
import { fitText, missing, renderTable } from './format.ts';

/** A table as it was understood. */
export interface ProposedTable {
	mapping: QuoteMapping;
	preview: readonly {
		/** Such as `Quote!7` or `line 7`. */
		place: string;
		item: string;
		description: string;
		/** Null for a rate that is paid by use. */
		quantity: string | null;
		unit: string;
		unitPrice: string | null;
		/** Share; decimal text. */
		discountShare: string | null;
		total: string | null;
		recurring: string;
	}[];
	remarks: readonly string[];
}

const descriptionWidth = 40;
const shownLines = 40;

/** The proposed mapping as a file, and the lines as they would be stored. */
export const renderProposal = (
	{ mapping, preview, remarks }: ProposedTable,
	columns: number | null
): string =>
	[
		'proposed mapping',
		stringify(mapping)
			.trimEnd()
			.split('\n')
			.map((line) => `  ${line}`)
			.join('\n'),
		'',
		'lines as understood',
		renderTable(
			[
				{ title: 'where', align: 'left', dropOrder: 2 },
				{ title: 'item', align: 'left' },
				{ title: 'description', align: 'left', dropOrder: 1 },
				{ title: 'quantity', align: 'right' },
				{ title: 'unit', align: 'left' },
				{ title: 'unit price', align: 'right' },
				{ title: 'discount', align: 'right' },
				{ title: 'total', align: 'right' },
				{ title: 'due', align: 'left' }
			],
			preview
				.slice(0, shownLines)
				.map(
					({
						place,
						item,
						description,
						quantity,
						unit,
						unitPrice,
						discountShare,
						total,
						recurring
					}) => [
						place,
						item,
						fitText(description, descriptionWidth),
						quantity ?? missing,
						unit,
						unitPrice ?? missing,
						discountShare === null ? '' : percentText(discountShare),
						total ?? missing,
						quantity === null ? 'by use' : recurring
					]
				),
			{ maxWidth: columns }
		),
		...(preview.length > shownLines
			? [`and ${String(preview.length - shownLines)} lines more`]
			: []),
		...(remarks.length > 0 ? ['', ...remarks] : [])
	].join('\n');
