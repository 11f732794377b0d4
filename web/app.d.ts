import type { Audited } from '#lib/server/access/record-audit.ts';
import type { Reader } from '#lib/server/access/reader.ts';
import type { ErrorBody } from '#lib/server/api/error-response.ts';

declare global {
	namespace App {
		interface Error extends Partial<Omit<ErrorBody['error'], 'message'>> {
			message: string;
		}
		interface Locals {
			/** Who asks; null on the pages to sign in. */
			reader: Reader | null;
			/** Who has done what, where a page knows it better than its status says: signing in, and changes of accounts. */
			audited: Audited | null;
			/** Status of what has failed on the way: the data of a page come with 200 even so. Null where nothing has. */
			failedWith: number | null;
		}
	}
}
