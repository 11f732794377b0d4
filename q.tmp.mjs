import {loadScenario} from '#bench/importers/scenario-folder.ts';
import {checkReference} from '#bench/graders/index.ts';
import {createRandom,shuffle} from '#core/random.ts';
import fs from 'node:fs';
const lines=fs.readFileSync('scenarios/contract-questions/items.jsonl','utf8').trim().split('\n').map(JSON.parse);
for(const i of shuffle(createRandom(20261126,'blind contracts'),lines).slice(0,40)){ if(process.argv[2]===undefined||i.documents.contract.startsWith(process.argv[2]))console.log(i.id,i.documents.contract,i.input.today,i.input.question)}
