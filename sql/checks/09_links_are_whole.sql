-- Invariant 10: a link joins an identity and a member that exist (one owner each is the primary key).
SELECT 'links' AS place, CAST(l.identity AS TEXT) AS row_key, 'joins an identity or a member that does not exist' AS problem
FROM links l
LEFT JOIN identities i ON i.id = l.identity
LEFT JOIN members m ON m.id = l.member
WHERE i.id IS NULL OR m.id IS NULL
ORDER BY l.identity
