-- A flattr dirties the one page that it lies on. Its giver's count of the month is counted when it is asked for: those rows lie
-- together. giver_months is left as the list of a month's givers, which the close goes by. Same dialect as 0001.

-- The second opinion (sql/checks/08): how many flattrs of the month count, in log_head for the running one, in months from its cut on.
ALTER TABLE log_head ADD COLUMN flattrs {{int64}} NOT NULL DEFAULT 0 CHECK (flattrs >= 0);
UPDATE log_head SET flattrs = (SELECT COALESCE(SUM(g.flattrs), 0) FROM giver_months g WHERE g.month = log_head.month);
UPDATE months SET flattrs = (SELECT COALESCE(SUM(g.flattrs), 0) FROM giver_months g WHERE g.month = months.month);
ALTER TABLE giver_months DROP COLUMN flattrs;
