import { spawn } from 'node:child_process';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { storeRunWithStage } from './support/samples.ts';
import fs from 'node:fs';
const path='/tmp/dbtry/storm.db'; for (const s of ['','-journal']) fs.rmSync(path+s,{force:true});
let kills=0, ackTotal=0, stored=0, bad=0, err=0; const t0=performance.now();
while (performance.now()-t0 < 100_000) {
 const db=await openDatabase('file:'+path); const st=[] as any[];
 for (const k of [0,1,2]) st.push(await storeRunWithStage(db,`r${kills}-${k}`)); await db.close();
 const res=await Promise.all(st.map(({stageId,cellId})=>new Promise<number>(r=>{const c=spawn(process.execPath,['test/db/support/store-until-killed.ts','file:'+path,stageId,cellId],{stdio:['ignore','pipe','inherit']}); let buf=''; let armed=false; c.stdout.on('data',d=>{buf+=d; if(!armed){armed=true; setTimeout(()=>c.kill('SIGKILL'),Math.random()*700);}}); c.on('close',(code)=>{ if(code!==null) err++; r(Number(buf.trim().split('\n').at(-1)??0));});})));
 const d2=await openDatabase('file:'+path); const c=await checkDatabase(d2); if(!c.ok) {bad++; console.log(c);} 
 for (const [i,{stageId}] of st.entries()) { const n=Number((await d2.readSql(`select count(*) from attempts where stage_id='${stageId}'`))[0]![0]); if(n<res[i]!||n%20) {bad++; console.log('BAD',n,res[i]);} ackTotal+=res[i]!; stored+=n; }
 if (c.counts.attempts!==c.counts.evidence) bad++;
 await d2.close(); kills+=3;
}
console.log({kills,ackTotal,stored,bad,err});
