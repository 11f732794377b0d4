/** Which charts the page of a run shows, as its address says. */
import { createQueryReader } from '../query-reader.ts';
import type { ShownMetric } from './labels.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { isNamed, localId } from './paths.ts';
import type { RunDetail } from './run-detail.ts';

export const shownMetrics = [
	'ttftMs',
	'serviceTtftMs',
	'tpotMs',
	'e2eMs'
] as const satisfies readonly ShownMetric[];

/** Most stages in one chart: as many as there are styles to tell them apart. */
export const mostSeries = 8;

export interface RunView {
	metric: ShownMetric;
	/** Names of the stages whose distributions are drawn; empty where the run has none. */
	stages: string[];
	/** Name of the stage whose course is drawn; null where the run has none. */
	timeline: string | null;
}

/** The stages of the first scenario are what is first wanted side by side. */
const firstStages = ({ run, cells }: RunDetail): string[] => {
	const first = cells[0]?.cell.scenarioId;
	return cells
		.filter(({ cell }) => cell.scenarioId === first)
		.flatMap(({ stages }) => stages.map(({ id }) => localId(run.id, id)))
		.slice(0, mostSeries);
};

export const readRunView = (
	params: URLSearchParams,
	detail: RunDetail
): { view: RunView; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const unread: string[] = [];
	const ids = detail.cells.flatMap(({ stages }) => stages.map(({ id }) => id));
	const known = (name: string): string[] => {
		const id = ids.find((each) => isNamed(detail.run.id, each, name));
		if (id !== undefined) return [localId(detail.run.id, id)];
		unread.push(`Stage “${name.slice(0, 40)}” is left out: this run has none of that name.`);
		return [];
	};
	// Of an import nothing but whole answers can be timed.
	const usualMetric = isImportedConfig(detail.run.config) ? 'e2eMs' : 'ttftMs';
	const metric = reader.choice('metric', shownMetrics) ?? usualMetric;
	const asked = [...new Set(reader.texts('stage').flatMap(known))];
	if (asked.length > mostSeries) {
		unread.push(
			`Only the first ${String(mostSeries)} of ${String(asked.length)} stages are drawn.`
		);
	}
	const stages = asked.length === 0 ? firstStages(detail) : asked.slice(0, mostSeries);
	const named = reader.text('timeline');
	const timeline = (named === null ? [] : known(named))[0] ?? stages[0] ?? null;
	return { view: { metric, stages, timeline }, unread: [...reader.unread, ...unread] };
};
