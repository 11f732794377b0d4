/** What `/metrics` tells of the process that serves the site. */
import { memoryUsage, cpuUsage, uptime, versions } from 'node:process';
import { msToS, usToMs } from '#core/units.ts';
import type { Family } from './metrics-text.ts';
import type { SiteProcess } from './site-process.ts';

const gauge = (name: string, help: string, value: number): Family => ({
	name,
	type: 'gauge',
	help,
	samples: [{ value }]
});

/** Everything, in the order in which it is written. `nowMs` is the time of day, ms since 1970. */
export const siteMetrics = (
	site: SiteProcess,
	{ version, nowMs }: { version: string; nowMs: number }
): Family[] => {
	const memory = memoryUsage();
	const cpu = cpuUsage();
	const delayMs = site.eventLoopDelayP99Ms();
	return [
		{
			name: 'bench_build_info',
			type: 'gauge',
			help: 'Always 1; its labels say which version of bench and of Node run here.',
			samples: [{ labels: { version, node_version: versions.node }, value: 1 }]
		},
		...site.requests.families(),
		gauge(
			'bench_open_event_streams',
			'Streams of events that readers have open now.',
			site.openEventStreams
		),
		{
			name: 'bench_database_busy_retries_total',
			type: 'counter',
			help: 'How often the database was found locked and was tried again.',
			samples: [{ value: site.databaseBusyRetries }]
		},
		{
			name: 'bench_event_loop_delay_p99_seconds',
			type: 'gauge',
			help: 'How late the event loop was at its 99th percentile since these metrics were last read, in seconds; absent at first.',
			samples: delayMs === null ? [] : [{ value: msToS(delayMs) }]
		},
		{
			name: 'process_cpu_seconds_total',
			type: 'counter',
			help: 'CPU time of the process, user and system, in seconds.',
			samples: [{ value: msToS(usToMs(cpu.user + cpu.system)) }]
		},
		gauge(
			'process_resident_memory_bytes',
			'Memory of the process that lies in RAM, in bytes.',
			memory.rss
		),
		gauge(
			'nodejs_heap_size_used_bytes',
			'Memory of JavaScript objects, in bytes.',
			memory.heapUsed
		),
		gauge(
			'process_start_time_seconds',
			'When the process started, in seconds since 1970.',
			msToS(nowMs) - uptime()
		)
	];
};
