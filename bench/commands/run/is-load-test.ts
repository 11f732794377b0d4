/** Whether a run is one of `bench load`, which asks no scenario and keeps nothing that it could be gone on with by. */
import { basename } from 'node:path';

/** What `bench load` names in place of a scenario. */
export const isLoadTest = ({ scenarios }: { scenarios: readonly { use: string }[] }): boolean =>
	scenarios.every(({ use }) => basename(use) === 'load-test');
