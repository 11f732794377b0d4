/** Turns the questions of a cell into bytes, once, before any clock runs. */
import type { Cell } from '#core/run.ts';
import { targetProtocol } from '#core/target.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { Protocol } from '#bench/protocols/protocol.ts';
import type { PlannedCell, PlannedItem } from './plan.ts';
import type { ReadyTarget } from './serve-targets.ts';

export interface PreparedCell {
	planned: PlannedCell;
	cell: Cell;
	ready: ReadyTarget;
	protocol: Protocol;
	/** HTTP request of each item, in the order of `planned.items`. */
	requests: Uint8Array[];
	/** Position in the items at which the next stage goes on, so that a cell asks as many different questions as it can. */
	cursor: number;
}

export const prepareCell = (planned: PlannedCell, cell: Cell, ready: ReadyTarget): PreparedCell => {
	const protocol = protocols[targetProtocol(planned.target)];
	return {
		planned,
		cell,
		ready,
		protocol,
		requests: planned.items.map(({ call }) =>
			renderRequest(protocol.buildRequest(ready.endpoint, call))
		),
		cursor: 0
	};
};

/** The item behind request `ordinal` of the stage that began at `cursor`, and how often it was asked before. */
export const itemAt = (
	{ planned, cursor }: PreparedCell,
	ordinal: number
): { item: PlannedItem; trial: number } => {
	const position = cursor + ordinal;
	const count = planned.items.length;
	return {
		item: planned.items[position % count] as PlannedItem,
		trial: Math.floor(position / count)
	};
};
