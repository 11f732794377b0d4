/** What is read beside the requests while a target is measured: metrics of its engine, power and use of its GPUs. */
import { z } from 'zod';

/** Tools and exporters that GPUs are read by. */
export const gpuReaderNames = ['nvidia-smi', 'dcgm', 'rocm-smi'] as const;
export type GpuReaderName = (typeof gpuReaderNames)[number];

const secretParameter = /[?&][^=&]*(token|key|secret|sig|password|auth)[^=&]*=/i;

/** It is stored and shown, so that it must hold no secret. The value is not quoted in messages: it may be one. */
const metricsUrlSchema = z
	.url({
		protocol: /^https?$/,
		error: 'expected an http:// or https:// URL, such as `http://10.0.0.5:8000/metrics`'
	})
	.refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text) && !secretParameter.test(text), {
		error:
			'the URL holds a password, key or token, and it is stored with every run; leave it out, and where the address wants a key name its variable with "keyEnv"'
	});

const gpuSettingsSchema = z
	.strictObject({
		kind: z
			.enum(gpuReaderNames)
			.describe(
				'`nvidia-smi` and `rocm-smi` (or amd-smi) are run, `dcgm` is the exporter of NVIDIA, asked at `url`'
			),
		command: z
			.array(z.string().min(1))
			.min(1)
			.optional()
			.describe(
				'Words that start the tool in place of its name, such as [ssh, gpu1, nvidia-smi]; no shell. Needs --allow-commands, as it may be any program'
			),
		url: metricsUrlSchema
			.optional()
			.describe('Address of the exporter, such as `http://10.0.0.5:9400/metrics`; for `dcgm` only'),
		devices: z
			.array(z.int().nonnegative())
			.min(1)
			.optional()
			.describe('Indexes of the GPUs that serve the target; all that are seen where absent')
	})
	.superRefine(({ kind, command, url, devices }, context) => {
		const complain = (path: string, message: string): void => {
			context.addIssue({ code: 'custom', path: [path], message });
		};
		if (kind === 'dcgm') {
			if (url === undefined)
				complain(
					'url',
					'the exporter is asked over HTTP: give its address, such as http://10.0.0.5:9400/metrics'
				);
			if (command !== undefined)
				complain(
					'command',
					'the exporter is asked over HTTP: leave the command out, or use nvidia-smi'
				);
		} else if (url !== undefined) {
			complain('url', `${kind} is run, not asked over HTTP: leave the URL out, or use dcgm`);
		}
		if (devices !== undefined && new Set(devices).size < devices.length)
			complain('devices', 'a GPU stands there twice');
	});

export type GpuSettings = z.infer<typeof gpuSettingsSchema>;

export const telemetrySettingsSchema = z
	.strictObject({
		metricsUrl: metricsUrlSchema
			.optional()
			.describe(
				'Where the engine shows its metrics in the text format of Prometheus: vLLM, SGLang, TGI, llama.cpp and TensorRT-LLM are known'
			),
		keyEnv: z
			.string()
			.regex(
				/^[A-Z_][A-Z0-9_]*$/,
				'expected the NAME of an environment variable, never a key itself'
			)
			.optional()
			.describe(
				'Name of the environment variable with the key for these addresses; none is sent where absent'
			),
		gpu: gpuSettingsSchema.optional().describe('The GPUs that serve the target'),
		intervalMs: z
			.int()
			.min(50)
			.max(60_000)
			.optional()
			.describe(
				'Time between two samples, ms; where absent 100 for nvidia-smi and 1,000 for whatever is asked anew each time'
			),
		idleS: z
			.number()
			.min(0)
			.max(600)
			.default(3)
			.describe(
				'How long the GPUs are watched before the first request of a target, for the power that they take without work, seconds'
			)
	})
	.refine(({ metricsUrl, gpu }) => metricsUrl !== undefined || gpu !== undefined, {
		message: 'nothing is to be read: give "metricsUrl", "gpu" or both, or leave "telemetry" out'
	});

export type TelemetrySettings = z.infer<typeof telemetrySettingsSchema>;
