import { metricsContentType, metricsText } from '#bench/operation/metrics-text.ts';
import { siteMetrics } from '#bench/operation/process-metrics.ts';
import { siteProcess } from '#bench/operation/site-process.ts';
import { benchVersion } from '#bench/telemetry/host-facts.ts';
import type { RequestHandler } from './$types.d.ts';

/** `/metrics`: what this process has done and how it is, for Prometheus. */
export const GET: RequestHandler = () => {
	const families = siteMetrics(siteProcess, { version: benchVersion(), nowMs: Date.now() });
	return new Response(metricsText(families), {
		headers: { 'content-type': metricsContentType, 'cache-control': 'no-store' }
	});
};
