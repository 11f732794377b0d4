import {loadScenario} from '#bench/importers/scenario-folder.ts';
import {checkReference,createGrader} from '#bench/graders/index.ts';
import {openGradingTools} from '#bench/sandbox/open-grading-tools.ts';
const {answers}=await import(process.argv[2]);
const tools=openGradingTools({allowCommands:false});
for(const [id,list] of Object.entries(answers)){const l=await loadScenario('scenarios/'+id,{checkReference});const g=createGrader(l.scenario.grader,tools);let ok=0;
 for(const [q,a] of Object.entries(list)){const i=l.items.find(x=>x.id===q);const r=await g.grade(a,i.reference);if(r.passed)ok++;else console.log(id,q,r.score,JSON.stringify(r.details).slice(0,700),'\n   REF',JSON.stringify(i.reference).slice(0,900))}
 console.log('##',id,ok,'/',Object.keys(list).length)}
tools.close();
