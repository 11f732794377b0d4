/** How every failure of the API looks: `{ error: { code, message, hint, issues } }` with a status that fits. */
import { BenchError, type BenchErrorCode } from '#core/errors.ts';
import { renderProblems } from '#core/grouped-problems.ts';
import { HTTPException } from 'hono/http-exception';
import { z } from '@hono/zod-openapi';

export const errorSchema = z
	.object({
		error: z.object({
			code: z.string().openapi({ example: 'E_NOT_FOUND' }),
			message: z.string(),
			hint: z
				.string()
				.nullable()
				.openapi({ description: 'What to do next; null where nothing helps' }),
			issues: z.array(z.string()).openapi({ description: 'Single problems of the input' })
		})
	})
	.openapi('Error');

export type ErrorBody = z.infer<typeof errorSchema>;

const statusByCode: Partial<Record<BenchErrorCode, 400 | 401 | 404 | 409>> = {
	E_USAGE: 400,
	E_CONFIG: 400,
	E_FILE: 400,
	E_MODEL_FILE: 400,
	E_NOT_FOUND: 404,
	E_AUTH: 401
};

const faults: ReadonlySet<BenchErrorCode> = new Set(['E_INTERNAL', 'E_DATABASE']);

export const errorBody = (
	code: string,
	message: string,
	{ hint = null, issues = [] }: { hint?: string | null; issues?: string[] } = {}
): ErrorBody => ({ error: { code, message, hint, issues } });

/** What a body larger than the server takes is answered with, whoever notices it. */
export const tooLarge = errorBody('E_FILE', 'the file is larger than 5 MB', {
	hint: 'Save the sheet with the table alone as a file of its own.'
});

export interface ErrorAnswer {
	status: 400 | 401 | 403 | 404 | 409 | 413 | 500;
	body: ErrorBody;
}

/**
 * The answer to anything thrown. What is not meant for a person is answered with an id alone; `log` gets the whole error under it. It also gets what is said
 * to the person, where that is a fault of this machine: whoever runs it reads the log, and no pages.
 */
export const answerTo = (
	thrown: unknown,
	log: (id: string, error: unknown) => void
): ErrorAnswer => {
	if (thrown instanceof BenchError) {
		const status = statusByCode[thrown.code] ?? 500;
		const { code, message, hint, problems } = thrown;
		if (faults.has(code)) log(crypto.randomUUID(), thrown);
		return {
			status,
			body: errorBody(code, message, { hint, issues: renderProblems(problems) })
		};
	}
	// Kit stops reading a body that is larger than the server takes.
	if (thrown instanceof Error && 'status' in thrown && thrown.status === 413) {
		return { status: 413, body: tooLarge };
	}
	if (thrown instanceof HTTPException && thrown.status < 500) {
		return { status: 400, body: errorBody('E_USAGE', thrown.message) };
	}
	const id = crypto.randomUUID();
	log(id, thrown);
	return {
		status: 500,
		body: errorBody('E_INTERNAL', `something failed here; its number is ${id}`, {
			hint: 'The log of bench serve has more under this number.'
		})
	};
};
