/** What the forms of admins have in common: each change is told in the audit log by whom it is about, and what refuses it in words. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import { BenchError } from '#core/errors.ts';

/** What a form is answered with: what was done, or why nothing was; and a link or a token that is shown this once. */
export interface FormAnswer {
	message: string;
	done: boolean;
	shownOnce: string | null;
}

export type Answered = FormAnswer | ActionFailure<FormAnswer>;

type Locals = Pick<App.Locals, 'reader' | 'audited'>;

/** What a change is answered with; `reason` in place of what the audit log was to say, where only the change itself knows it. */
export interface Changed {
	message: string;
	shownOnce?: string;
	reason?: string;
}

const noteIn = (locals: Locals, outcome: 'done' | 'failed', reason: string): void => {
	const { reader } = locals;
	if (reader) {
		locals.audited = { who: reader.name, accountId: reader.accountId, outcome, reason };
	}
};

/** Nothing was done; `reason` stands in the audit log, `message` on the page. */
export const refusedForm = (
	locals: Locals,
	status: 400 | 403 | 404 | 409 | 429,
	{ reason, message }: { reason: string; message: string }
): ActionFailure<FormAnswer> => {
	noteIn(locals, 'failed', reason);
	return fail(status, {
		message: `Nothing was changed: ${message}.`,
		done: false,
		shownOnce: null
	});
};

/**
 * Does what a form asks for. `reason` says it in the audit log, such as `ines: disabled`; what it is answered with comes from `change`. What it
 * throws for a person becomes the answer.
 */
export const changeByForm = async (
	locals: Locals,
	reason: string,
	change: () => Promise<Changed>
): Promise<Answered> => {
	try {
		const { message, shownOnce = null, reason: known = reason } = await change();
		noteIn(locals, 'done', known);
		return { message, done: true, shownOnce };
	} catch (error) {
		if (!(error instanceof BenchError)) throw error;
		const status = error.code === 'E_NOT_FOUND' ? 404 : error.code === 'E_USAGE' ? 409 : null;
		if (status === null) throw error;
		return refusedForm(locals, status, { reason, message: error.message });
	}
};
