/** Entry of the process in which an emulated endpoint lives. */
import { runEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { serveEmulator } from './emulator-server.ts';
import { warmUp } from './warm-up.ts';

runEndpoint(async (settings) => {
	await warmUp();
	return serveEmulator(settings);
});
