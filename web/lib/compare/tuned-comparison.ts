/** A tuned model against its base and others, as its page gets and asks for it. */
import type { ChartTable } from '../charts/chart-table.ts';
import { createQueryReader } from '../query-reader.ts';
import { parseCellRef } from '../runs/cell-ref.ts';

export interface TunedComparison {
	/** `open 8B, tuned EMULATED`. */
	title: string;
	scenarioId: string;
	/** Items that all answered. */
	commonItems: number;
	/** Over which hours and the cost of the tuning are spread; null where nobody says how many requests there are in a month. */
	volume: { requestsPerMonth: number; from: 'asked' | 'scenario' } | null;
	/** Figures of each, and each pair. */
	targets: ChartTable;
	pairs: ChartTable;
	/** What stands against believing a figure, one sentence each. */
	warnings: string[];
	/** What the tuning has cost and when it has paid for itself, one sentence each; empty where the first was not tuned. */
	tuning: string[];
}

export interface TunedQuery {
	/** `RUN:CELL` of the tuned model; null where none is chosen. */
	a: string | null;
	/** Those that it is held against. */
	others: string[];
	requestsPerMonth: number | null;
	/** Months, as typed. */
	retrainMonths: number | null;
	/** USD, decimal text. */
	wrongUsd: string | null;
}

/** What cannot be read is left out and told, one sentence each. */
export const readTunedQuery = (
	params: URLSearchParams
): { query: TunedQuery; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const unread: string[] = [];
	const isRef = (text: string): boolean => {
		if (parseCellRef(text)) return true;
		unread.push(`“${text.slice(0, 40)}” is left out: expected RUN:CELL.`);
		return false;
	};
	const a = reader.text('a');
	const wrong = reader.text('wrongUsd');
	const isAmount = wrong === null || /^\d{1,9}(\.\d{1,9})?$/u.test(wrong);
	if (!isAmount)
		unread.push(`“wrongUsd=${wrong.slice(0, 40)}” is left out: expected USD such as 0.40.`);
	const query = {
		a: a !== null && isRef(a) ? a : null,
		others: reader.texts('with').filter(isRef),
		requestsPerMonth: reader.whole('requestsPerMonth', 1),
		retrainMonths: reader.whole('retrainMonths', 1),
		wrongUsd: isAmount ? wrong : null
	};
	return { query, unread: [...reader.unread, ...unread] };
};

/** The query of an address, without what is null. */
export const tunedParams = ({ a, others, ...terms }: Partial<TunedQuery>): URLSearchParams =>
	new URLSearchParams([
		...(a ? [['a', a] as [string, string]] : []),
		...(others ?? []).map((ref): [string, string] => ['with', ref]),
		...Object.entries(terms).flatMap(([name, value]): [string, string][] =>
			value === null ? [] : [[name, String(value)]]
		)
	]);

/** `/compare/tuned?a=RUN:1&with=RUN:0&with=RUN:2`. */
export const tunedPath = (query: Partial<TunedQuery>): string =>
	`/compare/tuned?${tunedParams(query).toString()}`;

/** What it takes to know which measured cells belong to a tuned one. */
export interface TunableCell {
	ref: string;
	runId: string;
	scenarioHash: string;
	targetId: string;
	tunedFromModel: string | null;
	tunedFromTarget: string | null;
}

/** Tuned models with something of their run to hold them against: the base first, then the others. At most `most`. */
export const tunedSuggestions = <Cell extends TunableCell>(
	cells: readonly Cell[],
	most = 6
): { tuned: Cell; others: Cell[] }[] =>
	cells
		.filter(({ tunedFromModel }) => tunedFromModel !== null)
		.flatMap((tuned) => {
			const beside = cells.filter(
				({ ref, runId, scenarioHash }) =>
					ref !== tuned.ref && runId === tuned.runId && scenarioHash === tuned.scenarioHash
			);
			const isBase = ({ targetId }: Cell): boolean => targetId === tuned.tunedFromTarget;
			const others = [...beside.filter(isBase), ...beside.filter((cell) => !isBase(cell))];
			return others.length === 0 ? [] : [{ tuned, others }];
		})
		.slice(0, most);
