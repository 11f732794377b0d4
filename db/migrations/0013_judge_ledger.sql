ALTER TABLE `judgements` ADD `counted_pico_usd` integer;--> statement-breakpoint
ALTER TABLE `runs` ADD `judging_reserved_pico_usd` integer DEFAULT 0 NOT NULL;