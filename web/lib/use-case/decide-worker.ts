/** Decides a case in full beside the page, so that sliders stay quick. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { decide, type Decision } from '#bench/economics/case/decide.ts';

export interface DecideRequest {
	/** Counts up; only the newest answer is wanted. */
	request: number;
	costCase: CostCase;
}

export interface DecideAnswer {
	request: number;
	decision: Decision;
}

self.addEventListener('message', ({ data }: MessageEvent<DecideRequest>) => {
	const answer: DecideAnswer = { request: data.request, decision: decide(data.costCase, 'full') };
	self.postMessage(answer);
});
