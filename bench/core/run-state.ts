/** How far a run has come. `running` in a database that nobody writes to means that the process was killed. */
export const runStates = ['running', 'complete', 'interrupted', 'failed'] as const;
export type RunState = (typeof runStates)[number];
