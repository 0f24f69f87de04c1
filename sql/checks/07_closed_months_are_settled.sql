-- Invariant 9: in a closed month every giver with flattrs has exactly one close over all of them, and no budget is left.
SELECT 'giver_months' AS place, CAST(g.month AS TEXT) || '/' || CAST(g.giver AS TEXT) AS row_key,
       'flattrs that no close settled' AS problem
FROM giver_months g
JOIN months m ON m.month = g.month AND m.phase = 4
LEFT JOIN month_closes c ON c.month = g.month AND c.giver = g.giver
WHERE c.giver IS NULL OR c.flattrs <> (SELECT COUNT(*) FROM flattrs f WHERE f.month = g.month AND f.giver = g.giver AND f.state = 1)
UNION ALL
SELECT 'accounts', CAST(a.id AS TEXT), 'money left in a budget or in the closing account of a closed month'
FROM accounts a
JOIN months m ON m.month = a.month AND m.phase = 4
WHERE a.kind IN (4, 5) AND a.credits_posted <> a.debits_posted
ORDER BY 1, 2
