-- What members do beyond flattring: gifts, payouts, opting out, leaving, tokens for programs. Same dialect as 0001.

-- When the session's platform proved each identity: linking, unlinking and payouts need a recent proof.
ALTER TABLE session_identities ADD COLUMN proven_at {{int64}} NOT NULL DEFAULT 0;

-- show_name: the giver shows his name to the recipient (rule 25). fee_ppm: frozen at giving (rule 18), millionths.
ALTER TABLE flattrs ADD COLUMN show_name {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE flattrs ADD COLUMN fee_ppm {{int64}} NOT NULL DEFAULT 0;

-- What waits can go back line by line (one giver's money was charged back): returned_micro of the amount has. fee_micro is the fee
-- (rule 18) of the lines that have not gone back: due when they are claimed, taken when the arrival is claimed or direct.
ALTER TABLE arrivals ADD COLUMN returned_micro {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE arrivals ADD COLUMN fee_micro {{int64}} NOT NULL DEFAULT 0;
-- The fee of all that a recipient has coming: 0 for nearly everybody, and then nobody looks for a rate.
ALTER TABLE month_recipients ADD COLUMN fee_micro {{int64}} NOT NULL DEFAULT 0;

-- Who has left (rule 20): what comes back later waits in the escrow of home_identity. 0: a member.
ALTER TABLE members ADD COLUMN left_at {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN home_identity {{int64}} NOT NULL DEFAULT 0;

-- The next free numbers, as in 0001.
ALTER TABLE log_head ADD COLUMN next_payout {{int64}} NOT NULL DEFAULT 1;
ALTER TABLE log_head ADD COLUMN next_token {{int64}} NOT NULL DEFAULT 1;
-- Up to where account_history has been written; it follows the journal, behind the writer.
ALTER TABLE log_head ADD COLUMN history_seq {{int64}} NOT NULL DEFAULT 0;

-- One-off amounts; (seq, n) is the transfer, whose single line says the rest. What became of it: arrivals.
CREATE TABLE gifts (
    giver     {{int64}} NOT NULL,
    seq       {{int64}} NOT NULL,
    n         {{int64}} NOT NULL,
    show_name {{int64}} NOT NULL,
    fee_ppm   {{int64}} NOT NULL,
    PRIMARY KEY (giver, seq, n)
){{clustered}};

-- Who must not be given anything (rule 16). key_hash: HMAC-SHA-256 of the identity's key under the hub's own secret; the row of
-- `identities` is blank meanwhile, so nothing else here tells who it is.
CREATE TABLE opt_outs (
    key_hash TEXT NOT NULL PRIMARY KEY CHECK (length(key_hash) = 64),
    identity {{int64}} NOT NULL UNIQUE,
    at       {{int64}} NOT NULL
);

-- Money for a handle that no platform could resolve (rule 15): who has shown that handle at a sign-in, and since when. Another
-- account with the same handle begins to wait anew.
CREATE TABLE handle_claims (
    identity {{id}} NOT NULL PRIMARY KEY,  -- the by-handle identity
    claimant {{int64}} NOT NULL,           -- the identity that was proven with this handle
    since    {{int64}} NOT NULL
);

-- Money out. state: 1 reserved (held), 2 settled, 3 failed. (reserve_seq, reserve_n) is the hold, resolved_seq the txn that ended it.
-- rail: a payment rail's number; source: the kind of account it came from (3 wallet of one who leaves, 7 revenue).
CREATE TABLE payouts (
    id           {{id}} NOT NULL PRIMARY KEY,
    member       {{int64}} NOT NULL,
    amount_micro {{int64}} NOT NULL CHECK (amount_micro > 0),
    rail         {{int64}} NOT NULL,
    source       {{int64}} NOT NULL CHECK (source IN (3, 7)),
    destination  TEXT NOT NULL,
    state        {{int64}} NOT NULL CHECK (state IN (1, 2, 3)),
    reserve_seq  {{int64}} NOT NULL,
    reserve_n    {{int64}} NOT NULL,
    resolved_seq {{int64}} NOT NULL,
    reference    TEXT NOT NULL,
    reason       TEXT NOT NULL,
    attempts     {{int64}} NOT NULL,
    at           {{int64}} NOT NULL,
    ask_at       {{int64}} NOT NULL,  -- when the rail is asked (again): the pauses grow with the attempts
    CHECK ((state = 1) = (resolved_seq = 0))
);
CREATE INDEX payouts_by_member ON payouts (member, id);     -- a member's payouts
CREATE INDEX payouts_by_state ON payouts (state, ask_at);  -- what the rail has to be asked about

-- Tokens for programs. Only the SHA-256 is kept. scopes: core/hub/api_token.hpp; expires_at 0: never.
CREATE TABLE api_tokens (
    id         {{id}} NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    member     {{int64}} NOT NULL,
    name       TEXT NOT NULL,
    scopes     {{int64}} NOT NULL CHECK (scopes > 0),
    created_at {{int64}} NOT NULL,
    expires_at {{int64}} NOT NULL
);
CREATE INDEX api_tokens_by_member ON api_tokens (member, id);  -- the settings page

-- Which transfers touched an account: derived from the journal, behind the writer, so that the hot path pays nothing.
CREATE TABLE account_history (
    account {{int64}} NOT NULL,
    seq     {{int64}} NOT NULL,
    n       {{int64}} NOT NULL,
    PRIMARY KEY (account, seq, n)
){{clustered}};
