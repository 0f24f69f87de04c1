-- Rule 16: nothing waits for an identity that has opted out, but for what came back to its owner after he had left (rule 20) and
-- has nowhere else to go; and all that is left of its key is the hash.
SELECT 'opt_outs' AS place, CAST(o.identity AS TEXT) AS row_key, 'has opted out, but its name is still there or its row is not' AS problem
FROM opt_outs o
LEFT JOIN identities i ON i.id = o.identity AND i.subject = '#' || o.key_hash AND i.handle = '' AND i.name = '' AND i.avatar_url = '' AND i.profile_url = ''
WHERE i.id IS NULL
UNION ALL
SELECT 'arrivals', CAST(a.seq AS TEXT) || '.' || CAST(a.n AS TEXT), 'waits for somebody who has opted out'
FROM arrivals a
JOIN opt_outs o ON o.identity = a.identity
WHERE a.state = 1 AND NOT EXISTS (SELECT 1 FROM members m WHERE m.home_identity = a.identity)
ORDER BY 1, 2
