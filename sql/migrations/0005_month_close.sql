-- The close of a month of millions: bounded steps, each share read twice and written twice, however many there are.

-- What the two phases of a close hand over: the shares that one step of dividing (part) found for one group of recipients (bucket:
-- identity modulo the month's buckets), as core/giving/share_run.hpp writes them. Their txn is `seq`. Empty but while a month closes.
-- id = month * 2^34 + part * 2^10 + bucket: in the order in which they are written, and found without an index.
CREATE TABLE month_runs (
    id           {{id}} NOT NULL PRIMARY KEY,
    month        {{int64}} NOT NULL,
    seq          {{int64}} NOT NULL,
    shares       {{int64}} NOT NULL CHECK (shares > 0),
    amount_micro {{int64}} NOT NULL CHECK (amount_micro > 0),
    run          TEXT NOT NULL CHECK (run <> '')
);

-- How much there was when dividing began, and how far it is: givers and flattrs counted once; budgets not divided yet; shares found,
-- shares paid; parts and buckets of month_runs; the bucket that is being paid up to last_identity, and where in it the next share is of
-- a recipient who has too many for one step. busy_us: time spent, pauses left out, up to the step that was done at stepped_at: an estimate goes by it.
ALTER TABLE months ADD COLUMN givers {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN flattrs {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN reserved_micro {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN shares {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN shares_paid {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN parts {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN buckets {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN bucket {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN open_identity {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN open_part {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN open_shares {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN busy_us {{int64}} NOT NULL DEFAULT 0;
ALTER TABLE months ADD COLUMN stepped_at {{int64}} NOT NULL DEFAULT 0;
UPDATE months SET
    givers = (SELECT COUNT(*) FROM giver_months g WHERE g.month = months.month AND g.flattrs > 0),
    flattrs = (SELECT COALESCE(SUM(g.flattrs), 0) FROM giver_months g WHERE g.month = months.month);

-- A giver's closes are found month by month, by the key; of what waits or goes back the other two indexes need not know.
DROP INDEX month_closes_by_giver;
DROP INDEX arrivals_by_member;
CREATE INDEX arrivals_by_member ON arrivals (member, seq) WHERE member <> 0;     -- what a member received
DROP INDEX arrivals_by_expiry;
CREATE INDEX arrivals_by_expiry ON arrivals (expires_at) WHERE state = 1;        -- what is due to go back
DROP TABLE month_recipients;
