-- What a close writes most, guarded at less cost: for "IN" of three values and more SQLite fills a table in memory at each row that it
-- checks, for a comparison none. Otherwise the tables are as before. Same dialect as 0001.

CREATE TABLE month_closes_checked (
    month        {{int64}} NOT NULL,
    giver        {{int64}} NOT NULL,
    currency     TEXT NOT NULL,
    outcome      {{int64}} NOT NULL CHECK (outcome >= 1 AND outcome <= 3),
    flattrs      {{int64}} NOT NULL,  -- counted, one's own included
    dropped      {{int64}} NOT NULL,  -- one's own (rule 11), and to those who have opted out (rule 16)
    amount_micro {{int64}} NOT NULL CHECK (amount_micro >= 0),
    seq          {{int64}} NOT NULL,
    n            {{int64}} NOT NULL,
    PRIMARY KEY (month, giver, currency)
){{clustered}};
INSERT INTO month_closes_checked (month, giver, currency, outcome, flattrs, dropped, amount_micro, seq, n)
SELECT month, giver, currency, outcome, flattrs, dropped, amount_micro, seq, n FROM month_closes ORDER BY month, giver, currency;
DROP TABLE month_closes;
ALTER TABLE month_closes_checked RENAME TO month_closes;

CREATE TABLE arrivals_checked (
    seq            {{int64}} NOT NULL,
    n              {{int64}} NOT NULL,
    identity       {{int64}} NOT NULL,
    month          {{int64}} NOT NULL,
    amount_micro   {{int64}} NOT NULL CHECK (amount_micro > 0),
    expires_at     {{int64}} NOT NULL,
    state          {{int64}} NOT NULL CHECK (state >= 1 AND state <= 4),
    member         {{int64}} NOT NULL,
    resolved_seq   {{int64}} NOT NULL,
    returned_micro {{int64}} NOT NULL DEFAULT 0,
    fee_micro      {{int64}} NOT NULL DEFAULT 0,
    PRIMARY KEY (seq, n),
    CHECK ((state = 1) = (resolved_seq = 0)),
    CHECK ((state = 2 OR state = 4) = (member <> 0))
){{clustered}};
INSERT INTO arrivals_checked (seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq, returned_micro, fee_micro)
SELECT seq, n, identity, month, amount_micro, expires_at, state, member, resolved_seq, returned_micro, fee_micro FROM arrivals
ORDER BY seq, n;
DROP TABLE arrivals;
ALTER TABLE arrivals_checked RENAME TO arrivals;
CREATE INDEX arrivals_by_identity ON arrivals (identity, month);              -- what waits for somebody; the fate of a share
CREATE INDEX arrivals_by_member ON arrivals (member, seq) WHERE member <> 0;  -- what a member received
CREATE INDEX arrivals_by_expiry ON arrivals (expires_at) WHERE state = 1;     -- what is due to go back
