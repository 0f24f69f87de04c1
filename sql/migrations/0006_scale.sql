-- Books that move to another database, and several hubs over one. Same dialect as 0001.

-- Whether the books are kept here: 0 here, 1 leaving, 2 gone, 3 arriving (store/transaction.hpp). But for 0 no hub serves them.
ALTER TABLE log_head ADD COLUMN place {{int64}} NOT NULL DEFAULT 0 CHECK (place IN (0, 1, 2, 3));

-- The last move from or to this database, at most one row: the same id in both databases. other: where to or where from, without
-- a password. Not part of what is moved.
CREATE TABLE moves (
    id    TEXT NOT NULL PRIMARY KEY,
    other TEXT NOT NULL
);

-- Each writer's last commit, kept with PostgreSQL: a commit whose answer was lost is looked up here. Not part of what is moved.
CREATE TABLE writers (
    id      TEXT NOT NULL PRIMARY KEY,
    commits {{int64}} NOT NULL,
    at      {{int64}} NOT NULL
);
