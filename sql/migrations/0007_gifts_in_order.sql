-- Gifts lie in the order in which they were given, beside their transfers, so that each dirties no page of its own. A giver's are
-- found as his wallet's other transfers are: by account_history, and in what it hasn't reached yet. Same dialect as 0001.

CREATE TABLE gifts_in_order (
    seq       {{int64}} NOT NULL,
    n         {{int64}} NOT NULL,
    giver     {{int64}} NOT NULL,
    show_name {{int64}} NOT NULL,
    fee_ppm   {{int64}} NOT NULL,
    PRIMARY KEY (seq, n)
){{clustered}};
INSERT INTO gifts_in_order (seq, n, giver, show_name, fee_ppm) SELECT seq, n, giver, show_name, fee_ppm FROM gifts ORDER BY seq, n;
DROP TABLE gifts;
ALTER TABLE gifts_in_order RENAME TO gifts;
