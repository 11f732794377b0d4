import type { ErrorBody } from '#lib/server/api/error-response.ts';

declare global {
	namespace App {
		interface Error extends Partial<Omit<ErrorBody['error'], 'message'>> {
			message: string;
		}
	}
}
