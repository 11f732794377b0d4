/** The API of the site, `/api`: one part for each aggregate, errors in one form, its own description at `/api/openapi.json`. */
import { benchVersion } from '#bench/telemetry/host-facts.ts';
import { noteApiRoute } from '../api-routes.ts';
import type { Site } from '../site.ts';
import { createApiApp } from './api-app.ts';
import { checkJsonBody } from './check-json-body.ts';
import { answerTo, errorBody } from './error-response.ts';
import { answersApi } from './answers.ts';
import { assumptionSetsApi } from './assumption-sets.ts';
import { auditApi } from './audit.ts';
import { portfolioApi } from './portfolio.ts';
import { useCaseEvidenceApi } from './use-case-evidence.ts';
import { compareApi } from './compare.ts';
import { decisionsApi } from './decisions.ts';
import { quoteImportApi } from './quote-import.ts';
import { quotesApi } from './quotes.ts';
import { hardwareApi } from './hardware.ts';
import { modelsApi } from './models.ts';
import { pricesApi } from './prices.ts';
import { attemptsApi } from './attempts.ts';
import { reviewsApi } from './reviews.ts';
import { runEventsApi } from './run-events.ts';
import { runsApi } from './runs.ts';
import { sideBySideApi } from './side-by-side.ts';
import { useCasesApi } from './use-cases.ts';

export interface ApiOptions {
	/** Gets what is not meant for a person, under the id that the person is shown. */
	log: (id: string, error: unknown) => void;
}

/** Chained, so that its type carries every route to the client. */
export const createApi = (site: Site, { log }: ApiOptions) => {
	const base = createApiApp().basePath('/api');
	base.use(noteApiRoute);
	base.use(checkJsonBody);
	const app = base
		.route('/', useCasesApi(site))
		.route('/', answersApi(site))
		.route('/', assumptionSetsApi(site))
		.route('/', useCaseEvidenceApi(site))
		.route('/', portfolioApi(site, { log }))
		.route('/', quotesApi(site))
		.route('/', quoteImportApi(site))
		.route('/', decisionsApi(site))
		.route('/', pricesApi(site))
		.route('/', hardwareApi(site))
		.route('/', modelsApi(site))
		.route('/', runsApi(site))
		.route('/', runEventsApi(site, { log }))
		.route('/', attemptsApi(site))
		.route('/', reviewsApi(site))
		.route('/', sideBySideApi(site))
		.route('/', compareApi(site))
		.route('/', auditApi(site));
	app.doc31('/openapi.json', {
		openapi: '3.1.0',
		info: {
			title: 'breakeven',
			version: benchVersion(),
			description:
				'Measurements, make-or-buy cases, quotes and decisions. Amounts of money are decimal text; times are UTC. Whatever changes something is sent with a content type, application/json where there is no file; a DELETE too.'
		}
	});
	app.notFound((context) =>
		context.json(
			errorBody('E_NOT_FOUND', `there is no ${context.req.method} ${context.req.path}`, {
				hint: 'What there is: /api/openapi.json'
			}),
			404
		)
	);
	app.onError((error, context) => {
		const { status, body } = answerTo(error, log);
		return context.json(body, status);
	});
	return app;
};

export type Api = ReturnType<typeof createApi>;
