CREATE TABLE `telemetry_series` (
	`stage_id` text NOT NULL,
	`source` text NOT NULL,
	`subject` text NOT NULL,
	`name` text NOT NULL,
	`unit` text NOT NULL,
	`sample_count` integer NOT NULL,
	`moments` blob NOT NULL,
	`sample_values` blob NOT NULL,
	FOREIGN KEY (`stage_id`) REFERENCES `stages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `telemetry_series_of` ON `telemetry_series` (`stage_id`,`source`,`subject`,`name`);