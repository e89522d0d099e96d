-- The foundation: people, partners, opportunities, tasks and their process, catalogues, drafts, and the two queues.
--
-- What must always hold is a constraint here, whatever the program does. Moments are timestamptz (UTC); money is
-- numeric with an ISO 4217 currency; the program passes `now`, so no column defaults to the database's clock.

-- People -------------------------------------------------------------------------------------------------------------

CREATE TABLE teams (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
    time_zone  text NOT NULL,
    currency   char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    created_at timestamptz NOT NULL
);

CREATE TABLE members (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    role        text NOT NULL CHECK (role IN ('rep', 'manager', 'admin')),
    team_id     bigint NOT NULL REFERENCES teams,
    -- In a private chat the chat's id is the user's id. Empty until the invite has been used.
    telegram_id bigint UNIQUE,
    language    text NOT NULL CHECK (language IN ('en', 'ru')),
    time_zone   text NOT NULL,
    active      boolean NOT NULL DEFAULT true,
    -- False once Telegram says that the person blocked the bot; true again when they write.
    reachable   boolean NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL
);
CREATE INDEX members_by_team ON members (team_id, role) WHERE active;

CREATE TABLE invites (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- SHA-256 of the code: whoever reads the table cannot get in with it.
    code_hash  bytea NOT NULL UNIQUE CHECK (length(code_hash) = 32),
    member_id  bigint NOT NULL REFERENCES members,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at    timestamptz,
    used_by    bigint,
    CHECK ((used_at IS NULL) = (used_by IS NULL))
);

-- Partners -----------------------------------------------------------------------------------------------------------

CREATE TABLE partners (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- The Customer check box: a prospect until it is ticked.
    customer   boolean NOT NULL DEFAULT false,
    legal_name text,
    tax_id     text,
    industry   text,
    size       text,
    site       text,
    address    text,
    note       text,
    revision   bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL
);

CREATE TABLE contacts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partner_id bigint NOT NULL REFERENCES partners,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    position   text,
    phone      text,
    email      text,
    created_at timestamptz NOT NULL
);
CREATE INDEX contacts_by_partner ON contacts (partner_id);

-- Catalogues ---------------------------------------------------------------------------------------------------------

CREATE TABLE terms (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name_en  text NOT NULL UNIQUE CHECK (length(name_en) BETWEEN 1 AND 100),
    name_ru  text NOT NULL UNIQUE CHECK (length(name_ru) BETWEEN 1 AND 100),
    position integer NOT NULL,
    active   boolean NOT NULL DEFAULT true
);

CREATE TABLE channels (LIKE terms INCLUDING ALL);
CREATE TABLE campaigns (LIKE terms INCLUDING ALL);

CREATE TABLE lost_reasons (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id        bigint REFERENCES lost_reasons,
    name_en          text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 100),
    name_ru          text NOT NULL CHECK (length(name_ru) BETWEEN 1 AND 100),
    comment_required boolean NOT NULL DEFAULT false,
    position         integer NOT NULL,
    active           boolean NOT NULL DEFAULT true
);

CREATE TABLE goods (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL CHECK (kind IN ('good', 'service', 'other')),
    name     text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    unit     text NOT NULL,
    price    numeric(18, 2) NOT NULL CHECK (price >= 0),
    currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    active   boolean NOT NULL DEFAULT true
);

-- One number that moves with any catalogue: a process keeps the catalogues in memory and reads them again when it has
-- moved, so that a step's load stays one round trip.
CREATE TABLE catalogue_version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version  bigint NOT NULL
);
INSERT INTO catalogue_version (version) VALUES (1);

CREATE FUNCTION move_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalogue_version SET version = version + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER terms_moved AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON terms
    FOR EACH STATEMENT EXECUTE FUNCTION move_catalogue_version();
CREATE TRIGGER channels_moved AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON channels
    FOR EACH STATEMENT EXECUTE FUNCTION move_catalogue_version();
CREATE TRIGGER campaigns_moved AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON campaigns
    FOR EACH STATEMENT EXECUTE FUNCTION move_catalogue_version();

-- Process ------------------------------------------------------------------------------------------------------------

-- Which step follows which, for whom, due when.
CREATE TABLE process_steps (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code                text NOT NULL UNIQUE,
    title_en            text NOT NULL,
    title_ru            text NOT NULL,
    instructions_en     text NOT NULL DEFAULT '',
    instructions_ru     text NOT NULL DEFAULT '',
    importance          text NOT NULL DEFAULT 'normal' CHECK (importance IN ('low', 'normal', 'high')),
    -- The performer: a member, or whoever of the opportunity's team has the role.
    performer_member_id bigint REFERENCES members,
    performer_role      text CHECK (performer_role IN ('rep', 'manager', 'admin')),
    -- Due at the end of the n-th working day after the day on which it was given out.
    due_working_days    integer NOT NULL CHECK (due_working_days BETWEEN 0 AND 365),
    next_step_id        bigint REFERENCES process_steps,
    CHECK (num_nonnulls(performer_member_id, performer_role) = 1)
);

-- Deals --------------------------------------------------------------------------------------------------------------

CREATE TABLE opportunities (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title           text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    partner_id      bigint NOT NULL REFERENCES partners,
    contact_id      bigint REFERENCES contacts,
    owner_id        bigint NOT NULL REFERENCES members,
    description     text NOT NULL DEFAULT '',
    status          text NOT NULL DEFAULT 'in_progress' CHECK (status IN ('in_progress', 'qualified', 'won', 'lost')),
    terms_id        bigint REFERENCES terms,
    budget          numeric(18, 2) CHECK (budget > 0),
    budget_currency char(3) CHECK (budget_currency ~ '^[A-Z]{3}$'),
    probability     smallint CHECK (probability BETWEEN 0 AND 100),
    channel_id      bigint REFERENCES channels,
    source_id       bigint REFERENCES campaigns,
    lost_reason_id  bigint REFERENCES lost_reasons,
    lost_comment    text,
    -- Moves with every change; saving names the revision it was decided on.
    revision        bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    CHECK ((budget IS NULL) = (budget_currency IS NULL)),
    -- No reason, no loss.
    CHECK ((status = 'lost') = (lost_reason_id IS NOT NULL))
);
CREATE INDEX opportunities_by_owner ON opportunities (owner_id);
CREATE INDEX opportunities_by_partner ON opportunities (partner_id);

CREATE TABLE demand_lines (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    opportunity_id   bigint NOT NULL REFERENCES opportunities,
    good_id          bigint REFERENCES goods,
    kind             text NOT NULL CHECK (kind IN ('good', 'service', 'other')),
    name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    quantity         numeric(15, 3) NOT NULL CHECK (quantity > 0),
    unit             text NOT NULL,
    price            numeric(18, 2) NOT NULL CHECK (price >= 0),
    currency         char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    discount_percent numeric(5, 2) NOT NULL DEFAULT 0 CHECK (discount_percent BETWEEN 0 AND 100),
    note             text NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL
);
CREATE INDEX demand_lines_by_opportunity ON demand_lines (opportunity_id);

CREATE TABLE interactions (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    opportunity_id bigint NOT NULL REFERENCES opportunities,
    contact_id     bigint REFERENCES contacts,
    kind           text NOT NULL CHECK (kind IN ('call', 'meeting', 'email', 'message', 'note')),
    happened_at    timestamptz NOT NULL,
    summary        text NOT NULL CHECK (length(summary) BETWEEN 1 AND 4096),
    next_step      text,
    follow_up_at   timestamptz,
    author_id      bigint NOT NULL REFERENCES members,
    created_at     timestamptz NOT NULL
);
CREATE INDEX interactions_by_opportunity ON interactions (opportunity_id, happened_at DESC);

CREATE TABLE tasks (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    step_id        bigint NOT NULL REFERENCES process_steps,
    opportunity_id bigint NOT NULL REFERENCES opportunities,
    -- Handed to a member, or to whoever of the team has the role (then `accepted_by` says who took it).
    assignee_id    bigint REFERENCES members,
    role           text CHECK (role IN ('rep', 'manager', 'admin')),
    team_id        bigint NOT NULL REFERENCES teams,
    importance     text NOT NULL DEFAULT 'normal' CHECK (importance IN ('low', 'normal', 'high')),
    -- Instructions of this one task, beside those of its step.
    instructions   text NOT NULL DEFAULT '',
    due_at         timestamptz NOT NULL,
    created_at     timestamptz NOT NULL,
    state          text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'done', 'cancelled')),
    accepted_by    bigint REFERENCES members,
    accepted_at    timestamptz,
    -- The start that the performer gave when accepting: then, or planned.
    start_at       timestamptz,
    completed_by   bigint REFERENCES members,
    completed_at   timestamptz,
    results        text,
    CHECK (num_nonnulls(assignee_id, role) = 1),
    CHECK ((accepted_by IS NULL) = (accepted_at IS NULL) AND (accepted_by IS NULL) = (start_at IS NULL)),
    CHECK ((state IN ('accepted', 'done')) = (accepted_by IS NOT NULL) OR state = 'cancelled'),
    CHECK ((state = 'done') = (completed_at IS NOT NULL)),
    CHECK ((completed_at IS NULL) = (completed_by IS NULL) AND (completed_at IS NULL) = (results IS NULL))
);
-- One task of a step is open for an opportunity at a time: a second completion cannot make a second quotation.
CREATE UNIQUE INDEX tasks_one_open_of_a_step ON tasks (opportunity_id, step_id) WHERE state IN ('open', 'accepted');
CREATE INDEX tasks_open_of_assignee ON tasks (assignee_id, due_at) WHERE state IN ('open', 'accepted');
CREATE INDEX tasks_open_of_role ON tasks (team_id, role, due_at) WHERE state IN ('open', 'accepted') AND role IS NOT NULL;
CREATE INDEX tasks_done_of_member ON tasks (completed_by, completed_at DESC) WHERE state = 'done';
CREATE INDEX tasks_by_opportunity ON tasks (opportunity_id);

-- What the bot says of a task without being asked, and when. The schedule claims what is due.
CREATE TABLE task_notices (
    task_id bigint NOT NULL REFERENCES tasks,
    kind    text NOT NULL CHECK (kind IN ('assigned', 'due')),
    due_at  timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (task_id, kind)
);
CREATE INDEX task_notices_due ON task_notices (due_at) WHERE sent_at IS NULL;

-- Who, when, what, from, to. Never purged.
CREATE TABLE history (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    -- Empty when the program itself did it.
    member_id bigint REFERENCES members,
    entity    text NOT NULL CHECK (entity IN ('member', 'invite', 'partner', 'opportunity', 'task')),
    entity_id bigint NOT NULL,
    field     text NOT NULL,
    old_value text,
    new_value text
);
CREATE INDEX history_of ON history (entity, entity_id, id);

CREATE FUNCTION refuse_to_change_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is never changed or purged';
END $$;
CREATE TRIGGER history_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_history();

-- Chats, drafts and the two queues -----------------------------------------------------------------------------------

-- Dialogs under way. The id is the `seq` of the update that began it: known before the row is written, so that the
-- card's buttons can carry it.
CREATE TABLE drafts (
    id             bigint PRIMARY KEY,
    member_id      bigint NOT NULL REFERENCES members,
    dialog         text NOT NULL,
    task_id        bigint NOT NULL REFERENCES tasks,
    opportunity_id bigint NOT NULL REFERENCES opportunities,
    -- Which form `state`, `filled` and `path` are in: the dialog's own version.
    version        integer NOT NULL,
    state          jsonb NOT NULL,
    filled         jsonb NOT NULL,
    path           jsonb NOT NULL,
    revision       integer NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    UNIQUE (member_id, dialog, task_id)
);
CREATE INDEX drafts_by_task ON drafts (task_id);

-- One row a chat: the draft in focus, the living card.
CREATE TABLE chats (
    chat_id         bigint PRIMARY KEY,
    focus_draft_id  bigint REFERENCES drafts ON DELETE SET NULL,
    card_message_id bigint,
    -- The outbox row that sends the card, while its message id is not known yet.
    card_outbox_id  bigint
);
CREATE INDEX chats_by_focus ON chats (focus_draft_id);

CREATE TABLE inbox (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Update ids are a bot's own: another token on the same database starts elsewhere.
    bot_id          bigint NOT NULL,
    update_id       bigint NOT NULL,
    chat_id         bigint NOT NULL,
    -- What a tapped button is about, read from its callback data when recorded, so that the load is one round trip.
    draft_id        bigint,
    task_id         bigint,
    opportunity_id  bigint,
    dialog          text,
    -- The update's JSON, to the letter: newer kinds and fields than the program knows are kept.
    raw             text NOT NULL,
    state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'parked')),
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    error           text,
    received_at     timestamptz NOT NULL,
    done_at         timestamptz,
    UNIQUE (bot_id, update_id)
);
CREATE INDEX inbox_open ON inbox (chat_id, seq) WHERE state = 'open';

CREATE TABLE outbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id         bigint NOT NULL,
    -- 0 answers to taps and texts, 1 notices, 2 digests.
    lane            smallint NOT NULL CHECK (lane BETWEEN 0 AND 2),
    method          text NOT NULL CHECK (method IN ('sendMessage', 'editMessageText', 'deleteMessage')),
    body            text NOT NULL,
    -- The message to edit or delete: its id, or the row that sent it.
    message_id      bigint,
    refers_to       bigint,
    state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sent', 'dropped', 'failed')),
    -- The instance that is sending it; a lease of an instance that is gone is free.
    leased_by       integer,
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    settled_at      timestamptz,
    sent_message_id bigint,
    error           text,
    CHECK ((state = 'open') = (settled_at IS NULL)),
    CHECK (method = 'sendMessage' OR num_nonnulls(message_id, refers_to) > 0)
);
CREATE INDEX outbox_open ON outbox (chat_id, id) WHERE state = 'open';

-- Instances of the program number themselves; each holds an advisory lock on its number for as long as it lives.
CREATE SEQUENCE instances AS integer CYCLE;
