-- A platform that gives its people other ids (rule 22). Same dialect as 0001.

-- Pairs of an old and a new id that the operator has imported, for ever: who said so (`source`), how it is proven (proof: 1 the old
-- platform's list, 2 one sign-in that shows both) and what became of it (state: 1 waiting, 2 applied, 3 cancelled, 4 objected to,
-- 5 refused for `reason`). `identity` keeps its number. due_at: when it is applied; 0 until a sign-in has shown both. Of whoever has
-- opted out the subjects are '#' and the keyed hash, as in `identities`.
CREATE TABLE id_changes (
    id           {{id}} NOT NULL PRIMARY KEY,
    identity     {{int64}} NOT NULL,
    provider     TEXT NOT NULL CHECK (provider <> ''),
    old_instance TEXT NOT NULL,
    old_subject  TEXT NOT NULL,
    new_instance TEXT NOT NULL,
    new_subject  TEXT NOT NULL,
    source       TEXT NOT NULL CHECK (source <> ''),
    proof        {{int64}} NOT NULL CHECK (proof IN (1, 2)),
    state        {{int64}} NOT NULL CHECK (state IN (1, 2, 3, 4, 5)),
    reason       TEXT NOT NULL,
    at           {{int64}} NOT NULL,
    due_at       {{int64}} NOT NULL,
    ended_at     {{int64}} NOT NULL,
    CHECK ((state = 1) = (ended_at = 0)),
    CHECK (state <> 2 OR (due_at > 0 AND ended_at >= due_at))
);
CREATE INDEX id_changes_by_old ON id_changes (provider, old_instance, old_subject);  -- whether a pair contradicts another
CREATE INDEX id_changes_by_new ON id_changes (provider, new_instance, new_subject);  -- the same; what a sign-in proves
CREATE INDEX id_changes_by_due ON id_changes (state, due_at);                        -- what is to be applied
CREATE INDEX id_changes_by_identity ON id_changes (identity);                        -- what an opt-out erases
