/** Which runs a list shows, as its address says. */
import { runStates } from '#core/run-state.ts';
import type { Validity } from '#core/stage.ts';
import { createQueryReader } from '../query-reader.ts';

export const validityVerdicts = [
	'valid',
	'client-bound',
	'unsteady',
	'too-few-samples',
	'error-bound',
	'not-measured'
] as const satisfies readonly Validity['verdict'][];

/** The query of `/api/runs`; null where nothing is asked. */
export interface RunListQuery {
	state: (typeof runStates)[number] | null;
	scenario: string | null;
	target: string | null;
	validity: Validity['verdict'] | null;
	text: string | null;
	/** From 1. */
	page: number;
}

export const readRunListQuery = (
	params: URLSearchParams
): { query: RunListQuery; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const query = {
		state: reader.choice('state', runStates),
		scenario: reader.text('scenario'),
		target: reader.text('target'),
		validity: reader.choice('validity', validityVerdicts),
		text: reader.text('text'),
		page: reader.whole('page', 1) ?? 1
	};
	return { query, unread: reader.unread };
};

/** Whether anything is left out. */
export const isFiltered = ({ page, ...filter }: RunListQuery): boolean =>
	page > 0 && Object.values(filter).some((value) => value !== null);
