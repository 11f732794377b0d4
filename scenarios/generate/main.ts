/** Writes everything that is generated: items and JSON Schemas. The result depends on nothing but the material beside it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { ScenarioItem } from '#core/scenario.ts';
import { generateBookingAgent } from './booking-agent.ts';
import { generateCodeRepair } from './code-repair.ts';
import { generateContractQuestions } from './contract-questions.ts';
import { generateImageGeneration } from './image-generation.ts';
import { generateInvoiceExtraction } from './invoice-extraction.ts';
import { generateMeetingNotes } from './meeting-notes.ts';
import { generatePassageEmbeddings } from './passage-embeddings.ts';
import { generateRagAnswers } from './rag-answers.ts';
import { writeSchemas } from './schemas.ts';
import { generateSqlFromQuestions } from './sql-from-questions.ts';
import { generateSupportTriage } from './support-triage.ts';
import { generateVisionDeliveryNotes } from './vision-delivery-notes.ts';

const generators: Record<string, () => ScenarioItem[]> = {
	'booking-agent': generateBookingAgent,
	'code-repair': generateCodeRepair,
	'support-triage': generateSupportTriage,
	'invoice-extraction': generateInvoiceExtraction,
	'passage-embeddings': generatePassageEmbeddings,
	'rag-answers': generateRagAnswers,
	'sql-from-questions': generateSqlFromQuestions,
	'image-generation': generateImageGeneration,
	'vision-delivery-notes': generateVisionDeliveryNotes,
	'contract-questions': () => generateContractQuestions().items,
	'meeting-notes': () => generateMeetingNotes().items
};

for (const [id, generate] of Object.entries(generators)) {
	const items = generate();
	const lines = items.map((item) => `${JSON.stringify(item)}\n`);
	writeFileSync(new URL(`../${id}/items.jsonl`, import.meta.url), lines.join(''));
	process.stdout.write(`${id}: ${String(items.length)} items\n`);
}
const documents = {
	'contract-questions': generateContractQuestions().documents,
	'meeting-notes': generateMeetingNotes().documents
};
for (const [id, files] of Object.entries(documents)) {
	const folder = new URL(`../${id}/documents/`, import.meta.url);
	mkdirSync(folder, { recursive: true });
	for (const [file, text] of Object.entries(files)) writeFileSync(new URL(file, folder), text);
}
await writeSchemas();
