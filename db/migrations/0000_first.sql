CREATE TABLE `answers` (
	`attempt_id` text PRIMARY KEY NOT NULL,
	`cell_id` text NOT NULL,
	`item_id` text NOT NULL,
	`trial` integer NOT NULL,
	`text` text NOT NULL,
	`passed` integer,
	`score` real,
	`details_json` text,
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`cell_id`) REFERENCES `cells`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "answers_passed" CHECK("answers"."passed" in (0, 1)),
	CONSTRAINT "answers_score" CHECK("answers"."score" between 0 and 1),
	CONSTRAINT "answers_whole_grade" CHECK(("answers"."passed" is null) = ("answers"."score" is null) and ("answers"."passed" is null) = ("answers"."details_json" is null))
);
--> statement-breakpoint
CREATE INDEX `answers_in_cell` ON `answers` (`cell_id`,`trial`,`item_id`);--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`stage_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`item_id` text,
	`trial` integer NOT NULL,
	`worker` integer NOT NULL,
	`outcome` text NOT NULL,
	`error_code` text,
	`error_message` text,
	`http_status` integer,
	`connection` text NOT NULL,
	`due_ms` real NOT NULL,
	`sent_ms` real,
	`headers_ms` real,
	`first_event_ms` real,
	`first_delta_ms` real,
	`first_visible_ms` real,
	`last_delta_ms` real,
	`end_ms` real,
	`ttft_ms` real,
	`service_ttft_ms` real,
	`ttfa_ms` real,
	`tpot_ms` real,
	`e2e_ms` real,
	`delta_count` integer NOT NULL,
	`uncached_input_tokens` integer,
	`cache_read_tokens` integer,
	`cache_write_tokens_json` text,
	`visible_output_tokens` integer,
	`reasoning_tokens` integer,
	`output_tokens` integer,
	`usage_source` text,
	`usage_raw_json` text,
	`cost_usd` text,
	`server_timings_json` text,
	FOREIGN KEY (`stage_id`) REFERENCES `stages`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "attempts_outcome" CHECK("attempts"."outcome" in ('ok', 'truncated', 'length', 'refused', 'rate-limited', 'timeout', 'error', 'aborted')),
	CONSTRAINT "attempts_connection" CHECK("attempts"."connection" in ('ready', 'opened', 'none')),
	CONSTRAINT "attempts_usage_source" CHECK("attempts"."usage_source" in ('provider', 'estimated'))
);
--> statement-breakpoint
CREATE INDEX `attempts_in_stage` ON `attempts` (`stage_id`,`ordinal`,`id`);--> statement-breakpoint
CREATE INDEX `attempts_by_item` ON `attempts` (`item_id`);--> statement-breakpoint
CREATE TABLE `cells` (
	`id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`scenario_id` text NOT NULL,
	`scenario_version` integer NOT NULL,
	`scenario_hash` text NOT NULL,
	`target_id` text NOT NULL,
	`target_kind` text NOT NULL,
	`target_json` text NOT NULL,
	`protocol` text NOT NULL,
	`base_url` text NOT NULL,
	`reported_model` text,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "cells_target_kind" CHECK("cells"."target_kind" in ('measured-api', 'self-hosted', 'embedded', 'emulated'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cells_in_run` ON `cells` (`run_id`,`ordinal`);--> statement-breakpoint
CREATE INDEX `cells_by_scenario` ON `cells` (`scenario_id`,`target_id`);--> statement-breakpoint
CREATE TABLE `evidence` (
	`attempt_id` text PRIMARY KEY NOT NULL,
	`deltas` blob NOT NULL,
	`headers_json` text NOT NULL,
	`body` blob,
	`body_bytes` integer,
	`arrivals` blob,
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "evidence_whole_body" CHECK(("evidence"."body" is null) = ("evidence"."body_bytes" is null))
);
--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`state_reason` text,
	`config_json` text NOT NULL,
	`config_hash` text NOT NULL,
	`seed` integer NOT NULL,
	`host_json` text NOT NULL,
	`started_at_utc` text NOT NULL,
	`ended_at_utc` text,
	`process_id` integer NOT NULL,
	`host_name` text NOT NULL,
	CONSTRAINT "runs_state" CHECK("runs"."state" in ('running', 'complete', 'interrupted', 'failed'))
);
--> statement-breakpoint
CREATE INDEX `runs_started` ON `runs` (`started_at_utc`,`id`);--> statement-breakpoint
CREATE INDEX `runs_by_state` ON `runs` (`state`);--> statement-breakpoint
CREATE TABLE `stages` (
	`id` text PRIMARY KEY NOT NULL,
	`cell_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`load_json` text NOT NULL,
	`state` text NOT NULL,
	`started_at_utc` text NOT NULL,
	`ended_at_utc` text,
	`summary_json` text,
	`validity_verdict` text,
	`offered_requests` integer,
	`completed_requests` integer,
	`goodput_per_s` real,
	`cost_usd` text,
	FOREIGN KEY (`cell_id`) REFERENCES `cells`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "stages_state" CHECK("stages"."state" in ('running', 'complete', 'interrupted')),
	CONSTRAINT "stages_validity_verdict" CHECK("stages"."validity_verdict" in ('valid', 'client-bound', 'unsteady', 'too-few-samples', 'error-bound'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stages_in_cell` ON `stages` (`cell_id`,`ordinal`);