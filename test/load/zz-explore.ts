import { oddHeads, oddChunks, wholeResponse, damage, damaged } from './support/response-bytes.ts';
import { createNodeHttp, readBytes } from './support/verdict.ts';
import fc from 'fast-check';
await using node = await createNodeHttp();
let cases = [...oddHeads, ...oddChunks].map(t => Buffer.from(t, 'latin1'));
if (process.argv[2]) {
  const n = Number(process.argv[2]);
  cases = fc.sample(fc.tuple(wholeResponse, fc.array(damage, {maxLength: 2})), n).map(([w, d]) => d.reduce((b, x) => b.length ? damaged(b, x): b, w.bytes));
}
let diff = 0;
for (const bytes of cases) {
  const ours = readBytes([bytes]);
  const theirs = await node.read([bytes]);
  const same = ours.end === theirs.end && (ours.end !== 'complete' || (ours.status === theirs.status && ours.body === theirs.body));
  if (!same) { diff++; console.log(JSON.stringify(bytes.toString('latin1')).slice(0, 400), '\n   ours', ours.end, ours.status, JSON.stringify(ours.body).slice(0,60), ours.why, '\n   node', theirs.end, theirs.status, JSON.stringify(theirs.body).slice(0,60), theirs.why); }
}
console.log(cases.length, 'cases', diff, 'different');
