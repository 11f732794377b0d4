/** `/api/decisions`: who decided what on which evidence, who signed it, and what has moved since. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionKinds } from '#bench/economics/option/option.ts';
import {
	decisionDraftSchema,
	type DecisionDraft,
	type DecisionEvidence
} from '#core/decision-record.ts';
import { BenchError } from '#core/errors.ts';
import { listDecisions, recordDecision, signDecision } from '#db/decisions.server.ts';
import { kindsOfChoice } from '../../decisions/kinds-of-choice.ts';
import { kindInWords } from '../../use-case/kind-in-words.ts';
import { checkDecision } from '../check-decision.ts';
import type { DecisionToday } from '../decision-today.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const decisionSchema = z.custom<DecisionToday>().openapi({
	type: 'object',
	description:
		'The decision with its evidence and sign-offs; `state` is stands, changed or superseded, `changes` what has moved since'
});

const listRoute = createRoute({
	method: 'get',
	path: '/decisions',
	summary: 'Every decision, the newest first, held against the case of today',
	request: { query: z.object({ useCase: z.string().optional() }) },
	responses: {
		200: jsonContent(z.object({ decisions: z.array(decisionSchema) }), 'Decisions'),
		...failures
	}
});

const evidenceRoute = createRoute({
	method: 'get',
	path: '/use-cases/{id}/evidence',
	summary: 'What a decision about a use case would rest on today, as it is recorded with one',
	request: { params: z.object({ id: z.string() }) },
	responses: {
		200: jsonContent(
			z.object({
				title: z.string(),
				evidence: z.custom<DecisionEvidence>().openapi({ type: 'object' }),
				options: z.array(z.object({ id: z.string(), title: z.string(), kind: z.enum(optionKinds) }))
			}),
			'Evidence'
		),
		...failures
	}
});

const recordRoute = createRoute({
	method: 'post',
	path: '/decisions',
	summary:
		'Records a decision; the one that stood until now is named and superseded. The use case, the runs and the quotes of its evidence must be there for who records it',
	request: {
		body: {
			required: true,
			content: {
				'application/json': {
					schema: decisionDraftSchema.extend({
						supersedesId: z.string().nullable()
					})
				}
			}
		}
	},
	responses: {
		201: jsonContent(z.object({ id: z.string() }), 'Recorded'),
		...failures
	}
});

const person = z.string().trim().min(1).max(200);

const signRoute = createRoute({
	method: 'post',
	path: '/decisions/{id}/sign-offs',
	summary: 'Puts a name and a role to a decision that stands',
	request: {
		params: z.object({ id: z.string() }),
		body: {
			required: true,
			content: { 'application/json': { schema: z.strictObject({ person, role: person }) } }
		}
	},
	responses: {
		201: jsonContent(z.object({ signedAtUtc: z.string() }), 'Signed'),
		...failures
	}
});

/** Throws where the option of a decision is known to be of another kind than what was decided. */
const checkChoice = async (
	{ useCaseId, choice, optionId, evidence }: DecisionDraft,
	{ caseToday }: Site['decisions']
): Promise<void> => {
	if (optionId === null) return;
	const { options } = await caseToday(useCaseId, evidence.overrides, evidence.verdict.emulated);
	const option = options.find(({ id }) => id === optionId);
	if (!option || kindsOfChoice[choice].includes(option.kind)) return;
	throw new BenchError(
		'E_USAGE',
		`the decision is to ${choice}, but ${option.title} is of another kind (${kindInWords[option.kind]})`,
		{ hint: 'Choose an option that fits the decision, or name none.' }
	);
};

/** What its client needs to know of it. */
export type DecisionRoutes =
	typeof listRoute | typeof evidenceRoute | typeof recordRoute | typeof signRoute;

export const decisionsApi = ({ database, decisions, settings, useCases }: Site) =>
	createApiApp()
		.openapi(listRoute, async (context) => {
			const { useCase } = context.req.valid('query');
			const found = await listDecisions(
				await database(),
				useCase === undefined ? {} : { useCaseId: useCase }
			);
			return context.json({ decisions: await decisions.heldAgainstToday(found) }, 200);
		})
		.openapi(evidenceRoute, async (context) => {
			const { id } = context.req.valid('param');
			const { title, evidence, options } = await decisions.caseToday(
				id,
				{},
				settings.includeEmulated
			);
			return context.json({ title, evidence, options }, 200);
		})
		.openapi(recordRoute, async (context) => {
			const { supersedesId, ...draft } = context.req.valid('json');
			await checkDecision(draft, { database, useCases });
			await checkChoice(draft, decisions);
			const decidedAtUtc = new Date().toISOString();
			const { id } = await recordDecision(await database(), draft, { decidedAtUtc, supersedesId });
			return context.json({ id }, 201);
		})
		.openapi(signRoute, async (context) => {
			const signedAtUtc = new Date().toISOString();
			const { id } = context.req.valid('param');
			await signDecision(await database(), id, { ...context.req.valid('json'), signedAtUtc });
			return context.json({ signedAtUtc }, 201);
		});
