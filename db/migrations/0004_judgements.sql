CREATE TABLE `judge_calibrations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`judge_id` text NOT NULL,
	`judge_hash` text NOT NULL,
	`scenario_id` text NOT NULL,
	`scenario_hash` text NOT NULL,
	`pass_at` real NOT NULL,
	`label_source` text NOT NULL,
	`n` integer NOT NULL,
	`unreadable` integer NOT NULL,
	`right_count` integer NOT NULL,
	`right_passed` integer NOT NULL,
	`wrong_count` integer NOT NULL,
	`wrong_failed` integer NOT NULL,
	`kappa` real,
	`kappa_low` real,
	`kappa_high` real,
	`emulated` integer NOT NULL,
	`calibrated_at_utc` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `judge_calibrations_of` ON `judge_calibrations` (`scenario_id`,`judge_hash`);--> statement-breakpoint
CREATE TABLE `judgements` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` text NOT NULL,
	`attempt_id` text NOT NULL,
	`rival_attempt_id` text,
	`pair_order` text NOT NULL,
	`judge_id` text NOT NULL,
	`judge_model` text NOT NULL,
	`judge_hash` text NOT NULL,
	`prompt_hash` text NOT NULL,
	`repeat` integer NOT NULL,
	`state` text NOT NULL,
	`problem` text,
	`outcome` text NOT NULL,
	`scores_json` text,
	`verdict` text,
	`reasons` text,
	`raw_text` text NOT NULL,
	`input_tokens` integer,
	`output_tokens` integer,
	`latency_ms` real,
	`cost_usd` text,
	`price_version` text,
	`emulated` integer NOT NULL,
	`judged_at_utc` text NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`rival_attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "judgements_state" CHECK("judgements"."state" in ('read', 'unreadable', 'failed')),
	CONSTRAINT "judgements_order" CHECK("judgements"."pair_order" in ('single', 'first', 'second')),
	CONSTRAINT "judgements_pair" CHECK(("judgements"."rival_attempt_id" is null) = ("judgements"."pair_order" = 'single'))
);
--> statement-breakpoint
CREATE INDEX `judgements_of_run` ON `judgements` (`run_id`,`attempt_id`);--> statement-breakpoint
CREATE INDEX `judgements_of_attempt` ON `judgements` (`attempt_id`);--> statement-breakpoint
CREATE INDEX `judgements_of_rival` ON `judgements` (`rival_attempt_id`);--> statement-breakpoint
CREATE INDEX `judgements_of_judge` ON `judgements` (`judge_hash`,`prompt_hash`);--> statement-breakpoint
ALTER TABLE `answers` ADD `ungraded_reason` text;