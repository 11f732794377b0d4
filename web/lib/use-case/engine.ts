/** What computes a case anew: most of the economics, loaded once a reader changes something, since the first answer comes from the server. */
export { presetOverrides } from '#bench/economics/case/assumptions.ts';
export { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
export { decide } from '#bench/economics/case/decide.ts';
export { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
export { overrideCase } from '#bench/economics/case/overrides.ts';
