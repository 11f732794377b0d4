/** Entry of the process in which the stamping server lives. */
import { runEndpoint } from '#bench/endpoints/served-endpoint.ts';
import { serveStamping } from './stamping-server.ts';

runEndpoint(serveStamping);
