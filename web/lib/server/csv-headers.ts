/** How the server sends CSV. */
import { safeFileName } from '../safe-file-name.ts';

/** Headers of a CSV file that is saved, not shown. */
export const csvHeaders = (fileName: string): Record<string, string> => ({
	'content-type': 'text/csv; charset=utf-8',
	'content-disposition': `attachment; filename="${safeFileName(fileName)}"`,
	'cache-control': 'no-store'
});
