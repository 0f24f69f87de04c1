-- Rule 20: nothing is in wallet or revenue of somebody who has left (what is on its way out is held) unless the last identity
-- has opted out: then there may be nowhere for it to go.
SELECT 'accounts' AS place, CAST(a.id AS TEXT) AS row_key,
       'belongs to member ' || CAST(m.id AS TEXT) || ', who has left, and holds ' ||
       CAST(a.credits_posted - a.debits_posted - a.debits_pending AS TEXT) AS problem
FROM members m
JOIN accounts a ON a.owner = m.id AND a.kind IN (3, 7)
LEFT JOIN opt_outs o ON o.identity = m.home_identity
WHERE m.left_at <> 0 AND o.identity IS NULL AND a.credits_posted - a.debits_posted - a.debits_pending <> 0
ORDER BY a.id
