/** How the server sends CSV. */

/** Headers of a CSV file that is saved, not shown. The name keeps letters, digits, dots and dashes. */
export const csvHeaders = (fileName: string): Record<string, string> => ({
	'content-type': 'text/csv; charset=utf-8',
	'content-disposition': `attachment; filename="${fileName.replaceAll(/[^\w.-]+/gu, '-')}"`,
	'cache-control': 'no-store'
});
