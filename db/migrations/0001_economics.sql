CREATE TABLE `bill_charges` (
	`bill_id` text NOT NULL,
	`line` integer NOT NULL,
	`provider` text NOT NULL,
	`service` text NOT NULL,
	`sku` text,
	`charge_category` text NOT NULL,
	`commitment_status` text,
	`quantity` text,
	`unit` text,
	`list_cost` text,
	`contracted_cost` text,
	`effective_cost` text,
	`billed_cost` text NOT NULL,
	`row_json` text NOT NULL,
	FOREIGN KEY (`bill_id`) REFERENCES `bills`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bill_charges_line` ON `bill_charges` (`bill_id`,`line`);--> statement-breakpoint
CREATE TABLE `bills` (
	`id` text PRIMARY KEY NOT NULL,
	`file_name` text NOT NULL,
	`file_hash` text NOT NULL,
	`imported_at_utc` text NOT NULL,
	`focus_version` text NOT NULL,
	`currency` text NOT NULL,
	`period_start_utc` text NOT NULL,
	`period_end_utc` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bills_file` ON `bills` (`file_hash`);--> statement-breakpoint
CREATE TABLE `quotes` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`vendor` text NOT NULL,
	`number` text NOT NULL,
	`version` integer NOT NULL,
	`quoted_on` text NOT NULL,
	`valid_until` text NOT NULL,
	`currency` text NOT NULL,
	`quote_json` text NOT NULL,
	`file_name` text NOT NULL,
	`file_hash` text NOT NULL,
	`imported_at_utc` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quotes_version` ON `quotes` (`vendor`,`number`,`version`);--> statement-breakpoint
CREATE UNIQUE INDEX `quotes_file` ON `quotes` (`file_hash`);--> statement-breakpoint
CREATE INDEX `quotes_by_kind` ON `quotes` (`kind`,`valid_until`);--> statement-breakpoint
ALTER TABLE `attempts` ADD `price_version` text;--> statement-breakpoint
ALTER TABLE `stages` ADD `price_version` text;