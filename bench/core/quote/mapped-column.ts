/** What a column of a vendor's table can be. Apart from its schema, which a page does not need. */

/** Fields of a line that a column can hold. */
export const mappedColumns = [
	'id',
	'item',
	'description',
	'model',
	'quantity',
	'unit',
	'unitPrice',
	'discountShare',
	'total',
	'recurring',
	'startMonth',
	'months',
	'page'
] as const;

export type MappedColumn = (typeof mappedColumns)[number];
