import type { StageSummary } from './stage.ts';

/** Whether the answers of a stage generated nothing, as embeddings do: 0 output tokens a second would then look like a failure. */
export const generatesNothing = ({
	completed,
	outputTokens
}: Pick<StageSummary, 'completed' | 'outputTokens'>): boolean =>
	completed > 0 && outputTokens === 0;
