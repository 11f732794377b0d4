/** `bench model`: the model and the hardware book, and how many GPUs a model needs. */
import { Option, type Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { Model } from '#core/model-book.ts';
import { kvFormats, weightFormats, type KvFormat, type WeightFormat } from '#core/model-formats.ts';
import { plainName } from '#core/nearest-names.ts';
import { fitGpuOf } from '#bench/economics/fit/fit-gpu.ts';
import { defaultFitOptions, modelFit } from '#bench/economics/fit/model-fit.ts';
import {
	ageDays,
	openHardwareBook,
	openModelBook,
	staleAfterDays
} from '#bench/importers/books.ts';
import { renderGpu, renderGpuList } from '#bench/report/hardware-book-report.ts';
import { renderModel, renderModelList } from '#bench/report/model-book-report.ts';
import { modelFitJson, renderModelFit } from '#bench/report/model-fit-report.ts';
import type { CommandContext } from './context.ts';
import { parseTokens } from './model/parse-tokens.ts';
import {
	addCommonOptions,
	parseCount,
	parsePositive,
	parseShare,
	type CommonOptions
} from './options.ts';

interface ListOptions extends CommonOptions {
	family?: string;
	open?: true;
	licence?: string;
}

interface FitFlags extends CommonOptions {
	gpu: string;
	context: number;
	concurrency: number;
	weights?: WeightFormat;
	kv: KvFormat;
	utilisation: number;
	overhead: number;
	activationGb?: number;
	latentCache: 'copied' | 'split';
}

const json = (value: unknown): string => JSON.stringify(value, null, '\t');

const today = (): string => new Date().toISOString().slice(0, 10);

/** Says on stderr that a book is old: prices of GPUs move quickly. */
const noteAge = (book: string, checkedOn: string, context: CommandContext): void => {
	const days = ageDays(checkedOn, today());
	if (days <= staleAfterDays) return;
	context.note(
		`the ${book} was last gone through on ${checkedOn}, ${String(days)} days ago; check what you rely on`
	);
};

const holds = (text: string, part: string): boolean => plainName(text).includes(plainName(part));

const list = async (options: ListOptions, context: CommandContext): Promise<void> => {
	const { entries } = await openModelBook();
	const families = [...new Set(entries.map(({ family }) => family))];
	const { family, licence, open } = options;
	if (family !== undefined && !families.some((name) => plainName(name) === plainName(family))) {
		throw new BenchError('E_NOT_FOUND', `there is no family "${family}" in the book`, {
			hint: `Families are ${families.join(', ')}.`
		});
	}
	const models = entries.filter(
		(model) =>
			(family === undefined || plainName(model.family) === plainName(family)) &&
			(open === undefined || model.access === 'open-weights') &&
			(licence === undefined ||
				(model.licence !== null &&
					holds(`${model.licence.name} ${model.licence.spdx ?? ''}`, licence)))
	);
	if (options.json) context.print(json(models));
	else if (models.length === 0) context.print('no model of the book is like that');
	else context.print(renderModelList(models, context.outputColumns));
};

const show = async (
	name: string,
	options: CommonOptions,
	context: CommandContext
): Promise<void> => {
	const model = (await openModelBook()).find(name);
	context.print(options.json ? json(model) : renderModel(model));
	noteAge(`page of ${model.title}`, model.checkedOn, context);
};

const gpus = async (
	name: string | undefined,
	options: CommonOptions,
	context: CommandContext
): Promise<void> => {
	const book = await openHardwareBook();
	if (name === undefined) {
		context.print(
			options.json ? json(book.entries) : renderGpuList(book.entries, context.outputColumns)
		);
	} else {
		const gpu = book.find(name);
		context.print(options.json ? json(gpu) : renderGpu(gpu));
	}
	noteAge('hardware book', book.checkedOn, context);
};

/** Image models hold activations that depend on the picture, so nothing is added for them unless said. */
const activationGb = (model: Model, flags: FitFlags): number | null =>
	flags.activationGb ?? (model.kind === 'language' ? defaultFitOptions.activationGb : null);

const fit = async (name: string, flags: FitFlags, context: CommandContext): Promise<void> => {
	const [models, hardware] = await Promise.all([openModelBook(), openHardwareBook()]);
	const model = models.find(name);
	const gpu = hardware.find(flags.gpu);
	const result = modelFit(model, fitGpuOf(gpu), {
		...defaultFitOptions,
		contextTokens: flags.context,
		concurrency: flags.concurrency,
		weightFormat: flags.weights ?? model.weights[0]?.format ?? 'bf16',
		kvFormat: flags.kv,
		memoryUtilisation: flags.utilisation,
		overheadShare: flags.overhead,
		activationGb: activationGb(model, flags),
		latentCache: flags.latentCache
	});
	if (result.status === 'not-possible') {
		throw new BenchError('E_USAGE', result.reason, {
			hint: `bench model show ${model.id} prints what the book knows of it.`
		});
	}
	const report = { model, gpu, fit: result };
	context.print(
		flags.json ? json(modelFitJson(report)) : renderModelFit(report, context.outputColumns)
	);
	noteAge('hardware book', hardware.checkedOn, context);
};

/** A share from 0: an overhead may be left out. */
const parseOverhead = (text: string): number => (Number(text) === 0 ? 0 : parseShare(text));

export const define = (command: Command, context: CommandContext): void => {
	addCommonOptions(command.command('list').description('the models of the book'))
		.option('--family <name>', 'only this family, such as llama')
		.option('--open', 'only models with open weights')
		.option('--licence <text>', 'only models whose licence is named so, such as apache')
		.action((options: ListOptions) => list(options, context));
	addCommonOptions(
		command
			.command('show')
			.description('what the book knows of a model, with the source of each figure')
	)
		.argument('<model>', 'id or another name of the model')
		.action((name: string, options: CommonOptions) => show(name, options, context));
	addCommonOptions(
		command
			.command('gpus')
			.description('the GPUs of the hardware book, or one with its sources and prices')
	)
		.argument('[gpu]', 'id or another name of the GPU')
		.action((name: string | undefined, options: CommonOptions) => gpus(name, options, context));
	addCommonOptions(
		command.command('fit').description('how many GPUs the weights and the KV cache of a model need')
	)
		.argument('<model>', 'id or another name of the model')
		.requiredOption('--gpu <name>', 'GPU of the hardware book, such as H200')
		.option(
			'--context <tokens>',
			'longest sequence, prompt and answer: 32k, 131072',
			parseTokens,
			8_192
		)
		.option('--concurrency <n>', 'sequences in memory at the same time', parseCount, 1)
		.addOption(
			new Option(
				'--weights <format>',
				'format of the weights (the first that is published)'
			).choices(weightFormats)
		)
		.addOption(
			new Option('--kv <format>', 'format of the KV cache').choices(kvFormats).default('bf16')
		)
		.option(
			'--utilisation <share>',
			'share of the memory that the engine may use',
			parseShare,
			defaultFitOptions.memoryUtilisation
		)
		.option(
			'--overhead <share>',
			'added to weights and cache',
			parseOverhead,
			defaultFitOptions.overheadShare
		)
		.option(
			'--activation-gb <gb>',
			'activations and runtime on each GPU (2 for language models, not estimated for images)',
			parsePositive
		)
		.addOption(
			new Option(
				'--latent-cache <how>',
				'whether a latent cache is copied to every GPU of a replica or split by data-parallel attention'
			)
				.choices(['copied', 'split'])
				.default(defaultFitOptions.latentCache)
		)
		.action((name: string, flags: FitFlags) => fit(name, flags, context));
};
