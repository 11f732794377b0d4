/** Starts an emulated endpoint: a server that speaks like an API and has no model behind it. */
import { startEndpoint } from '#bench/endpoints/served-endpoint.ts';
import type { ServedEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { parseEmulatorSettings } from './emulator-settings.ts';
import type { EmulatorSettings } from './emulator-settings.ts';

export type { EmulatorSettings } from './emulator-settings.ts';

/**
 * Starts the emulator in a process of its own; `baseUrl` is `http://127.0.0.1:PORT`, to which every protocol adds the path that it has at its provider.
 * Throws a `BenchError` for settings that make no sense.
 */
export const startEmulator = async (
	settings: EmulatorSettings,
	options: { name?: string; signal?: AbortSignal } = {}
): Promise<ServedEndpoint> =>
	startEndpoint({
		module: new URL('./main.ts', import.meta.url),
		settings: parseEmulatorSettings(settings),
		name: options.name ?? `the emulated endpoint "${settings.model}"`,
		...(options.signal === undefined ? {} : { signal: options.signal })
	});
