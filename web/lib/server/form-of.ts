/** The form that a page sends. */
import { error } from '@sveltejs/kit';
import { errorBody, tooLarge, type ErrorBody } from './api/error-response.ts';

const refuse = (status: 400 | 413, { error: { message, ...more } }: ErrorBody): never =>
	error(status, message, more);

/** The fields of a form. Throws an error of Kit, 400 or 413, for a body that is none. */
export const formOf = async (request: Request): Promise<FormData> => {
	try {
		return await request.formData();
	} catch (thrown) {
		return thrown instanceof Error && 'status' in thrown && thrown.status === 413
			? refuse(413, tooLarge)
			: refuse(400, errorBody('E_USAGE', 'the body of the request is not a form that can be read'));
	}
};
