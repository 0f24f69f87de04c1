-- Rule 15: a handle's claim joins an identity by handle with a proven one of the same platform; an identity by handle is nobody's.
SELECT 'handle_claims' AS place, CAST(h.identity AS TEXT) AS row_key, 'is no claim of a proven account on a handle' AS problem
FROM handle_claims h
LEFT JOIN identities i ON i.id = h.identity AND i.subject LIKE '@%'
LEFT JOIN identities c ON c.id = h.claimant AND c.provider = i.provider AND c.subject NOT LIKE '@%'
WHERE c.id IS NULL
UNION ALL
SELECT 'links', CAST(l.identity AS TEXT), 'links an identity that is known by its handle alone'
FROM links l
JOIN identities i ON i.id = l.identity AND i.subject LIKE '@%'
ORDER BY 1, 2
