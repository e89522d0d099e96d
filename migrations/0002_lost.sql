-- Losing a deal: with whom it went, when and by whom it was closed, when to come back to it; and what the way back needs.
--
-- New columns are empty, so adding them rewrites nothing; the new constraints read each table once, which takes milliseconds
-- for the deals of a sales team.

SET LOCAL lock_timeout = '2s';

ALTER TABLE opportunities
    ADD lost_competitor text CHECK (length(lost_competitor) BETWEEN 1 AND 200),
    ADD lost_at         timestamptz,
    ADD lost_by         bigint REFERENCES members,
    -- The day on which the owner gets a task to come back to it.
    ADD revive_on       date;

-- A task that a loss ended has the loss's moment: reopening the deal brings back those, and no others.
ALTER TABLE tasks ADD cancelled_at timestamptz;

-- What was lost before has its moment and its member in history.
UPDATE opportunities o SET lost_at = h.at, lost_by = h.member_id
  FROM (SELECT DISTINCT ON (entity_id) entity_id, at, member_id FROM history
         WHERE entity = 'opportunity' AND field = 'status' AND new_value = 'lost' ORDER BY entity_id, id DESC) h
 WHERE o.id = h.entity_id AND o.status = 'lost';
UPDATE tasks t SET cancelled_at = h.at
  FROM (SELECT entity_id, max(at) AS at FROM history WHERE entity = 'task' AND field = 'cancelled' GROUP BY 1) h
 WHERE t.id = h.entity_id AND t.state = 'cancelled';

-- A comment on a loss that is none has no place any more; history keeps it.
INSERT INTO history (at, entity, entity_id, field, old_value)
    SELECT now(), 'opportunity', id, 'lost_comment', lost_comment FROM opportunities
     WHERE status <> 'lost' AND lost_comment IS NOT NULL;
UPDATE opportunities SET lost_comment = NULL WHERE status <> 'lost' AND lost_comment IS NOT NULL;

ALTER TABLE opportunities ADD CONSTRAINT opportunities_loss_only_of_a_lost_one
    CHECK (status = 'lost' OR num_nonnulls(lost_comment, lost_competitor, lost_at, lost_by, revive_on) = 0);
ALTER TABLE tasks ADD CONSTRAINT tasks_cancelled_at_only_of_a_cancelled_one
    CHECK (cancelled_at IS NULL OR state = 'cancelled');

-- Reasons join the catalogues that are kept in memory.
CREATE TRIGGER lost_reasons_moved AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON lost_reasons
    FOR EACH STATEMENT EXECUTE FUNCTION move_catalogue_version();

-- The step that comes back to a lost deal. It follows no other: a loss gives it out, to the deal's owner, for the day that
-- was chosen. A new installation gets it with its process.
INSERT INTO process_steps (code, title_en, title_ru, instructions_en, instructions_ru, importance, performer_role,
                           due_working_days)
SELECT 'revive', 'Revive the lost deal', 'Вернуться к проигранной сделке',
       'This is the day on which you wanted to come back to it. Open the opportunity and read why it was lost, then call the contact. If there is a need again, reopen the opportunity; if not, tap Complete and write what you heard.',
       'Сегодня вы хотели вернуться к этой сделке. Откройте её, вспомните, почему она проиграна, и позвоните контакту. Если потребность снова есть, откройте сделку заново; если нет, нажмите «Выполнить» и опишите, что узнали.',
       'normal', 'rep', 0
 WHERE EXISTS (SELECT FROM process_steps)
ON CONFLICT (code) DO NOTHING;
