/** Entry of a load worker thread. */
import { StageWorker } from './stage-worker.ts';
import { warmUpReader } from './warm-up.ts';
import { runAsWorker } from './worker-entry.ts';

warmUpReader();
runAsWorker((stage, post) => new StageWorker(stage, post));
