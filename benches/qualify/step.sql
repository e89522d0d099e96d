-- What one step of Qualify reads and writes, as plain statements: the least that any program would have to ask for.
--
-- With :apart it commits where the bot must: an update is recorded before it is acknowledged, and the result of a message
-- is known only after the commit that decided on it. Without, all is one transaction, which no bot could do.
\set place random(1, 7)
\set chat :first_chat + :client_id + :clients * random(0, :reps / :clients - 1)
BEGIN;
INSERT INTO inbox (bot_id, update_id, chat_id, draft_id, raw, next_attempt_at, received_at)
VALUES (1, nextval('bench_updates'), :chat, :chat, :raw, now(), now()) RETURNING seq \gset
\if :apart
COMMIT;
BEGIN;
\endif
SELECT h.seq, h.raw, c.*, m.*, g.currency, d.*, s.*, t.*, o.*, ow.name AS owner, p.name AS partner, p.customer, k.name AS contact
  FROM inbox h
  JOIN chats c ON c.chat_id = h.chat_id
  JOIN members m ON m.telegram_id = h.chat_id AND m.active
  JOIN teams g ON g.id = m.team_id
  JOIN drafts d ON d.id = h.draft_id AND d.member_id = m.id
  JOIN tasks t ON t.id = d.task_id
  JOIN process_steps s ON s.id = t.step_id
  JOIN opportunities o ON o.id = t.opportunity_id
  JOIN members ow ON ow.id = o.owner_id
  JOIN partners p ON p.id = o.partner_id
  LEFT JOIN contacts k ON k.id = o.contact_id
 WHERE h.chat_id = :chat AND h.state = 'open' ORDER BY h.seq LIMIT 1;
UPDATE inbox SET state = 'done', done_at = now() WHERE seq = :seq AND state = 'open';
UPDATE drafts SET state = :state, filled = :filled, path = :path, revision = revision + 1, updated_at = now() WHERE id = :chat;
INSERT INTO outbox (chat_id, lane, method, body, message_id, leased_by, next_attempt_at, created_at)
VALUES (:chat, 0, 'editMessageText', :body, :place, 1, now(), now()) RETURNING id AS sent \gset
\if :place > 3
UPDATE chats SET card_message_id = :place, card_outbox_id = NULL WHERE chat_id = :chat;
\endif
\if :place = 7
UPDATE opportunities SET terms_id = 1, budget = 450000, budget_currency = 'RUB', probability = 50, channel_id = 1, source_id = 1,
       revision = revision + 1 WHERE id = (SELECT opportunity_id FROM drafts WHERE id = :chat);
INSERT INTO history (at, entity, entity_id, field, old_value, new_value)
SELECT now(), 'opportunity', :chat, 'field', 'before', 'after' FROM generate_series(1, 5);
\endif
\if :apart
COMMIT;
BEGIN;
\endif
UPDATE outbox SET state = 'sent', settled_at = now(), sent_message_id = :place, attempts = attempts + 1
 WHERE id = :sent AND state = 'open';
COMMIT;
