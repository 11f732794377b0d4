/** What a report in a file of its own is rendered from, and what comes of it. The rendering itself is part of the site and built with it. */
import type { FullCostSpec } from '#core/cost-spec.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import type { Database } from '#db/client.server.ts';

export interface ReportRequest {
	spec: FullCostSpec;
	/** The spec with every reference resolved. */
	costCase: CostCase;
	/** The case as it is without what was asked for, to hold a decision against; with endpoints without a model where wanted. */
	caseToday: (includeEmulated: boolean) => Promise<CostCase>;
	/** Throws E_NOT_FOUND where there is none: what is typed into a spec needs none. */
	database: () => Promise<Database>;
	includeEmulated: boolean;
	/** What was asked for in place of what the spec says, a sentence each. */
	changes: readonly string[];
	/** Spec and database, a phrase each; runs are added. */
	madeFrom: readonly string[];
	/** ISO 8601. */
	madeAtUtc: string;
	/** Of bench. */
	version: string;
}

export interface RenderedReport {
	title: string;
	/** Text of the page as HTML, readable without a script. */
	body: string;
	/** What the script of the page draws from, as JSON. */
	data: unknown;
	/** The same report in other forms, from the same data. */
	texts: { md: string; csv: string; json: string };
	verdict: Decision['verdict'];
	/** Whether no option can be computed, so that there is only the reason why. */
	isEmpty: boolean;
}

export type RenderReport = (request: ReportRequest) => Promise<RenderedReport>;
