/** The form that a page sends. */
import { error } from '@sveltejs/kit';
import { errorBody, tooLarge } from './api/error-response.ts';

/** The fields of a form. Throws an error of Kit, 400 or 413, for a body that is none. */
export const formOf = async (request: Request): Promise<FormData> => {
	try {
		return await request.formData();
	} catch (thrown) {
		if (thrown instanceof Error && 'status' in thrown && thrown.status === 413)
			error(413, tooLarge.error);
		error(
			400,
			errorBody('E_USAGE', 'the body of the request is not a form that can be read').error
		);
	}
};
