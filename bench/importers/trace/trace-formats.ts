/** The formats of logs that are read, and which of them a record looks like. */
import { langfuseFormat } from './langfuse.ts';
import { liteLlmFormat } from './litellm.ts';
import { openAiLogFormat } from './openai-log.ts';
import { otelFormat } from './otel.ts';
import type { TraceFormat } from './trace-request.ts';

export const traceFormatNames = ['otel', 'litellm', 'langfuse', 'openai'] as const;
export type TraceFormatName = (typeof traceFormatNames)[number];

export const traceFormats: Readonly<Record<TraceFormatName, TraceFormat>> = {
	otel: otelFormat,
	litellm: liteLlmFormat,
	langfuse: langfuseFormat,
	openai: openAiLogFormat
};

/** The first format that a record looks like, the most distinct first; null for none. */
export const traceFormatOf = (value: Record<string, unknown>): TraceFormatName | null =>
	traceFormatNames.find((name) => traceFormats[name].matches(value)) ?? null;
