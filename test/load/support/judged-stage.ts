/** A stage of load workers against an endpoint that speaks openai-chat, summed up and judged as in a run. */
import type { LoadShape } from '#core/load-shape.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Address } from '#bench/load/address.ts';
import { StageCollector } from '#bench/load/stage-collector.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { readStream } from './read-stream.ts';
import { runStage } from './stage.ts';

interface Options {
	address: Address;
	load: LoadShape;
	onAttempt?: (attempt: RawAttempt) => void;
}

export const judgeStageOf = async ({
	address,
	load,
	onAttempt
}: Options): Promise<StageSummary> => {
	const collector = new StageCollector({
		load,
		slo: { ttftMs: 100, e2eMs: 1_000 },
		sloShare: 0.9,
		price: null,
		priceVersion: null,
		isGraded: false
	});
	const result = await runStage({
		address,
		shape: load,
		onAttempt: (raw) => {
			onAttempt?.(raw);
			collector.add(readStream(raw), null);
		}
	});
	return collector.summarise(result);
};
