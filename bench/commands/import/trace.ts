/** `bench import trace FILE…`: production logs become a scenario: sampled items, the shape of the traffic, and measured demand. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { createDeidentifier, type Deidentifier } from '#bench/importers/de-identify.ts';
import { chooseUse } from '#bench/importers/trace/choose-use.ts';
import { cleanerOf } from '#bench/importers/trace/clean-request.ts';
import { proposeTrace } from '#bench/importers/trace/propose-trace.ts';
import { readTrace } from '#bench/importers/trace/read-trace.ts';
import { promptFacts, traceFacts, type TraceFacts } from '#bench/importers/trace/trace-facts.ts';
import { wrapText } from '#bench/report/format.ts';
import type { CommandContext } from '../context.ts';
import {
	checkFolder,
	checkScenarioId,
	folderFor,
	namesIn,
	namesStay,
	useOf,
	writeProposal
} from './proposed-folder.ts';
import { checkNothingIsLeft, withoutDoubts } from './trace-checks.ts';
import { addTraceCommand, coveredBy, type TraceOptions } from './trace-options.ts';
import {
	clusterTable,
	factIndent,
	factLines,
	factTexts,
	factWarnings,
	representedShare,
	traceReadme,
	type ShownCluster
} from './trace-text.ts';

const takenOutBy = (identities: Deidentifier): string => {
	const counts = Object.entries(identities.counts());
	return counts.length === 0
		? 'nothing was found'
		: counts.map(([kind, count]) => `${String(count)} different ${kind}`).join(', ');
};

const printFacts = (facts: TraceFacts, options: TraceOptions, context: CommandContext): void => {
	const warnings = factWarnings(facts);
	if (options.json) context.print(JSON.stringify({ ...facts, warnings }, null, '\t'));
	else context.print(lines([...factLines(factTexts(facts)), ...warned(warnings)], context));
};

const warned = (warnings: readonly string[]): string[] =>
	warnings.map((warning) => `warning: ${warning}`);

const lines = (texts: readonly string[], { outputColumns }: CommandContext): string =>
	texts.flatMap((text) => wrapText(text, outputColumns, factIndent)).join('\n');

const importTrace = async (
	files: readonly string[],
	options: TraceOptions,
	context: CommandContext
): Promise<void> => {
	const { id, measureOnly = false } = options;
	if (id === undefined && !measureOnly) {
		throw new BenchError('E_USAGE', 'the scenario needs an id; nothing was imported', {
			hint: 'Give it with --id support-chat, or only look at what the logs say with --measure-only.'
		});
	}
	if (id !== undefined) checkScenarioId(id);
	const folder =
		id === undefined || measureOnly
			? ''
			: folderFor(id, { out: options.out ?? options.folder, force: options.force });
	const covered = coveredBy(options);
	const names = await namesIn(options.names);
	const identities = options.keepIdentifiers ? null : createDeidentifier(names);
	const read = await readTrace(files, {
		format: options.format ?? null,
		zone: options.zone ?? null,
		skipBad: options.skipBad ?? false,
		covered,
		items: options.items,
		seed: options.seed,
		mask: (text) => identities?.mask(text) ?? text
	});
	const prompts = promptFacts(read);
	const chosen = chooseUse(read.uses, options.system ?? null, read.kept);
	const facts = traceFacts(read, chosen, prompts, covered);
	if (!facts) {
		throw new BenchError(
			'E_CONFIG',
			`the logs have ${read.requests === 0 ? 'no request to a model' : 'no two requests at different times'}, so there is no demand to measure; nothing was imported`,
			{ hint: 'Name the format with --format, or add logs of a longer time.' }
		);
	}
	if (id === undefined || measureOnly) {
		printFacts(facts, options, context);
		return;
	}
	const first = proposeTrace(chosen, facts, {
		id,
		title: options.title ?? id,
		grader: options.grader ?? null,
		language: options.language,
		seed: options.seed,
		today: new Date().toISOString().slice(0, 10),
		items: options.items,
		clean: cleanerOf(identities)
	});
	if (!first) {
		const reasons = Object.entries(facts.leftOut).map(([why, count]) => `${String(count)} ${why}`);
		throw new BenchError(
			'E_CONFIG',
			options.grader === undefined
				? `no request has both its messages and an answer in text (${reasons.join(', ')}); nothing was imported`
				: `the logged answers cannot be graded by "${options.grader}"; nothing was imported`,
			{
				hint:
					options.grader === undefined
						? 'Log contents too, or take the demand alone with --measure-only.'
						: 'Leave --grader out, and the answers decide.'
			}
		);
	}
	const proposal = await withoutDoubts(first);
	if (identities) checkNothingIsLeft(identities, proposal);
	const { scenario, items, reason } = proposal.proposed;
	const clusters = proposal.clusters.map((cluster): ShownCluster => ({
		...cluster,
		items: items.filter(({ tags }) => tags.includes(cluster.tag)).length
	}));
	const missed = clusters.filter((cluster) => cluster.items === 0);
	const warnings = [
		'the references are what a model answered, reviewed by nobody: a result on them says how alike answers are, not how right',
		...factWarnings(facts),
		...(chosen.use.varies && !chosen.isOwnPrompt
			? [
					'the system prompt differs in its numbers, such as dates, from request to request; the first one is proposed'
				]
			: []),
		...(read.kept < options.items && clusters.some((cluster) => cluster.items >= read.kept)
			? [
					`the requests are so long that at most ${String(read.kept)} of a cluster were held: the large ones have fewer items than their share`
				]
			: []),
		...(proposal.doubted > 0
			? [
					`${String(proposal.doubted)} items were left out, as their logged answers cannot be graded`
				]
			: []),
		...missed.map(({ tag, about }) => `no request of ${tag} (${about}) can be an item`),
		...(identities
			? names.length === 0
				? [namesStay]
				: []
			: ['identifiers were kept; treat the items as personal data'])
	];
	const takenOut = identities && takenOutBy(identities);
	const readme = traceReadme({
		...{ id, facts, clusters, reason, takenOut, warnings },
		items: items.length,
		grader: scenario.grader.kind,
		slo: scenario.slo
	});
	await writeProposal(folder, proposal.proposed, readme);
	await checkFolder(folder);
	if (options.json) {
		context.print(
			JSON.stringify(
				{
					...{ folder, id, items: items.length, grader: scenario.grader.kind, reason },
					...facts,
					clusters,
					representedShare: representedShare(clusters, facts),
					replaced: identities?.counts() ?? null,
					warnings
				},
				null,
				'\t'
			)
		);
		return;
	}
	context.print(
		[
			lines(
				[
					`${folder}: ${String(items.length)} items for ${representedText(clusters, facts)}, read as ${facts.formats.join(' and ')}`,
					...factLines([
						...factTexts(facts),
						['grader', `${scenario.grader.kind}, as ${reason}`],
						['taken out', takenOut ?? 'nothing, as asked']
					])
				],
				context
			),
			'',
			clusterTable(clusters, context.outputColumns),
			'',
			lines(warned(warnings), context),
			'',
			`next: review the items, mend their references, then use it in a config as  scenarios: [{ use: ${useOf(folder)} }]`
		].join('\n')
	);
};

const representedText = (clusters: readonly ShownCluster[], facts: TraceFacts): string =>
	`${(representedShare(clusters, facts) * 100).toFixed(1)} % of ${facts.requestsInFiles.toLocaleString('en-US')} requests`;

/** Adds the sub-command `trace`. */
export const defineTrace = (command: Command, context: CommandContext): void => {
	addTraceCommand(command).action((files: string[], options: TraceOptions) =>
		importTrace(files, options, context)
	);
};
