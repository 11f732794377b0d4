-- From the first data key on no text is taken that is not encrypted with the key that holds, whoever stores it and however long that one has been open. What a text is: kept-columns.server.ts.
ALTER TABLE `data_keys` ADD `takes_plain` integer DEFAULT false NOT NULL;
--> statement-breakpoint
-- What an endpoint said when it ended a search stands with the run and the request, where it can be encrypted and purged.
UPDATE `stages` SET `summary_json` = json_set(`summary_json`, '$.capacitySearch.ended.reason', 'the endpoint ended the search')
	WHERE json_extract(`summary_json`, '$.capacitySearch.ended.why') IN ('unreachable', 'refused');
--> statement-breakpoint
CREATE TRIGGER `answers_text_sealed_on_insert` BEFORE INSERT ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`text` <> '' AND (typeof(NEW.`text`) = 'text' OR lower(hex(substr(NEW.`text`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `answers_text_sealed_on_update` BEFORE UPDATE OF `text` ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`text` <> '' AND (typeof(NEW.`text`) = 'text' OR lower(hex(substr(NEW.`text`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `answers_details_json_sealed_on_insert` BEFORE INSERT ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND CASE
			WHEN substr(NEW.`details_json`, 1, 12) = '{"$sealed":"' THEN substr(NEW.`details_json`, 13, 16) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1)
			WHEN json_type(NEW.`details_json`) = 'null' THEN 0
			WHEN json_type(NEW.`details_json`) <> 'object' THEN 1
			ELSE EXISTS (SELECT 1 FROM json_each(NEW.`details_json`) AS `detail` WHERE CASE
				WHEN json_type(NEW.`details_json`, '$.expected') = 'text' AND json_type(NEW.`details_json`, '$.predicted') IN ('text', 'null') AND json_extract(NEW.`details_json`, '$.how') IN ('exact', 'mentioned', 'none', 'ambiguous')
				THEN `detail`.`key` NOT IN ('expected', 'predicted', 'how')
				WHEN json_type(NEW.`details_json`, '$.passAt') IN ('integer', 'real') AND json_type(NEW.`details_json`, '$.combine') = 'text' AND json_type(NEW.`details_json`, '$.votes') = 'object'
				THEN `detail`.`key` NOT IN ('passAt', 'combine', 'judgedBy', 'scores', 'votes')
				ELSE 1 END)
		END
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `answers_details_json_sealed_on_update` BEFORE UPDATE OF `details_json` ON `answers`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND CASE
			WHEN substr(NEW.`details_json`, 1, 12) = '{"$sealed":"' THEN substr(NEW.`details_json`, 13, 16) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1)
			WHEN json_type(NEW.`details_json`) = 'null' THEN 0
			WHEN json_type(NEW.`details_json`) <> 'object' THEN 1
			ELSE EXISTS (SELECT 1 FROM json_each(NEW.`details_json`) AS `detail` WHERE CASE
				WHEN json_type(NEW.`details_json`, '$.expected') = 'text' AND json_type(NEW.`details_json`, '$.predicted') IN ('text', 'null') AND json_extract(NEW.`details_json`, '$.how') IN ('exact', 'mentioned', 'none', 'ambiguous')
				THEN `detail`.`key` NOT IN ('expected', 'predicted', 'how')
				WHEN json_type(NEW.`details_json`, '$.passAt') IN ('integer', 'real') AND json_type(NEW.`details_json`, '$.combine') = 'text' AND json_type(NEW.`details_json`, '$.votes') = 'object'
				THEN `detail`.`key` NOT IN ('passAt', 'combine', 'judgedBy', 'scores', 'votes')
				ELSE 1 END)
		END
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `evidence_body_sealed_on_insert` BEFORE INSERT ON `evidence`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND length(NEW.`body`) > 0 AND (substr(NEW.`body`, 1, 1) <> x'01' OR lower(hex(substr(NEW.`body`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `evidence_body_sealed_on_update` BEFORE UPDATE OF `body` ON `evidence`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND length(NEW.`body`) > 0 AND (substr(NEW.`body`, 1, 1) <> x'01' OR lower(hex(substr(NEW.`body`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `attempts_error_message_sealed_on_insert` BEFORE INSERT ON `attempts`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`error_message` <> '' AND (typeof(NEW.`error_message`) = 'text' OR lower(hex(substr(NEW.`error_message`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `attempts_error_message_sealed_on_update` BEFORE UPDATE OF `error_message` ON `attempts`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`error_message` <> '' AND (typeof(NEW.`error_message`) = 'text' OR lower(hex(substr(NEW.`error_message`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `answer_reviews_comment_sealed_on_insert` BEFORE INSERT ON `answer_reviews`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`comment` <> '' AND (typeof(NEW.`comment`) = 'text' OR lower(hex(substr(NEW.`comment`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `answer_reviews_comment_sealed_on_update` BEFORE UPDATE OF `comment` ON `answer_reviews`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`comment` <> '' AND (typeof(NEW.`comment`) = 'text' OR lower(hex(substr(NEW.`comment`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_raw_text_sealed_on_insert` BEFORE INSERT ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`raw_text` <> '' AND (typeof(NEW.`raw_text`) = 'text' OR lower(hex(substr(NEW.`raw_text`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_raw_text_sealed_on_update` BEFORE UPDATE OF `raw_text` ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`raw_text` <> '' AND (typeof(NEW.`raw_text`) = 'text' OR lower(hex(substr(NEW.`raw_text`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_reasons_sealed_on_insert` BEFORE INSERT ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`reasons` <> '' AND (typeof(NEW.`reasons`) = 'text' OR lower(hex(substr(NEW.`reasons`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_reasons_sealed_on_update` BEFORE UPDATE OF `reasons` ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`reasons` <> '' AND (typeof(NEW.`reasons`) = 'text' OR lower(hex(substr(NEW.`reasons`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_problem_sealed_on_insert` BEFORE INSERT ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`state` = 'failed' AND NEW.`problem` <> 'purged' AND NEW.`problem` <> '' AND (typeof(NEW.`problem`) = 'text' OR lower(hex(substr(NEW.`problem`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `judgements_problem_sealed_on_update` BEFORE UPDATE OF `problem` ON `judgements`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`state` = 'failed' AND NEW.`problem` <> 'purged' AND NEW.`problem` <> '' AND (typeof(NEW.`problem`) = 'text' OR lower(hex(substr(NEW.`problem`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `runs_state_reason_sealed_on_insert` BEFORE INSERT ON `runs`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`state_reason` <> '' AND (typeof(NEW.`state_reason`) = 'text' OR lower(hex(substr(NEW.`state_reason`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `runs_state_reason_sealed_on_update` BEFORE UPDATE OF `state_reason` ON `runs`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND NEW.`state_reason` <> '' AND (typeof(NEW.`state_reason`) = 'text' OR lower(hex(substr(NEW.`state_reason`, 2, 8))) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `stages_summary_json_sealed_on_insert` BEFORE INSERT ON `stages`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND EXISTS (SELECT 1 FROM json_each(NEW.`summary_json`, '$.failures') AS `failure`
			WHERE substr(coalesce(json_extract(`failure`.`value`, '$.message."$sealed"'), ''), 1, 16) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
--> statement-breakpoint
CREATE TRIGGER `stages_summary_json_sealed_on_update` BEFORE UPDATE OF `summary_json` ON `stages`
	WHEN EXISTS (SELECT 1 FROM `data_keys` WHERE `takes_plain` = 0)
		AND EXISTS (SELECT 1 FROM json_each(NEW.`summary_json`, '$.failures') AS `failure`
			WHERE substr(coalesce(json_extract(`failure`.`value`, '$.message."$sealed"'), ''), 1, 16) <> (SELECT `key_id` FROM `data_keys` ORDER BY `id` DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'a text that is not encrypted with the data key that holds'); END;
