-- Rule 22: an identity that was given a new id bears it, until the next change or an opt-out; what waits still bears the old one.
SELECT 'id_changes' AS place, CAST(c.id AS TEXT) AS row_key, 'was applied, but its identity does not bear the new id' AS problem
FROM id_changes c
LEFT JOIN identities i ON i.id = c.identity
WHERE c.state = 2
  AND NOT EXISTS (SELECT 1 FROM id_changes later WHERE later.identity = c.identity AND later.state = 2 AND later.id > c.id)
  AND (i.id IS NULL OR i.provider <> c.provider
       OR (c.new_subject NOT LIKE '#%' AND i.subject NOT LIKE '#%' AND (i.instance <> c.new_instance OR i.subject <> c.new_subject)))
UNION ALL
SELECT 'id_changes', CAST(c.id AS TEXT), 'waits, but its identity does not bear the old id'
FROM id_changes c
LEFT JOIN identities i ON i.id = c.identity
WHERE c.state = 1
  AND (i.id IS NULL OR i.provider <> c.provider
       OR (c.old_subject NOT LIKE '#%' AND (i.instance <> c.old_instance OR i.subject <> c.old_subject)))
UNION ALL
SELECT 'id_changes', CAST(c.id AS TEXT), 'gives an identity two new ids at once'
FROM id_changes c
JOIN id_changes other ON other.identity = c.identity AND other.state = 1 AND other.id < c.id
WHERE c.state = 1
ORDER BY 1, 2
