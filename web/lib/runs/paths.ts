/**
 * Addresses of runs and what is below them. Ids below a run begin with that of the run; the address leaves it out:
 * stage `RUN/0/1` is at `/runs/RUN/stages/0/1`.
 */

/** The part of an id below its run; the whole id where it does not begin with that of the run. */
export const localId = (runId: string, id: string): string =>
	id.startsWith(`${runId}/`) ? id.slice(runId.length + 1) : id;

/** Whether a name from an address means this id: its part below the run, or the whole. */
export const isNamed = (runId: string, id: string, name: string): boolean =>
	id === name || id === `${runId}/${name}`;

const encoded = (id: string): string => id.split('/').map(encodeURIComponent).join('/');

export const runPath = (runId: string): string => `/runs/${encodeURIComponent(runId)}`;

export const stagePath = (runId: string, stageId: string): string =>
	`${runPath(runId)}/stages/${encoded(localId(runId, stageId))}`;

export const attemptPath = (runId: string, attemptId: string): string =>
	`${runPath(runId)}/attempts/${encoded(localId(runId, attemptId))}`;
