-- The books and what they speak of. One dialect for SQLite and PostgreSQL: {{int64}} is a 64-bit integer, {{id}} one that is its
-- table's row number where the engine has such a thing, {{clustered}} keeps
-- a table's rows in the order of its key where the engine can. Times are microseconds since the epoch, amounts
-- micro-units (EUR 1 = 1000000), hashes hexadecimal text. Nothing is NULL: 0 and '' mean "none".

-- The journal's end and the next free numbers; one row. Every writing transaction reads it first and writes it last.
CREATE TABLE log_head (
    id              {{id}} NOT NULL PRIMARY KEY CHECK (id = 1),
    seq             {{int64}} NOT NULL CHECK (seq >= 0),
    at              {{int64}} NOT NULL,
    chain           TEXT NOT NULL CHECK (length(chain) = 64),
    month           {{int64}} NOT NULL,  -- the month of the last commit: a commit in a later one records the cut
    clock_offset_us {{int64}} NOT NULL CHECK (clock_offset_us >= 0),  -- a demo hub's clock runs ahead by this
    next_account    {{int64}} NOT NULL,
    next_member     {{int64}} NOT NULL,
    next_identity   {{int64}} NOT NULL,
    next_thing      {{int64}} NOT NULL,
    next_notice     {{int64}} NOT NULL
);
INSERT INTO log_head VALUES (1, 0, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0, 0, 1, 1, 1, 1, 1);

-- What is settled once for the whole hub: 'hub_id' and 'currency', written at the first start.
CREATE TABLE hub_facts (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Totals of each account; every one equals the sum of its transfers (sql/checks/02). Kinds: core/ledger/account.hpp.
CREATE TABLE accounts (
    id              {{id}} NOT NULL PRIMARY KEY,
    kind            {{int64}} NOT NULL,
    owner           {{int64}} NOT NULL,
    month           {{int64}} NOT NULL,
    currency        TEXT NOT NULL,
    debits_posted   {{int64}} NOT NULL CHECK (debits_posted >= 0),
    credits_posted  {{int64}} NOT NULL CHECK (credits_posted >= 0),
    debits_pending  {{int64}} NOT NULL CHECK (debits_pending >= 0),
    credits_pending {{int64}} NOT NULL CHECK (credits_pending >= 0),
    UNIQUE (kind, owner, month, currency),
    -- A liability is never overdrawn, holds included: the guard behind ledger::Book::post.
    CHECK (kind < 3 OR kind > 8 OR credits_posted - debits_posted - debits_pending >= 0)
);

-- One number for each group of transfers that belongs together; gapless, in time, chained.
CREATE TABLE txns (
    seq   {{id}} NOT NULL PRIMARY KEY,
    at    {{int64}} NOT NULL,
    leaf  TEXT NOT NULL CHECK (length(leaf) = 64),
    chain TEXT NOT NULL CHECK (length(chain) = 64)
);

-- The journal. Rows are never updated or deleted. Kinds and phases: core/ledger/transfer.hpp; lines: core/ledger/line.hpp.
CREATE TABLE transfers (
    seq            {{int64}} NOT NULL,
    n              {{int64}} NOT NULL CHECK (n > 0),
    kind           {{int64}} NOT NULL,
    phase          {{int64}} NOT NULL,
    debit_account  {{int64}} NOT NULL,
    credit_account {{int64}} NOT NULL,
    amount_micro   {{int64}} NOT NULL CHECK (amount_micro > 0),
    dr_from        {{int64}} NOT NULL CHECK (dr_from >= 0),
    cr_from        {{int64}} NOT NULL CHECK (cr_from >= 0),
    pending_seq    {{int64}} NOT NULL,
    pending_n      {{int64}} NOT NULL,
    lines          TEXT NOT NULL,
    PRIMARY KEY (seq, n),
    CHECK (debit_account <> credit_account)
){{clustered}};

-- One effect for each key of a client, for ever. `body` is the SHA-256 of what was asked, `answer` what was said.
CREATE TABLE idempotency (
    scope  TEXT NOT NULL,
    key    TEXT NOT NULL,
    body   TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (scope, key)
){{clustered}};

-- Somebody with an account here. `plan_micro` is the recurring monthly budget.
CREATE TABLE members (
    id         {{id}} NOT NULL PRIMARY KEY,
    created_at {{int64}} NOT NULL,
    plan_micro {{int64}} NOT NULL CHECK (plan_micro >= 0)
);

-- Somebody on a platform. The key is (provider, instance, subject); all else is what the platform last said, and erasable.
CREATE TABLE identities (
    id          {{id}} NOT NULL PRIMARY KEY,
    provider    TEXT NOT NULL CHECK (provider <> ''),
    instance    TEXT NOT NULL,
    subject     TEXT NOT NULL CHECK (subject <> ''),
    handle      TEXT NOT NULL,
    name        TEXT NOT NULL,
    avatar_url  TEXT NOT NULL,
    profile_url TEXT NOT NULL,
    kind        TEXT NOT NULL,
    seen_at     {{int64}} NOT NULL,
    UNIQUE (provider, instance, subject)
);

-- Whose an identity is: at most one member's (invariant 10).
CREATE TABLE links (
    identity  {{id}} NOT NULL PRIMARY KEY,
    member    {{int64}} NOT NULL,
    linked_at {{int64}} NOT NULL
);
CREATE INDEX links_by_member ON links (member);  -- a member's identities

-- What is flattred. An account is itself a thing.
CREATE TABLE things (
    id    {{id}} NOT NULL PRIMARY KEY,
    key   TEXT NOT NULL UNIQUE CHECK (key <> ''),
    url   TEXT NOT NULL,
    title TEXT NOT NULL
);

-- A session of a browser. Only the SHA-256 of its token is kept.
CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    expires_at {{int64}} NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);  -- to forget old ones
-- The identities that a session has proven, in the platform's order.
CREATE TABLE session_identities (
    token_hash TEXT NOT NULL,
    position   {{int64}} NOT NULL,
    identity   {{int64}} NOT NULL,
    PRIMARY KEY (token_hash, position)
){{clustered}};
-- Sign-ins that were completed: a second completion is refused until the sealed state has expired by itself.
CREATE TABLE consumed_sign_ins (
    flow_id    TEXT NOT NULL PRIMARY KEY,
    expires_at {{int64}} NOT NULL
);
CREATE INDEX consumed_sign_ins_by_expiry ON consumed_sign_ins (expires_at);

-- One mark of thanks: giver, thing, month. `identity` is the thing's owner, frozen. state: 1 counts, 2 undone.
CREATE TABLE flattrs (
    month    {{int64}} NOT NULL,
    giver    {{int64}} NOT NULL,
    thing    {{int64}} NOT NULL,
    identity {{int64}} NOT NULL,
    at       {{int64}} NOT NULL,
    state    {{int64}} NOT NULL CHECK (state IN (1, 2)),
    PRIMARY KEY (month, giver, thing)
){{clustered}};
CREATE INDEX flattrs_by_identity ON flattrs (identity, month);  -- how many wait for somebody in the running month

-- How many flattrs that count each giver has in a month: opens the budget, and is the close's list of givers.
CREATE TABLE giver_months (
    month   {{int64}} NOT NULL,
    giver   {{int64}} NOT NULL,
    flattrs {{int64}} NOT NULL CHECK (flattrs >= 0),
    PRIMARY KEY (month, giver)
){{clustered}};

-- Months that were cut: `cut_seq` is the last txn before the cut. phase: 1 cut, 2 dividing, 3 paying, 4 closed. The two cursors
-- are the last giver divided and the last identity paid; txns first_seq..last_seq hold the givers' packed transfers.
CREATE TABLE months (
    month         {{id}} NOT NULL PRIMARY KEY,
    cut_seq       {{int64}} NOT NULL,
    phase         {{int64}} NOT NULL CHECK (phase IN (1, 2, 3, 4)),
    last_giver    {{int64}} NOT NULL,
    last_identity {{int64}} NOT NULL,
    first_seq     {{int64}} NOT NULL,
    last_seq      {{int64}} NOT NULL,
    givers_closed {{int64}} NOT NULL,
    paid          {{int64}} NOT NULL,
    divided_micro {{int64}} NOT NULL
);

-- One close for each giver, month and currency. outcome: core/giving/close.hpp; (seq, n) is the transfer, 0 when lapsed.
CREATE TABLE month_closes (
    month        {{int64}} NOT NULL,
    giver        {{int64}} NOT NULL,
    currency     TEXT NOT NULL,
    outcome      {{int64}} NOT NULL CHECK (outcome IN (1, 2, 3)),
    flattrs      {{int64}} NOT NULL,  -- counted, one's own included
    dropped      {{int64}} NOT NULL,  -- one's own (rule 11), and to those who have opted out (rule 16)
    amount_micro {{int64}} NOT NULL CHECK (amount_micro >= 0),
    seq          {{int64}} NOT NULL,
    n            {{int64}} NOT NULL,
    PRIMARY KEY (month, giver, currency)
){{clustered}};
CREATE INDEX month_closes_by_giver ON month_closes (giver, month);  -- a giver's history

-- What each recipient has coming while a month is divided: phase two works it off by identity.
CREATE TABLE month_recipients (
    month        {{int64}} NOT NULL,
    identity     {{int64}} NOT NULL,
    lines        {{int64}} NOT NULL CHECK (lines > 0),
    amount_micro {{int64}} NOT NULL CHECK (amount_micro >= 0),
    PRIMARY KEY (month, identity)
){{clustered}};

-- Each packed transfer to a recipient. state: 1 waits in escrow, 2 claimed, 3 given back, 4 went to revenue at once.
-- member: who received it (2 and 4). expires_at is fixed at arrival (rule 17). resolved_seq: the txn that ended the waiting.
CREATE TABLE arrivals (
    seq          {{int64}} NOT NULL,
    n            {{int64}} NOT NULL,
    identity     {{int64}} NOT NULL,
    month        {{int64}} NOT NULL,
    amount_micro {{int64}} NOT NULL CHECK (amount_micro > 0),
    expires_at   {{int64}} NOT NULL,
    state        {{int64}} NOT NULL CHECK (state IN (1, 2, 3, 4)),
    member       {{int64}} NOT NULL,
    resolved_seq {{int64}} NOT NULL,
    PRIMARY KEY (seq, n),
    CHECK ((state = 1) = (resolved_seq = 0)),
    CHECK ((state IN (2, 4)) = (member <> 0))
){{clustered}};
CREATE INDEX arrivals_by_identity ON arrivals (identity, month);  -- what waits for somebody; the fate of a share
CREATE INDEX arrivals_by_member ON arrivals (member, seq);        -- what a member received
CREATE INDEX arrivals_by_expiry ON arrivals (state, expires_at);  -- what is due to go back

-- Lines that were returned: one reversal for each line (invariant 6).
CREATE TABLE line_reversals (
    seq    {{int64}} NOT NULL,
    n      {{int64}} NOT NULL,
    line   {{int64}} NOT NULL,
    by_seq {{int64}} NOT NULL,
    PRIMARY KEY (seq, n, line)
){{clustered}};

-- What people must be told; texts belong to the pages.
CREATE TABLE notices (
    id         {{id}} NOT NULL PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    member     {{int64}} NOT NULL,
    kind       TEXT NOT NULL,
    parameters TEXT NOT NULL,
    at         {{int64}} NOT NULL
);
CREATE INDEX notices_by_member ON notices (member, id);
