/** Turns the questions of a cell into bytes, once, before any clock runs. */
import type { Cell } from '#core/run.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { targetProtocol } from '#core/target.ts';
import { requestFinishOf, type RequestFinish } from '#bench/load/finishing/request-finisher.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { ChatCall, Protocol } from '#bench/protocols/protocol.ts';
import type { PlannedCell, PlannedItem } from './plan.ts';
import type { ReadyTarget } from './serve-targets.ts';

export interface PreparedCell {
	planned: PlannedCell;
	cell: Cell;
	ready: ReadyTarget;
	protocol: Protocol;
	/** HTTP request of each item, in the order of `planned.items`. */
	requests: Uint8Array[];
	/** What they get as they are sent; null for nothing. */
	finish: RequestFinish | null;
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
		finish: requestFinishOf(
			protocol,
			ready.endpoint,
			planned.items.map(({ call }) => call)
		),
		cursor: 0
	};
};

/** Whether an answer is streamed in a stage: in a batch only if both its load and the target say so. */
export const streamsIn = (load: RunLoad, { stream }: ChatCall): boolean =>
	stream && (load.kind !== 'batch' || load.stream);

/** The requests of the items in a stage: those of the cell, but in a batch that takes whole answers where the others stream. */
export const requestsOf = (
	{ planned, ready, protocol, requests }: PreparedCell,
	load: RunLoad
): Uint8Array[] =>
	planned.items.every(({ call }) => streamsIn(load, call) === call.stream)
		? requests
		: planned.items.map(({ call }) =>
				renderRequest(
					protocol.buildRequest(ready.endpoint, { ...call, stream: streamsIn(load, call) })
				)
			);

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
