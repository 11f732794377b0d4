import {loadScenario} from '#bench/importers/scenario-folder.ts';
import {checkReference} from '#bench/graders/index.ts';
import {fillPrompt} from '#core/scenario.ts';
import {createRandom,shuffle} from '#core/random.ts';
const [id,n,skip='0']=process.argv.slice(2);
const l=await loadScenario('scenarios/'+id,{checkReference});
const pickd=shuffle(createRandom(20261126,'blind '+id),l.items).slice(Number(skip),Number(skip)+Number(n));
console.log(l.scenario.prompt.system.slice(0,6000));
for(const i of pickd){console.log('\n=== '+i.id+'\n'+(l.scenario.prompt.system.includes('{{')?'('+JSON.stringify(Object.fromEntries(Object.entries(i.input).filter(([k])=>l.scenario.prompt.system.includes('{{'+k))))+')\n':'')+fillPrompt(l.scenario.prompt.user,i.input))}
