PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_cells` (
	`id` text PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`ordinal` integer NOT NULL,
	`scenario_id` text NOT NULL,
	`scenario_version` integer,
	`scenario_hash` text NOT NULL,
	`target_id` text NOT NULL,
	`target_kind` text NOT NULL,
	`target_json` text NOT NULL,
	`protocol` text,
	`base_url` text,
	`reported_model` text,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "cells_target_kind" CHECK("__new_cells"."target_kind" in ('measured-api', 'self-hosted', 'embedded', 'emulated', 'imported'))
);
--> statement-breakpoint
INSERT INTO `__new_cells`("id", "run_id", "ordinal", "scenario_id", "scenario_version", "scenario_hash", "target_id", "target_kind", "target_json", "protocol", "base_url", "reported_model") SELECT "id", "run_id", "ordinal", "scenario_id", "scenario_version", "scenario_hash", "target_id", "target_kind", "target_json", "protocol", "base_url", "reported_model" FROM `cells`;--> statement-breakpoint
DROP TABLE `cells`;--> statement-breakpoint
ALTER TABLE `__new_cells` RENAME TO `cells`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `cells_in_run` ON `cells` (`run_id`,`ordinal`);--> statement-breakpoint
CREATE INDEX `cells_by_scenario` ON `cells` (`scenario_id`,`target_id`);--> statement-breakpoint
CREATE TABLE `__new_stages` (
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
	`price_version` text,
	`emulated` integer,
	`attempt_count` integer DEFAULT 0 NOT NULL,
	`spent_pico_usd` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`cell_id`) REFERENCES `cells`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "stages_state" CHECK("__new_stages"."state" in ('running', 'complete', 'interrupted')),
	CONSTRAINT "stages_validity_verdict" CHECK("__new_stages"."validity_verdict" in ('valid', 'client-bound', 'unsteady', 'too-few-samples', 'error-bound', 'not-measured'))
);
--> statement-breakpoint
INSERT INTO `__new_stages`("id", "cell_id", "ordinal", "load_json", "state", "started_at_utc", "ended_at_utc", "summary_json", "validity_verdict", "offered_requests", "completed_requests", "goodput_per_s", "cost_usd", "price_version", "emulated", "attempt_count", "spent_pico_usd") SELECT "id", "cell_id", "ordinal", "load_json", "state", "started_at_utc", "ended_at_utc", "summary_json", "validity_verdict", "offered_requests", "completed_requests", "goodput_per_s", "cost_usd", "price_version", "emulated", "attempt_count", "spent_pico_usd" FROM `stages`;--> statement-breakpoint
DROP TABLE `stages`;--> statement-breakpoint
ALTER TABLE `__new_stages` RENAME TO `stages`;--> statement-breakpoint
CREATE UNIQUE INDEX `stages_in_cell` ON `stages` (`cell_id`,`ordinal`);--> statement-breakpoint
CREATE INDEX `stages_listed` ON `stages` (`cell_id`,`validity_verdict`,`emulated`,`attempt_count`,`cost_usd`,`spent_pico_usd`);