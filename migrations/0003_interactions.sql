-- Interactions: what came of a call, files that belong to one, and the reminder of what was agreed.

SET LOCAL lock_timeout = '2s';

-- Rows that came in from elsewhere may hold what the new limit does not let in.
UPDATE interactions SET next_step = NULLIF(left(btrim(next_step), 500), '') WHERE next_step IS NOT NULL;

ALTER TABLE interactions
    ADD COLUMN outcome text CHECK (outcome IN ('reached', 'no_answer', 'call_back', 'not_interested')),
    -- When the author was reminded of the follow-up, or when it was found that there is nothing to remind of any more.
    ADD COLUMN follow_up_sent_at timestamptz,
    ADD CONSTRAINT interactions_outcome_of_a_call CHECK (outcome IS NULL OR kind = 'call'),
    ADD CONSTRAINT interactions_sent_needs_follow_up CHECK (follow_up_sent_at IS NULL OR follow_up_at IS NOT NULL),
    ADD CONSTRAINT interactions_next_step_length CHECK (length(next_step) BETWEEN 1 AND 500),
    -- One that is nothing but its files has no words.
    DROP CONSTRAINT interactions_summary_check,
    ADD CONSTRAINT interactions_summary_length CHECK (length(summary) <= 4096);

-- Until now nobody was reminded: what has fallen due by today must not ring all at once.
UPDATE interactions SET follow_up_sent_at = follow_up_at WHERE follow_up_at < now();

CREATE INDEX interactions_follow_up_due ON interactions (follow_up_at)
    WHERE follow_up_sent_at IS NULL AND follow_up_at IS NOT NULL;

-- Files stay with Telegram: its ids are all that is kept, with what a person knows them by.
CREATE TABLE interaction_attachments (
    interaction_id bigint NOT NULL REFERENCES interactions,
    -- The order in which they were sent, from 1.
    position       integer NOT NULL CHECK (position > 0),
    kind           text NOT NULL CHECK (kind IN ('photo', 'voice', 'document', 'audio', 'video')),
    file_id        text NOT NULL CHECK (file_id <> ''),
    -- The same for every bot and for good, but cannot be used to fetch the file.
    file_unique_id text NOT NULL CHECK (file_unique_id <> ''),
    -- Photos and voice messages have none.
    name           text,
    mime_type      text,
    -- In bytes.
    size           bigint CHECK (size >= 0),
    PRIMARY KEY (interaction_id, position)
);
